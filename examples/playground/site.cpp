#include "site.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <memory>
#include <string_view>
#include <utility>

#include "judge.h"

namespace playground {
namespace {

struct MimeType {
  std::string_view extension;
  std::string_view type;
};

constexpr MimeType mime_types[] = {
    {".html", "text/html; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".json", "application/json"},
    {".map", "application/json"},
    {".wasm", "application/wasm"},
    {".svg", "image/svg+xml"},
};

constexpr std::pair<std::string_view, std::string_view> safety[] = {
    {"Content-Security-Policy",
     "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Opener-Policy",
     "same-origin"},  // both: the browser's clock ticks every 5 instead of 100 us
    {"Cross-Origin-Embedder-Policy", "require-corp"},
    {"Cache-Control", "no-cache"},
};

struct Target {
  std::string_view path;
  std::string_view query;
};

Target target_of(const Request& request) {
  const std::string_view text(request.target().data(), request.target().size());
  const std::size_t mark = text.find('?');
  if (mark == std::string_view::npos) return {text, {}};
  return {text.substr(0, mark), text.substr(mark + 1)};
}

/// The type that `type=NAME` in a query names, or null. Names need no escapes.
const tally::ContractType* type_in(std::string_view query) noexcept {
  constexpr std::string_view key = "type=";
  while (!query.empty()) {
    const std::string_view pair = query.substr(0, query.find('&'));
    if (pair.substr(0, key.size()) == key) return find_type(pair.substr(key.size()));
    query.remove_prefix(std::min(query.size(), pair.size() + 1));
  }
  return nullptr;
}

/// True for `/`, and for `/a/b.c` where no part is empty or begins with a dot: such a path cannot
/// leave the folder.
bool is_plain_path(std::string_view path) noexcept {
  if (path.empty() || path.front() != '/') return false;
  char before = '\0';
  for (const char c : path) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!letter && std::string_view("/.-_@").find(c) == std::string_view::npos) return false;
    if (before == '/' && (c == '/' || c == '.')) return false;
    before = c;
  }
  return true;
}

class Site {
 public:
  explicit Site(std::filesystem::path folder) : folder_(std::move(folder)) {}

  static std::size_t bytes_to_keep(const Request& request) {
    const tally::ContractType* type = type_in(target_of(request).query);
    // One byte more than allowed is judged like all that may follow.
    return type == nullptr ? 0 : std::size_t{type->plan.limits.bytes} + 1;
  }

  Response answer(const Request& request) {
    const Target target = target_of(request);
    Response response =
        target.path == "/judge" ? judged(request, target.query) : read(request, target.path);
    response.version(request.version());
    for (const auto& [name, value] : safety) response.set(name, value);
    response.prepare_payload();
    if (request.method() == http::verb::head) response.body().clear();  // and the length stays
    return response;
  }

 private:
  static Response make(http::status status, std::string_view type, std::string body) {
    Response response{status, 11};
    response.set(http::field::content_type, type);
    response.body() = std::move(body);
    return response;
  }

  static Response not_found() {
    return make(http::status::not_found, "text/plain; charset=utf-8", "There is nothing here.\n");
  }

  static Response only(std::string_view methods) {
    Response response = make(http::status::method_not_allowed, "text/plain; charset=utf-8",
                             "Only " + std::string(methods) + ".\n");
    response.set(http::field::allow, methods);
    return response;
  }

  Response judged(const Request& request, std::string_view query) {
    if (request.method() != http::verb::post) return only("POST");
    const tally::ContractType* type = type_in(query);
    if (type == nullptr) {
      return make(http::status::not_found, "application/json",
                  R"({"error":"no contract has this type"})");
    }
    return make(http::status::ok, "application/json", judge_.answer(*type, request.body().bytes));
  }

  Response read(const Request& request, std::string_view path) const {
    if (request.method() != http::verb::get && request.method() != http::verb::head)
      return only("GET, HEAD");
    if (path == "/types") return make(http::status::ok, "application/json", type_names());
    if (!is_plain_path(path)) return not_found();
    std::filesystem::path file = folder_ / path.substr(1);
    if (path.back() == '/') file /= "index.html";
    std::error_code error;
    if (!std::filesystem::is_regular_file(file, error)) return not_found();
    std::ifstream stream(file, std::ios::binary);
    if (!stream) return not_found();
    std::string_view type = "application/octet-stream";
    for (const MimeType& known : mime_types) {
      if (file.extension() == known.extension) type = known.type;
    }
    return make(http::status::ok, type, {std::istreambuf_iterator<char>(stream), {}});
  }

  std::filesystem::path folder_;
  Judge judge_;
};

}  // namespace

Handler make_site(std::filesystem::path folder) {
  auto site = std::make_shared<Site>(std::move(folder));
  return {&Site::bytes_to_keep, [site](const Request& request) { return site->answer(request); }};
}

}  // namespace playground
