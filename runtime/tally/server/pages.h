// What a hub server answers over HTTP, whatever carries it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tally/sync/hub.h"

namespace tally::server {

class File;

/// Valid as long as the request is answered.
struct PageRequest {
  std::string_view method;
  std::string_view path;   // as it came: with percent signs, without what follows a `?`
  std::string_view query;  // behind the `?`
  std::string_view body;
  std::string_view authorization;  // the header, empty without one
  std::string_view if_none_match;  // the same
  std::string_view origin{};       // the same: of the page that asks
};

struct Page {
  std::uint32_t status = 200;
  std::string type = "text/plain; charset=utf-8";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers{};  // besides type and length
  std::shared_ptr<const File> file{};                          // sent instead of the body
};

/// What a server has seen beside its hub, for metrics.
struct ServerStats {
  std::uint64_t connections = 0;  // that are there now, of all kinds
  std::uint64_t accepted = 0;
  std::uint64_t requests = 0;                         // answered
  std::uint64_t received = 0;                         // bytes of frames
  std::uint64_t sent = 0;                             // the same
  std::uint64_t unfinished = 0;                       // bytes of what is not whole yet
  std::map<std::string_view, std::uint64_t> refused;  // connections and requests, by reason
};

/// A file of a folder by a request's path; 404 where there is none, 304 where the client has it.
/// What begins with a dot is never served, and no path leads out of the folder, also by no link. It
/// is sent piece by piece.
Page file_page(const PageRequest& request, const std::filesystem::path& folder);

/// The numbers in Prometheus text format 0.0.4. O(records).
std::string metrics_text(const sync::Hub& hub, const ServerStats& stats);

}  // namespace tally::server
