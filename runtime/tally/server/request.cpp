#include "tally/server/request.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace tally::server {
namespace {

constexpr char lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

std::string_view trimmed(std::string_view text) noexcept {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

constexpr bool is_letter_or_digit(char c) noexcept {
  return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9');
}

/// RFC 9110, 5.6.2.
bool is_token(std::string_view text) noexcept {
  constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return is_letter_or_digit(c) || marks.find(c) != std::string_view::npos;
  });
}

/// The name of a field; empty when the line is none. No space may be in it or before the colon,
/// and a line that goes on from the one before begins with one (RFC 9112, 5.1 and 5.2).
std::string_view name_of(std::string_view line) noexcept {
  const std::size_t colon = line.find(':');
  const std::string_view name = line.substr(0, colon);
  return colon != std::string_view::npos && is_token(name) ? name : std::string_view();
}

/// The characters of a host and a port (RFC 3986, 3.2): nothing that ends an authority.
bool is_authority(std::string_view text) noexcept {
  constexpr std::string_view marks = "-._~%!$&'()*+,;=[]:";
  return std::all_of(text.begin(), text.end(), [&](char c) {
    return is_letter_or_digit(c) || marks.find(c) != std::string_view::npos;
  });
}

/// Control characters but the tab, and the ends of lines where a line may end.
bool is_text(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) >= ' ' && c != '\x7f') || c == '\t' || c == '\r' ||
           c == '\n';
  });
}

int hex_digit(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  return lower(c) >= 'a' && lower(c) <= 'f' ? lower(c) - 'a' + 10 : -1;
}

struct KnownField {
  std::string_view name;
  Field field;
  const Refusal* repeated;  // null for lists
};

// Two lengths or two codings become a list that is neither a length nor `chunked`.
constexpr KnownField known_fields[] = {
    {"authorization", Field::authorization, &refusals::repeated},
    {"connection", Field::connection, nullptr},
    {"content-length", Field::content_length, nullptr},
    {"host", Field::host, &refusals::host},
    {"if-none-match", Field::if_none_match, nullptr},
    {"origin", Field::origin, &refusals::repeated},
    {"transfer-encoding", Field::transfer_encoding, nullptr},
    {"upgrade", Field::upgrade, nullptr},
    {"sec-websocket-key", Field::websocket_key, &refusals::repeated},
    {"sec-websocket-protocol", Field::websocket_protocol, nullptr},
    {"sec-websocket-version", Field::websocket_version, &refusals::repeated},
};
static_assert(std::size(known_fields) == field_count);

}  // namespace

bool same_text(std::string_view a, std::string_view b) noexcept {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

bool Request::lists(Field field, std::string_view element) const noexcept {
  std::string_view rest = (*this)[field];
  for (;;) {
    const std::size_t comma = rest.find(',');
    if (same_text(trimmed(rest.substr(0, comma)), element)) return true;
    if (comma == std::string_view::npos) return false;
    rest.remove_prefix(comma + 1);
  }
}

bool Request::keeps_alive() const noexcept {
  return minor == 0 ? lists(Field::connection, "keep-alive") : !lists(Field::connection, "close");
}

bool Request::asks_for_websocket() const noexcept {
  return method == "GET" && minor >= 1 && lists(Field::connection, "upgrade") &&
         lists(Field::upgrade, "websocket");
}

std::size_t RequestReader::take(std::string_view bytes) {
  std::size_t taken = 0;
  while (taken < bytes.size() && !whole() && refusal_ == nullptr) {
    const std::string_view rest = bytes.substr(taken);
    taken += part_ == Part::body ? take_body(rest) : take_line(rest);
  }
  return taken;
}

std::size_t RequestReader::take_line(std::string_view bytes) {
  const std::size_t end = bytes.find('\n');
  const std::string_view piece = bytes.substr(0, end == std::string_view::npos ? end : end + 1);
  if (piece.size() > limits_.header_bytes - header_bytes_) {
    refuse(refusals::header_size);
    return piece.size();
  }
  header_bytes_ += piece.size();
  if (!is_text(piece)) {  // what is no HTTP at all need not have lines
    refuse(refusals::syntax);
    return piece.size();
  }
  line_ += piece;
  if (end == std::string_view::npos) return piece.size();
  // A line ends with CR LF, and neither is anywhere else.
  const std::size_t size = line_.find('\r');
  if (size != std::string::npos && size + 2 == line_.size()) {
    read(std::string_view(line_).substr(0, size));
  } else {
    refuse(refusals::syntax);
  }
  line_.clear();
  return piece.size();
}

std::size_t RequestReader::take_body(std::string_view bytes) {
  const std::string_view piece = bytes.substr(0, body_left_);
  request_.body += piece;
  body_left_ -= piece.size();
  if (body_left_ == 0) part_ = after_body_;
  return piece.size();
}

void RequestReader::read(std::string_view line) {
  switch (part_) {
    case Part::start:
      if (!line.empty()) read_start(line);  // RFC 9112, 2.2: empty lines may come before
      break;
    case Part::fields:
      line.empty() ? end_head() : read_field(line);
      break;
    case Part::chunk:
      read_chunk(line);
      break;
    case Part::chunk_end:
      if (!line.empty()) refuse(refusals::framing);
      part_ = Part::chunk;
      break;
    case Part::trailers:
      if (line.empty()) {
        part_ = Part::whole;
      } else if (name_of(line).empty()) {
        refuse(refusals::syntax);
      }
      break;
    case Part::body:
    case Part::whole:
      break;
  }
}

void RequestReader::read_start(std::string_view line) {
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  const std::string_view method = line.substr(0, first);
  if (first == last || !is_token(method)) return refuse(refusals::syntax);
  const std::string_view version = line.substr(last + 1);
  constexpr std::string_view http = "HTTP/";
  const auto is_digit = [&](std::size_t at) { return version[at] >= '0' && version[at] <= '9'; };
  if (version.size() != 8 || version.substr(0, http.size()) != http || version[6] != '.' ||
      !is_digit(5) || !is_digit(7))
    return refuse(refusals::syntax);
  if (version[5] != '1') return refuse(refusals::version);
  request_.minor = version[7] == '0' ? 0 : 1;  // RFC 9110, 2.5: what is newer is understood as 1.1
  request_.method = method;
  read_target(line.substr(first + 1, last - first - 1));
  part_ = Part::fields;
}

void RequestReader::read_target(std::string_view target) {
  // Bytes beyond ASCII should have been written as `%`, and mean nothing else here.
  if (target.empty() || target.find_first_of(" \t#") != std::string_view::npos)
    return refuse(refusals::syntax);
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!same_text(target.substr(0, scheme.size()), scheme)) continue;
    target.remove_prefix(scheme.size());
    const std::size_t end = std::min(target.find_first_of("/?"), target.size());
    authority_.emplace(target.substr(0, end));
    if (authority_->empty() || !is_authority(*authority_)) return refuse(refusals::host);
    target.remove_prefix(end);
    request_.target = target.empty() || target.front() == '?' ? "/" : "";
    request_.target += target;
    return;
  }
  if (target.front() != '/' && !(target == "*" && request_.method == "OPTIONS"))
    return refuse(refusals::syntax);
  request_.target = target;
}

