#include "tally/native/hub_pages.h"

#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

namespace tally::native {
namespace {

namespace http = boost::beast::http;

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
    {".png", "image/png"},
    {".ico", "image/x-icon"},
};

constexpr std::pair<std::string_view, std::string_view> every_header[] = {
    {"Content-Security-Policy",
     "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; "
     "img-src 'self' data:"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"Cache-Control", "no-cache"},
};

constexpr std::string_view plain_text = "text/plain; charset=utf-8";

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

Page not_found(const PageRequest& request) {
  return make_page(request, http::status::not_found, plain_text, "There is nothing here.\n");
}

Page read_file(const PageRequest& request, const std::filesystem::path& folder,
               std::string_view path) {
  if (folder.empty() || !is_plain_path(path)) return not_found(request);
  std::filesystem::path file = folder / path.substr(1);
  if (path.back() == '/') file /= "index.html";
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error)) return not_found(request);
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return not_found(request);
  std::string_view type = "application/octet-stream";
  for (const MimeType& known : mime_types) {
    if (file.extension() == known.extension) type = known.type;
  }
  return make_page(request, http::status::ok, type, {std::istreambuf_iterator<char>(stream), {}});
}

/// One metric: its help, its type, and its samples as `{labels} value`.
void add_metric(std::string& text, std::string_view name, std::string_view type,
                std::string_view help) {
  text += "# HELP " + std::string(name) + ' ' + std::string(help) + "\n# TYPE " +
          std::string(name) + ' ' + std::string(type) + '\n';
}
void add_sample(std::string& text, std::string_view name, std::string_view labels,
                std::uint64_t value) {
  text += std::string(name) + std::string(labels) + ' ' + std::to_string(value) + '\n';
}

std::string label(std::string_view name, std::string_view value) {
  std::string text = "{" + std::string(name) + "=\"";
  for (const char c : value) {
    if (c == '"' || c == '\\') text += '\\';
    text += c;
  }
  return text + "\"}";
}

}  // namespace

Page make_page(const PageRequest& request, http::status status, std::string_view type,
               std::string body) {
  Page page{status, request.version()};
  page.set(http::field::content_type, boost::beast::string_view(type.data(), type.size()));
  for (const auto& [name, value] : every_header) {
    page.set(boost::beast::string_view(name.data(), name.size()),
             boost::beast::string_view(value.data(), value.size()));
  }
  page.body() = std::move(body);
  page.prepare_payload();
  if (request.method() == http::verb::head) page.body().clear();  // and the length stays
  return page;
}

std::string metrics_of(const sync::Hub& hub) {
  const sync::HubStats& stats = hub.stats();
  std::string text;
  add_metric(text, "tally_sessions", "gauge", "Connections that are there now.");
  add_sample(text, "tally_sessions", {}, stats.sessions);
  add_metric(text, "tally_sessions_opened_total", "counter", "Connections that ever were.");
  add_sample(text, "tally_sessions_opened_total", {}, stats.opened);
  add_metric(text, "tally_writes_total", "counter", "Writes of clients that were accepted.");
  add_sample(text, "tally_writes_total", {}, stats.writes);
  add_metric(text, "tally_refused_total", "counter", "What clients asked for and did not get.");
  for (const auto& [code, count] : stats.refused)
    add_sample(text, "tally_refused_total", label("code", code), count);
  add_metric(text, "tally_closed_total", "counter", "Connections that the hub closed.");
  for (const auto& [code, count] : stats.closed) {
    add_sample(text, "tally_closed_total",
               label("code", std::to_string(static_cast<std::uint16_t>(code))), count);
  }
  const std::vector<db::Record*> records = hub.db().discover("#");
  add_metric(text, "tally_record_values_total", "counter", "Values that a record accepted.");
  for (const db::Record* record : records) {
    add_sample(text, "tally_record_values_total", label("key", record->key()),
               record->stats().accepted);
  }
  add_metric(text, "tally_record_refused_total", "counter", "Values that broke the contract.");
  for (const db::Record* record : records) {
    add_sample(text, "tally_record_refused_total", label("key", record->key()),
               record->stats().refused);
  }
  return text;
}

Page answer_page(const PageRequest& request, const sync::Hub& hub, const HubServerOptions& options,
                 bool stopping) {
  if (request.method() != http::verb::get && request.method() != http::verb::head) {
    Page page =
        make_page(request, http::status::method_not_allowed, plain_text, "Only GET and HEAD.\n");
    page.set(http::field::allow, "GET, HEAD");
    return page;
  }
  std::string_view path(request.target().data(), request.target().size());
  path = path.substr(0, path.find('?'));
  if (path == "/health") {
    return stopping
               ? make_page(request, http::status::service_unavailable, plain_text, "stopping\n")
               : make_page(request, http::status::ok, plain_text, "ok\n");
  }
  if (path == "/metrics")
    return make_page(request, http::status::ok, "text/plain; version=0.0.4", metrics_of(hub));
  if (path == "/version")
    return make_page(request, http::status::ok, "application/json", options.version);
  return read_file(request, options.files, path);
}

}  // namespace tally::native
