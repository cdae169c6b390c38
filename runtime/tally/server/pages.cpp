#include "tally/server/pages.h"

#include <optional>
#include <system_error>

#include "tally/server/file.h"
#include "tally/server/metrics.h"

namespace tally::server {
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
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".webp", "image/webp"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".txt", "text/plain; charset=utf-8"},
};

Page not_found() {
  return {404, "text/plain; charset=utf-8", "There is nothing here.\n", {}};
}

int digit_of(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/// A path as text (RFC 3986, 2.1); nothing when it is broken.
std::optional<std::string> percent_decoded(std::string_view path) {
  std::string text;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (path[i] != '%') {
      text += path[i];
      continue;
    }
    if (i + 2 >= path.size()) return std::nullopt;
    const int high = digit_of(path[i + 1]);
    const int low = digit_of(path[i + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    text += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return text;
}

/// True for `/`, and for `/a/b.c` where no part is empty or begins with a dot: such a path cannot
/// leave the folder.
bool stays_inside(std::string_view path) noexcept {
  if (path.empty() || path.front() != '/') return false;
  char before = '\0';
  for (const char c : path) {
    if (static_cast<unsigned char>(c) < ' ' || c == '\\') return false;
    if (before == '/' && (c == '/' || c == '.')) return false;
    before = c;
  }
  return true;
}

/// Where it leads with all links followed; nothing when that is not in the folder, or not served.
std::filesystem::path resolved(const std::filesystem::path& folder, std::string_view path) {
  std::error_code error;
  const auto root = std::filesystem::canonical(folder, error);
  if (error) return {};
  auto file = std::filesystem::canonical(root / path.substr(1), error);
  if (error) return {};
  const auto inside = file.lexically_relative(root);
  return stays_inside('/' + inside.string()) ? file : std::filesystem::path();
}

}  // namespace

Page file_page(const PageRequest& request, const std::filesystem::path& folder) {
  const auto path = percent_decoded(request.path);
  if (folder.empty() || !path || !stays_inside(*path)) return not_found();
  const std::string name = path->back() == '/' ? *path + "index.html" : *path;
  auto file = File::open(resolved(folder, name));
  if (!file) return not_found();

  Page page;
  page.type = "application/octet-stream";
  const auto extension = std::filesystem::path(name).extension();
  for (const MimeType& known : mime_types) {
    if (extension == known.extension) page.type = known.type;
  }
  page.headers = {{"Cache-Control", "no-cache"}, {"ETag", file->tag()}};
  if (request.if_none_match == file->tag()) {
    page.status = 304;
  } else {
    page.file = std::move(file);
  }
  return page;
}

std::string metrics_text(const sync::Hub& hub, const ServerStats& stats) {
  constexpr std::string_view gauge = "gauge";
  constexpr std::string_view counter = "counter";
  const sync::HubStats& hub_stats = hub.stats();
  const sync::Bounds counts = hub.counts();
  db::Stats values;
  const std::vector<db::Record*> records = hub.db().discover("#");
  for (const db::Record* record : records) {
    values.accepted += record->stats().accepted;
    values.refused += record->stats().refused;
    values.overwritten += record->stats().overwritten;
    values.bytes += record->stats().bytes;
  }

  Metrics text;
  text.single("tally_connections", gauge, "Connections that are there now.", stats.connections);
  text.single("tally_connections_total", counter, "Connections that were accepted.",
              stats.accepted);
  text.begin("tally_connections_refused_total", counter,
             "Connections and requests that were refused.");
  for (const auto& [reason, count] : stats.refused) text.sample("reason", reason, count);
  text.single("tally_http_requests_total", counter, "HTTP requests that were answered.",
              stats.requests);
  text.single("tally_received_bytes_total", counter, "Bytes of frames from clients.",
              stats.received);
  text.single("tally_sent_bytes_total", counter, "Bytes of frames to clients.", stats.sent);
  text.single("tally_unfinished_bytes", gauge,
              "Bytes of requests and frames that are not whole yet.", stats.unfinished);
  text.single("tally_sessions", gauge, "Clients that are there now.", hub_stats.sessions);
  text.single("tally_sessions_total", counter, "Clients that came.", hub_stats.opened);
  text.begin("tally_sessions_closed_total", counter, "Clients that the hub closed, by the code.");
  for (const auto& [code, count] : hub_stats.closed)
    text.sample("code", std::to_string(static_cast<std::uint16_t>(code)), count);
  text.single("tally_writes_total", counter, "Writes of clients that were accepted.",
              hub_stats.writes);
  text.begin("tally_refused_total", counter, "What clients asked for and did not get.");
  for (const auto& [code, count] : hub_stats.refused) text.sample("code", code, count);
  text.single("tally_records", gauge, "Records that are there.", records.size());
  text.single("tally_values_total", counter, "Values that records took.", values.accepted);
  text.single("tally_values_refused_total", counter, "Values that broke a contract.",
              values.refused);
  text.single("tally_values_overwritten_total", counter, "Values of mailboxes that nobody took.",
              values.overwritten);
  text.single("tally_values_bytes_total", counter, "Bytes of the values that records took.",
              values.bytes);
  const sync::Bounds& limits = hub.options().bounds;
  text.begin("tally_bounded", gauge, "How much there is of what clients can make.");
  for (const sync::BoundRow& row : sync::bound_rows)
    text.sample("what", row.name, counts.*row.count);
  text.begin("tally_bound", gauge, "How much of it there may be.");
  for (const sync::BoundRow& row : sync::bound_rows)
    text.sample("what", row.name, limits.*row.count);
  return text.take();
}

}  // namespace tally::server