void RequestReader::read_field(std::string_view line) {
  const std::string_view name = name_of(line);
  if (name.empty()) return refuse(refusals::syntax);
  const std::string_view value = trimmed(line.substr(name.size() + 1));
  for (const KnownField& known : known_fields) {
    if (!same_text(name, known.name)) continue;
    auto& field = request_.fields[static_cast<std::size_t>(known.field)];
    if (!field) {
      field.emplace(value);
    } else if (known.repeated == nullptr) {
      field->append(", ").append(value);
    } else {
      refuse(*known.repeated);
    }
  }
}

void RequestReader::end_head() {
  const Request& request = request_;
  if ((request.minor >= 1 && !request.has(Field::host)) || !is_authority(request[Field::host]))
    return refuse(refusals::host);
  if (authority_) request_.fields[static_cast<std::size_t>(Field::host)] = std::move(authority_);
  if (request.has(Field::transfer_encoding)) {
    if (request.minor == 0 || request.has(Field::content_length) ||
        !same_text(request[Field::transfer_encoding], "chunked"))
      return refuse(refusals::framing);
    part_ = Part::chunk;
    return;
  }
  if (!request.has(Field::content_length)) {
    part_ = Part::whole;
    return;
  }
  std::uint64_t size = 0;
  const std::string_view digits = request[Field::content_length];
  if (digits.empty() || digits.find_first_not_of("0123456789") != std::string_view::npos)
    return refuse(refusals::framing);
  for (const char digit : digits) {
    size = size * 10 + static_cast<std::uint64_t>(digit - '0');
    if (size > limits_.body_bytes) return refuse(refusals::body_size);
  }
  expect_body(size, Part::whole);
}

void RequestReader::read_chunk(std::string_view line) {
  std::uint64_t size = 0;
  std::size_t digits = 0;
  for (; digits < line.size() && hex_digit(line[digits]) >= 0; ++digits) {
    size = size * 16 + static_cast<std::uint64_t>(hex_digit(line[digits]));
    if (size > limits_.body_bytes) return refuse(refusals::body_size);
  }
  const std::string_view rest = line.substr(digits);
  // An extension means nothing here, but nothing else may be there (RFC 9112, 7.1.1).
  if (digits == 0 || (!rest.empty() && trimmed(rest).substr(0, 1) != ";"))
    return refuse(refusals::framing);
  if (size == 0) {
    part_ = Part::trailers;
  } else {
    expect_body(size, Part::chunk_end);
  }
}

void RequestReader::expect_body(std::uint64_t bytes, Part after) {
  if (bytes > limits_.body_bytes - request_.body.size()) return refuse(refusals::body_size);
  body_left_ = bytes;
  after_body_ = after;
  part_ = bytes == 0 ? after : Part::body;
}

}  // namespace tally::server
