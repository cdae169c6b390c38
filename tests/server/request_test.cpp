#include "tally/server/request.h"

#include <string>
#include <string_view>

#include "catch.h"

namespace tally::server {
namespace {

constexpr RequestReader::Limits limits{.header_bytes = 512, .body_bytes = 64};

/// What a reader makes of bytes that come in pieces of that size: the reason why it refuses them,
/// `whole`, or `more` when it waits.
std::string_view verdict(std::string_view bytes, std::size_t piece, std::size_t* taken = nullptr) {
  RequestReader reader(limits);
  std::size_t at = 0;
  while (at < bytes.size()) {
    const std::size_t step = reader.take(bytes.substr(at, piece));
    at += step;
    if (step < piece) break;
  }
  if (taken != nullptr) *taken = at;
  CHECK(reader.kept() <= limits.header_bytes + limits.body_bytes);
  if (reader.refusal() != nullptr) return reader.refusal()->reason;
  return reader.whole() ? "whole" : "more";
}

void check(std::string_view expected, std::string_view what, std::string_view bytes) {
  INFO(what);
  for (const std::size_t piece : {bytes.size(), std::size_t{1}, std::size_t{7}})
    CHECK(verdict(bytes, piece) == expected);
}

struct Case {
  std::string_view what;
  std::string_view lines;  // after the line of the request
  std::string_view verdict;
};

TEST_CASE("A request is whole, or refused for what RFC 9112 says of it") {
  constexpr std::string_view chunked = "Host: x\r\nTransfer-Encoding: chunked\r\n\r\n";
  const Case cases[] = {
      {"a host alone", "Host: x\r\n\r\n", "whole"},
      {"an empty host", "Host:\r\n\r\n", "whole"},
      {"a port and spaces", "Host: \t[::1]:80 \r\n\r\n", "whole"},
      {"3.2: no host", "\r\n", "host"},
      {"3.2: two hosts", "Host: x\r\nHost: y\r\n\r\n", "host"},
      {"3.2: the same host twice", "Host: x\r\nHOST: x\r\n\r\n", "host"},
      {"3.2: a host that is none", "Host: a/b\r\n\r\n", "host"},
      {"3.2: two hosts in one", "Host: a, b\r\n\r\n", "host"},
      {"5.1: a space before the colon", "Host : x\r\n\r\n", "syntax"},
      {"5.1: no colon", "Host x\r\n\r\n", "syntax"},
      {"5.1: no name", ": x\r\n\r\n", "syntax"},
      {"5.1: a name that is no token", "Ho(st: x\r\n\r\n", "syntax"},
      {"2.2: a space before the first field", " Host: x\r\n\r\n", "syntax"},
      {"5.2: a line that goes on", "Host: x\r\nA: b\r\n c\r\n\r\n", "syntax"},
      {"2.2: LF alone", "Host: x\n\n", "syntax"},
      {"2.2: LF alone at the end", "Host: x\r\n\n", "syntax"},
      {"2.2: CR alone", "Host: x\r\nA: b\rc\r\n\r\n", "syntax"},
      {"2.2: two CR", "Host: x\r\r\n\r\n", "syntax"},
      {"RFC 9110, 5.5: NUL", {"Host: x\r\nA: \0\r\n\r\n", 16}, "syntax"},
      {"RFC 9110, 5.5: a control character", "Host: x\r\nA: \x1b\r\n\r\n", "syntax"},
      {"RFC 9110, 5.5: bytes beyond ASCII", "Host: x\r\nA: \xc3\xa4\r\n\r\n", "whole"},
      {"6.2: a length", "Host: x\r\nContent-Length: 3\r\n\r\nabc", "whole"},
      {"6.2: a length of 0", "Host: x\r\nContent-Length: 0\r\n\r\n", "whole"},
      {"6.2: a body that is cut off", "Host: x\r\nContent-Length: 3\r\n\r\nab", "more"},
      {"6.2: a length with a sign", "Host: x\r\nContent-Length: +3\r\n\r\nabc", "framing"},
      {"6.2: a negative length", "Host: x\r\nContent-Length: -3\r\n\r\nabc", "framing"},
      {"6.2: a length in hex", "Host: x\r\nContent-Length: 0x3\r\n\r\nabc", "framing"},
      {"6.2: no length", "Host: x\r\nContent-Length:\r\n\r\n", "framing"},
      {"6.3: two lengths", "Host: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
       "framing"},
      {"6.3: one length twice", "Host: x\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
       "framing"},
      {"6.3: a list of lengths", "Host: x\r\nContent-Length: 3, 3\r\n\r\nabc", "framing"},
      {"6.2: too large a length", "Host: x\r\nContent-Length: 65\r\n\r\n", "body_size"},
      {"6.2: a length beyond 64 bits", "Host: x\r\nContent-Length: 36893488147419103235\r\n\r\nabc",
       "body_size"},
      {"6.1: a coding and a length",
       "Host: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n", "framing"},
      {"6.1: a coding that is not known, and a length",
       "Host: x\r\nContent-Length: 3\r\nTransfer-Encoding: xchunked\r\n\r\nabc", "framing"},
      {"6.1: a coding that is not known", "Host: x\r\nTransfer-Encoding: xchunked\r\n\r\n",
       "framing"},
      {"6.1: another coding inside", "Host: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
       "framing"},
      {"6.1: another coding outside", "Host: x\r\nTransfer-Encoding: chunked, identity\r\n\r\n",
       "framing"},
      {"6.1: chunked twice",
       "Host: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
       "framing"},
      {"6.1: no coding", "Host: x\r\nTransfer-Encoding:\r\n\r\n", "framing"},
      {"6.1: a coding in quotes", "Host: x\r\nTransfer-Encoding: \"chunked\"\r\n\r\n", "framing"},
      {"6.1: a space before the colon of a coding",
       "Host: x\r\nTransfer-Encoding : chunked\r\n\r\n", "syntax"},
      {"6.1: a vertical tab before a coding", "Host: x\r\nTransfer-Encoding: \vchunked\r\n\r\n",
       "syntax"},
      {"RFC 9110, 11.6: two authorizations",
       "Host: x\r\nAuthorization: a\r\nAuthorization: b\r\n\r\n", "repeated"},
      {"RFC 6454, 7: two origins", "Host: x\r\nOrigin: a\r\nOrigin: b\r\n\r\n", "repeated"},
      {"RFC 6455, 11.3: two keys",
       "Host: x\r\nSec-WebSocket-Key: a\r\nSec-WebSocket-Key: a\r\n\r\n", "repeated"},
  };
  for (const Case& each : cases) {
    check(each.verdict, each.what, "POST /a HTTP/1.1\r\n" + std::string(each.lines));
  }

  const Case bodies[] = {
      {"7.1: chunks", "3\r\nabc\r\n0A\r\n0123456789\r\n0\r\n\r\n", "whole"},
      {"7.1: no chunk", "0\r\n\r\n", "whole"},
      {"7.1.1: extensions", "3;a=b;c=\"d\"\r\nabc\r\n0 ;e\r\n\r\n", "whole"},
      {"7.1.2: trailers", "0\r\nA: b\r\nContent-Length: 5\r\n\r\n", "whole"},
      {"7.1.2: a trailer that is none", "0\r\nA b\r\n\r\n", "syntax"},
      {"7.1: no size", "\r\n\r\n", "framing"},
      {"7.1: a size that is none", "g\r\n", "framing"},
      {"7.1: a size with a sign", "+3\r\nabc\r\n", "framing"},
      {"7.1: a prefix", "0x3\r\nabc\r\n", "framing"},
      {"7.1: a space before the size", " 3\r\nabc\r\n", "framing"},
      {"7.1: a space behind the size", "3 \r\nabc\r\n", "framing"},
      {"7.1: what is no extension", "3 a\r\nabc\r\n", "framing"},
      {"7.1: a chunk that is too long", "3\r\nabcd\r\n0\r\n\r\n", "framing"},
      {"7.1: a chunk that is too short", "3\r\nab\r\n0\r\n\r\n", "syntax"},
      {"7.1: LF alone behind a size", "3\nabc\r\n0\r\n\r\n", "syntax"},
      {"7.1: LF alone in an extension", "3;a\nabc\r\n0\r\n\r\n", "syntax"},
      {"7.1: LF alone behind a chunk", "3\r\nabc\n0\r\n\r\n", "syntax"},
      {"too large a chunk", "41\r\n", "body_size"},
      {"a size beyond 64 bits", "10000000000000003\r\nabc\r\n", "body_size"},
      {"chunks that are too large together",
       "3f\r\n012345678901234567890123456789012345678901234567890"
       "123456789012\r\n2\r\n",
       "body_size"},
  };
  for (const Case& each : bodies) {
    check(each.verdict, each.what,
          "POST /a HTTP/1.1\r\n" + std::string(chunked) + std::string(each.lines));
  }
}

TEST_CASE("A line of a request is whole, or refused for what RFC 9112 says of it") {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"GET / HTTP/1.1", "whole"},
      {"GET / HTTP/1.0", "whole"},
      {"GET / HTTP/1.7", "whole"},  // RFC 9110, 2.5
      {"\r\n\r\nGET / HTTP/1.1", "whole"},
      {"OPTIONS * HTTP/1.1", "whole"},
      {"GET http://h:1/a?b HTTP/1.1", "whole"},
      {"GET HTTPS://h HTTP/1.1", "whole"},
      {"GET /\xc3\xa4 HTTP/1.1", "whole"},
      {"GET * HTTP/1.1", "syntax"},
      {"GET a HTTP/1.1", "syntax"},
      {"CONNECT a:443 HTTP/1.1", "syntax"},
      {"GET /#a HTTP/1.1", "syntax"},
      {"GET  / HTTP/1.1", "syntax"},
      {"GET /  HTTP/1.1", "syntax"},
      {"GET /a b HTTP/1.1", "syntax"},
      {"GET\t/ HTTP/1.1", "syntax"},
      {" GET / HTTP/1.1", "syntax"},
      {"GET / HTTP/1.1 ", "syntax"},
      {"GET / http/1.1", "syntax"},
      {"GET / HTTP/1.10", "syntax"},
      {"GET / HTTP/11", "syntax"},
      {"GET /", "syntax"},
      {"GET", "syntax"},
      {"G(T / HTTP/1.1", "syntax"},
      {"\x16\x03\x01\x02", "syntax"},
      {"GET http:///a HTTP/1.1", "host"},
      {"GET http://a@b/ HTTP/1.1", "host"},
      {"PRI * HTTP/2.0", "version"},
      {"GET / HTTP/2.0", "version"},
      {"GET / HTTP/0.9", "version"},
  };
  for (const auto& [line, expected] : cases)
    check(expected, line, std::string(line) + "\r\nHost: x\r\n\r\n");
  check("whole", "HTTP/1.0 needs no host", "GET / HTTP/1.0\r\n\r\n");
  check("framing", "6.1: a coding in HTTP/1.0",
        "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
}

TEST_CASE("What is not the body is bounded in bytes, wherever it is") {
  const std::string head = "POST / HTTP/1.1\r\nHost: x\r\n";
  const std::string chunked = head + "Transfer-Encoding: chunked\r\n\r\n";
  const std::string much(limits.header_bytes + 1, '0');
  check("header_size", "a method", much);
  check("header_size", "a target", "GET /" + much);
  check("header_size", "a name", head + much);
  check("header_size", "a value", head + "A: " + much);
  check("header_size", "zeros of a size", chunked + much);
  check("header_size", "an extension", chunked + "1;" + much);
  check("header_size", "a trailer", chunked + "0\r\nA: " + much);
  std::string lines;
  std::string fields;
  std::string chunks;
  for (std::size_t i = 0; i < limits.header_bytes / 4; ++i) {
    lines += "\r\n";
    fields += "A:\r\n";
    chunks += "1;abcdefghij\r\nx\r\n";
  }
  check("header_size", "empty lines", lines + lines + lines);
  check("header_size", "fields", head + fields);
  check("header_size", "trailers", chunked + "0\r\n" + fields);
  check("header_size", "chunks", chunked + chunks);
  const std::string exact(limits.header_bytes - head.size() - 7, 'x');
  check("whole", "as much as there may be", head + "A: " + exact + "\r\n\r\n");
  check("header_size", "one byte more", head + "A: " + exact + "x\r\n\r\n");
}

TEST_CASE("A request has its parts, and what comes behind it is not taken") {
  constexpr std::string_view text =
      "PUT http://h:1?q HTTP/1.1\r\nhost: other\r\nAuthorization:\t Bearer a b \r\n"
      "If-None-Match: \"1\"\r\nX: y\r\nIf-None-Match: \"2\"\r\nTransfer-Encoding: Chunked\r\n\r\n"
      "2\r\nab\r\n1\r\nc\r\n0\r\nAuthorization: none\r\n\r\n";
  std::size_t taken = 0;
  CHECK(verdict(std::string(text) + "GET /", 1000, &taken) == "whole");
  CHECK(taken == text.size());
  RequestReader reader(limits);
  reader.take(text);
  const Request& request = reader.request();
  CHECK(request.method == "PUT");
  CHECK(request.target == "/?q");
  CHECK(request[Field::host] == "h:1");
  CHECK(request[Field::authorization] == "Bearer a b");
  CHECK(request[Field::if_none_match] == "\"1\", \"2\"");
  CHECK(request.body == "abc");
  CHECK(!request.has(Field::origin));
}

TEST_CASE("A connection is kept, and becomes a WebSocket, when the request says so") {
  const auto request_of = [](std::string_view text) {
    RequestReader reader(limits);
    reader.take(text);
    CHECK(reader.whole());
    return reader.request();
  };
  CHECK(request_of("GET / HTTP/1.1\r\nHost: x\r\n\r\n").keeps_alive());
  CHECK(!request_of("GET / HTTP/1.1\r\nHost: x\r\nConnection: a , Close\r\n\r\n").keeps_alive());
  CHECK(!request_of("GET / HTTP/1.0\r\n\r\n").keeps_alive());
  CHECK(request_of("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").keeps_alive());
  const std::string upgrade =
      "Host: x\r\nUpgrade: WebSocket\r\nConnection: keep-alive, Upgrade\r\n";
  CHECK(request_of("GET / HTTP/1.1\r\n" + upgrade + "\r\n").asks_for_websocket());
  CHECK(!request_of("GET / HTTP/1.0\r\n" + upgrade + "\r\n").asks_for_websocket());
  CHECK(!request_of("POST / HTTP/1.1\r\n" + upgrade + "\r\n").asks_for_websocket());
  CHECK(
      !request_of("GET / HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\n\r\n").asks_for_websocket());
}

}  // namespace
}  // namespace tally::server
