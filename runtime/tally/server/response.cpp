#include "tally/server/response.h"

#include <algorithm>
#include <boost/beast/http/status.hpp>
#include <string_view>
#include <utility>

#include "tally/server/file.h"
#include "tally/server/request.h"

namespace tally::server {
namespace {

// What a reader has in memory of a file, however large that is.
constexpr std::uint64_t piece_bytes = 32U << 10U;

/// A name or a value: it does not end its line, whatever a program took it from.
void append_text(std::string& out, std::string_view text) {
  for (const char c : text) out += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
}

}  // namespace

Response::Response(Page page, How how) : page_(std::move(page)), how_(how) {
  // RFC 9110, 6.4.1: these have no body, and say nothing of its length.
  const bool bodiless = page_.status < 200 || page_.status == 204 || page_.status == 304;
  const std::uint64_t length = page_.file ? page_.file->size() : page_.body.size();
  if (!bodiless && !how_.head) end_ = length;
  piece_ = "HTTP/1." + std::to_string(how_.minor) + ' ' + std::to_string(page_.status) + ' ';
  const auto phrase =
      boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(page_.status));
  piece_.append(phrase.data(), phrase.size()).append("\r\n");
  const auto field = [&](std::string_view name, std::string_view value) {
    append_text(piece_, name);
    piece_ += ": ";
    append_text(piece_, value);
    piece_ += "\r\n";
  };
  const auto own = [&](std::string_view name, std::string_view value) {
    // A page may have another one.
    if (std::none_of(page_.headers.begin(), page_.headers.end(),
                     [&](const auto& header) { return same_text(header.first, name); }))
      field(name, value);
  };
  field("Content-Type", page_.type);
  if (!bodiless) field("Content-Length", std::to_string(length));
  own("X-Content-Type-Options", "nosniff");
  own("Referrer-Policy", "no-referrer");
  own("Cache-Control", "no-store");
  for (const auto& [name, value] : page_.headers) field(name, value);
  if (!how_.keep_alive) {
    field("Connection", "close");
  } else if (how_.minor == 0) {
    field("Connection", "keep-alive");
  }
  piece_ += "\r\n";
  load();
}

void Response::sent() {
  piece_.clear();
  load();
}

void Response::load() {
  const std::size_t size = std::min(end_ - at_, piece_bytes);
  if (page_.file) {
    const std::size_t begin = piece_.size();
    piece_.resize(begin + size);
    piece_.resize(begin + page_.file->read(at_, piece_.data() + begin, size));
    at_ += piece_.size() - begin;
  } else {
    piece_.append(page_.body, at_, size);
    at_ += size;
  }
}

}  // namespace tally::server
