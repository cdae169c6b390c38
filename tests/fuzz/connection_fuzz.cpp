// libFuzzer: the bytes of a peer, through HTTP, the upgrade, frames and the protocol, as the server
// reads them. Whatever comes, no library throws, what is kept is bounded, all that is answered is
// HTTP or frames of the protocol, and somebody else is served afterwards.
//
// The first byte chooses how the peer sends and reads. Then come its bytes, and among them runs: an
// escape and a byte n stand for the byte before it, 2^(n % 17) times.
#include <sanitizer/allocator_interface.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "fuzz/memory_stream.h"
#include "sensors.h"
#include "tally/contracts/wire.h"
#include "tally/server/connection.h"

namespace {

using namespace tally;
using server::MemoryStream;

constexpr std::size_t sent_at_most = 128U << 10U;
constexpr std::size_t answered_at_most = 256U << 10U;  // about
constexpr std::size_t kept_at_most = 128U << 10U;      // for a peer, whatever it sends
constexpr char escape = '\x1b';

void require(bool condition) {
  if (!condition) std::abort();
}

std::string expanded(std::string_view text) {
  std::string bytes;
  for (std::size_t i = 0; i < text.size() && bytes.size() < sent_at_most; ++i) {
    if (text[i] == escape && i + 1 < text.size() && !bytes.empty()) {
      const auto n = static_cast<std::uint8_t>(text[++i]);
      bytes.append(std::size_t{1} << n % 17U, bytes.back());
    } else {
      bytes += text[i];
    }
  }
  return bytes;
}

// ---- What is answered ----

std::uint64_t number(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char c : bytes) value = value << 8U | static_cast<std::uint8_t>(c);
  return value;
}

/// Unmasked frames, whole messages, the protocol's; a last one may be cut off.
void check_frames(std::string_view bytes) {
  while (bytes.size() >= 2) {
    const auto opcode = static_cast<std::uint8_t>(bytes[0]);
    std::uint64_t size = static_cast<std::uint8_t>(bytes[1]);
    std::size_t head = 2;
    require(size < 128);
    if (size >= 126) {
      const std::size_t width = size == 126 ? 2 : 8;
      if (bytes.size() < head + width) return;
      size = number(bytes.substr(head, width));
      head += width;
    }
    if (bytes.size() < head + size) return;
    const std::string_view payload = bytes.substr(head, size);
    if (opcode == 0x81) {
      require(parse<wire::HubFrameContract>(payload).issues().empty());
    } else {
      require(opcode == 0x88 || opcode == 0x89 || opcode == 0x8a);
      require(size <= 125);
    }
    bytes.remove_prefix(head + size);
  }
}

void check_answers(std::string_view bytes) {
  if (bytes.empty()) return;
  require(bytes.substr(0, 7) == "HTTP/1.");
  const std::size_t upgraded = bytes.find("HTTP/1.1 101 ");
  if (upgraded == std::string_view::npos) return;
  const std::size_t end = bytes.find("\r\n\r\n", upgraded);
  if (end != std::string_view::npos) check_frames(bytes.substr(end + 4));
}

// ---- The peer ----

/// All that is ready to be done. Timers are far away.
void settle(native::Loop& loop) {
  do loop.context().restart();
  while (loop.context().poll() > 0);
}

class Visit {
 public:
  Visit(native::Loop& loop, const server::HubServer::State& state, std::size_t read_at_once)
      : loop_(loop) {
    wire_->at_once = read_at_once;
    const auto guard = std::make_shared<server::Guard>(state.lifetime.weak());
    MemoryStream stream(server::Executor(loop.context().get_executor(), guard), wire_);
    std::make_shared<server::HttpConnection<MemoryStream>>(std::move(stream))->start();
    settle(loop_);
  }

  /// Whether all that was sent has been read, and more would be.
  [[nodiscard]] bool listens() const { return wire_->input.empty() && !wire_->ended; }
  [[nodiscard]] const std::string& answered() const { return wire_->output; }
  void send(std::string_view bytes) {
    wire_->send(bytes);
    settle(loop_);
  }
  const std::string& end() {
    if (!wire_->ended) wire_->end(boost::asio::error::eof);
    settle(loop_);
    return wire_->output;
  }

 private:
  native::Loop& loop_;
  std::shared_ptr<server::Wire> wire_ = std::make_shared<server::Wire>();
};

// ---- Sessions that are sound, to begin with ----

