// Requests as RFC 9112 has them, read piece by piece within bounds. What two readers could
// understand in two ways is refused. Not for programs.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tally::server {

/// Whether names of fields, codings and options are the same: in any case of letters.
bool same_text(std::string_view a, std::string_view b) noexcept;

/// Why a peer is refused: the answer, where there is one, and the name under which it is counted.
struct Refusal {
  std::uint32_t status;  // 0 for none
  std::string_view reason;
  std::string_view text;
};

/// All that the server refuses below the protocol.
namespace refusals {
// Connections.
inline constexpr Refusal too_many{0, "too_many", "more connections than are allowed"};
inline constexpr Refusal tls{0, "tls", "no TLS, or none that is allowed"};
inline constexpr Refusal slow{0, "slow", "a request or the reader of an answer was too slow"};
inline constexpr Refusal unfinished{0, "unfinished",
                                    "too much is kept of requests and frames that are not whole"};
inline constexpr Refusal frame{0, "frame", "a frame broke RFC 6455, or was too large"};
inline constexpr Refusal exception{0, "exception", "an exception ended the connection"};
// Requests.
inline constexpr Refusal syntax{400, "syntax", "this is no request (RFC 9112)"};
inline constexpr Refusal host{400, "host", "a request has one host (RFC 9112, 3.2)"};
inline constexpr Refusal framing{400, "framing",
                                 "it is not certain where the body ends (RFC 9112, 6 and 7)"};
inline constexpr Refusal repeated{400, "repeated",
                                  "a field came twice that has one value (RFC 9110, 5.3)"};
inline constexpr Refusal header_size{431, "header_size",
                                     "fields, trailers and sizes of chunks are too large"};
inline constexpr Refusal body_size{413, "body_size", "the body is too large"};
inline constexpr Refusal version{505, "version", "this is not HTTP/1.0 or HTTP/1.1"};
// Requests for a WebSocket.
inline constexpr Refusal path{404, "path", "the hub is at /tally"};
inline constexpr Refusal stopping{503, "stopping", "the hub shuts down"};
inline constexpr Refusal websocket_version{426, "websocket_version",
                                           "the version is 13 (RFC 6455, 4.4)"};
inline constexpr Refusal handshake{400, "handshake", "this is no handshake (RFC 6455, 4.1)"};
inline constexpr Refusal origin{403, "origin", "pages of this origin may not connect"};
inline constexpr Refusal subprotocol{400, "subprotocol", "the subprotocol is tally.1.json"};
}  // namespace refusals

/// The fields that anybody here asks for; all others are read over.
enum class Field : std::uint8_t {
  authorization,
  connection,
  content_length,
  host,
  if_none_match,
  origin,
  transfer_encoding,
  upgrade,
  websocket_key,
  websocket_protocol,
  websocket_version,
};
inline constexpr std::size_t field_count = 11;

struct Request {
  std::string method;
  std::string target;       // `/path?query`, or `*`
  std::uint32_t minor = 1;  // of the version: HTTP/1.0 or HTTP/1.1
  /// Lists that came in several lines are one, with commas.
  std::array<std::optional<std::string>, field_count> fields;
  std::string body;

  [[nodiscard]] bool has(Field field) const noexcept {
    return fields[static_cast<std::size_t>(field)].has_value();
  }
  /// Empty when it is not there.
  [[nodiscard]] std::string_view operator[](Field field) const noexcept {
    const auto& value = fields[static_cast<std::size_t>(field)];
    return value ? std::string_view(*value) : std::string_view();
  }
  /// Whether a list has that among its elements, in any case.
  [[nodiscard]] bool lists(Field field, std::string_view element) const noexcept;
  [[nodiscard]] bool keeps_alive() const noexcept;
  [[nodiscard]] bool asks_for_websocket() const noexcept;
};

/// Reads one request.
class RequestReader {
 public:
  struct Limits {
    std::uint32_t header_bytes;  // of all but the body
    std::uint32_t body_bytes;
  };

  explicit RequestReader(Limits limits) noexcept : limits_(limits) {}

  /// Gives how many of the bytes it took: all, unless the request ends before.
  std::size_t take(std::string_view bytes);
  [[nodiscard]] bool whole() const noexcept { return part_ == Part::whole; }
  /// Null as long as nothing is wrong. After that it takes nothing more.
  [[nodiscard]] const Refusal* refusal() const noexcept { return refusal_; }
  [[nodiscard]] const Request& request() const noexcept { return request_; }
  /// Bytes that came of this request; what it keeps is no more, up to a factor.
  [[nodiscard]] std::uint64_t kept() const noexcept { return header_bytes_ + request_.body.size(); }

 private:
  enum class Part : std::uint8_t { start, fields, chunk, chunk_end, trailers, body, whole };

  std::size_t take_line(std::string_view bytes);
  std::size_t take_body(std::string_view bytes);
  void read(std::string_view line);
  void read_start(std::string_view line);
  void read_target(std::string_view target);
  void read_field(std::string_view line);
  void read_chunk(std::string_view line);
  void end_head();
  void expect_body(std::uint64_t bytes, Part after);
  void refuse(const Refusal& why) noexcept { refusal_ = &why; }

  Limits limits_;
  Part part_ = Part::start;
  Part after_body_ = Part::whole;
  const Refusal* refusal_ = nullptr;
  std::uint64_t header_bytes_ = 0;        // so far
  std::uint64_t body_left_ = 0;           // of the body, or of this chunk
  std::string line_;                      // that has not ended
  std::optional<std::string> authority_;  // that the target names; it counts, and not the Host
  Request request_;
};

}  // namespace tally::server