std::string frame(std::uint8_t opcode, std::string_view text) {
  std::string bytes(1, static_cast<char>(opcode));
  if (text.size() < 126) {
    bytes += static_cast<char>(0x80U | text.size());
  } else {
    bytes += '\xfe';
    bytes += static_cast<char>(text.size() >> 8U);
    bytes += static_cast<char>(text.size());
  }
  return bytes.append(4, '\0').append(text);  // what a mask of zeros masks stays readable
}

void write_seeds(const std::filesystem::path& folder) {
  const std::string upgrade =
      "GET /tally HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
      "Sec-WebSocket-Protocol: tally.1.json\r\n\r\n";
  const std::string hello = R"([{"type":"hello","client":"c"}])";
  const std::string subscribe = R"([{"type":"subscribe","id":1,"patterns":["ring.+","box"]}])";
  const std::string write = R"([{"type":"write","id":1,"key":"ring.a","ts":0,"payload":)"
                            R"({"celsius":1,"timestamp":0,"sensor_id":"roof"}}])";
  const std::string run{escape, '\x05'};
  const std::string close = frame(0x88, {"\x03\xe8", 2});
  const std::string sessions[] = {
      "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nHEAD /metrics HTTP/1.0\r\n\r\n",
      "GET /hub.md?a HTTP/1.1\r\nHost: x\r\nIf-None-Match: \"1\"\r\nConnection: close\r\n\r\n",
      "POST /version HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc",
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b" + run +
          "\r\nabc\r\n0" + run + "\r\nX: a" + run + "\r\n\r\n",
      upgrade,
      upgrade + frame(0x81, hello) + frame(0x81, subscribe) + frame(0x81, write) + close,
      upgrade + frame(0x81, hello) + frame(0x89, "ping") + frame(0x01, write.substr(0, 9)) +
          frame(0x8a, "") + frame(0x80, write.substr(9)),
      upgrade + frame(0x81, "[" + run + "]") + frame(0x82, "bytes") + close,
  };
  char name = 'a';
  for (const std::string& session : sessions) {
    std::ofstream(folder / (std::string("seed-") + name++), std::ios::binary) << '\0' << session;
  }
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
  for (int i = 1; i < *count; ++i) {
    const std::filesystem::path path = (*arguments)[i];
    if (path.string().front() != '-' && std::filesystem::is_directory(path)) write_seeds(path);
  }
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string bytes = expanded({reinterpret_cast<const char*>(data + 1), size - 1});
  // Sockets are slow to make: all runs share the loop's.
  static native::Loop loop;
  const ContractType& type = Contract<sensors::Temperature>::type;
  auto db = std::make_unique<db::Db>(loop);
  db->configure("ring.a", type, db::Buffer::ring(3));
  db->configure("box", type, db::Buffer::mailbox());
  sync::HubOptions hub_options;
  hub_options.limits = {.frame_bytes = 4096, .subscriptions = 8, .writes = 4, .ping_ms = 1000};
  hub_options.bounds.unread_replies = 4096;
  auto hub = std::make_unique<sync::Hub>(*db, std::move(hub_options));
  server::HubServerOptions options;
  options.patience = std::chrono::hours(1);
  options.header_bytes = 2048;
  options.body_bytes = 1024;
  options.files = TALLY_SOURCE_DIR "/docs";
  options.log = [](const async::LogLine&) {};
  auto state = std::make_unique<server::HubServer::State>(loop, *hub, std::move(options));

  const std::size_t read_at_once = (data[0] & 1U) != 0 ? 7 : 0;
  const std::size_t piece = (data[0] & 2U) != 0 ? 1U + (data[0] >> 2U) + bytes.size() / 2048 : 4096;
  const std::size_t before = __sanitizer_get_current_allocated_bytes();
  {
    Visit peer(loop, *state, read_at_once);
    for (std::size_t at = 0; at < bytes.size() && peer.listens(); at += piece) {
      peer.send(std::string_view(bytes).substr(at, piece));
      require(state->stats.unfinished <= 4096);
      require(__sanitizer_get_current_allocated_bytes() <=
              before + peer.answered().capacity() + kept_at_most);
      if (peer.answered().size() > answered_at_most) break;
    }
    check_answers(peer.end());
  }
  require(state->stats.refused.count("exception") == 0);
  {
    Visit other(loop, *state, 0);
    other.send("GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    require(std::string_view(other.end()).substr(0, 12) == "HTTP/1.1 200");
  }
  require(state->peers.empty() && state->stats.unfinished == 0);
  state.reset();
  hub.reset();
  db.reset();
  settle(loop);
  return 0;
}
