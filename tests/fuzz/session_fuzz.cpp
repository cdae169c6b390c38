// libFuzzer: what any client may send to a hub, a line of the input for each frame. The first byte
// chooses what the client may do, and whether it says hello. Whatever comes, all that the hub
// answers are frames of the protocol, records keep only what their contract allows, and a
// connection that was closed hears no more values.
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "sensors.h"
#include "tally/contracts/wire.h"
#include "tally/sync/hub.h"
#include "tally/virtual/loop.h"

namespace {

using namespace tally;

void require(bool condition) {
  if (!condition) std::abort();
}

class Peer final : public sync::Connection {
 public:
  void output_ready() noexcept override {}
  void close(sync::Close code, std::string_view reason) noexcept override {
    require(!closed && !reason.empty() && reason.size() <= 123);  // RFC 6455, 5.5
    require(static_cast<std::uint16_t>(code) >= 1000);
    closed = true;
  }
  bool closed = false;
};

void hear(sync::Session& session, const Peer& peer) {
  const bool was_closed = peer.closed;
  while (const buffers::Block frame = session.produce()) {
    Arena arena;
    const auto* messages = judge<wire::HubFrameContract>(arena, frame.padded());
    require(messages != nullptr && messages->size > 0);
    for (const auto& message : *messages) {
      using Tag = wire::HubMessage::Tag;
      const bool value = message.variant == Tag::data || message.variant == Tag::snapshot;
      require(!was_closed || !value);
      if (message.variant == Tag::data)
        require(parse<sensors::Temperature>(message.data().payload.text()).issues().empty());
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  virtual_time::Loop loop;
  db::Db db(loop);
  const ContractType& type = Contract<sensors::Temperature>::type;
  db::Record& record = *db.configure("ring.a", type, db::Buffer::ring(3));
  db.configure("box", type, db::Buffer::mailbox());
  const bool all = (data[0] & 1U) != 0;
  sync::HubOptions options;
  options.limits = {.frame_bytes = 4096, .subscriptions = 8, .writes = 4, .ping_ms = 1000};
  options.frame_fill = 200;
  options.bounds.unread_replies = 4096;
  options.bounds.writes_per_second = 20;
  options.types = {&type};
  options.admit = [&](std::string_view) {
    return all ? sync::Rights::all() : sync::Rights{"i", {"ring.+", "a/#"}, {"ring.a"}};
  };
  options.record = [&](std::string_view key) {
    return key.size() > 8 ? db::Declared{} : db::Declared{&type, db::Buffer::latest()};
  };
  sync::Hub hub(db, std::move(options));
  Peer peer;
  sync::Session& session = hub.open(peer);
  if ((data[0] & 2U) != 0) session.receive(R"([{"type":"hello","client":"c"}])");
  if ((data[0] & 4U) != 0)
    session.receive(R"([{"type":"subscribe","id":0,"patterns":["ring.+"]}])");
  std::string_view rest(reinterpret_cast<const char*>(data + 1), size - 1);
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    session.receive(rest.substr(0, end));
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    if ((data[0] & 8U) == 0) hear(session, peer);
  }
  require(db.set(record, R"({"celsius":1,"timestamp":0,"sensor_id":"roof"})").issues().empty());
  loop.run_for(std::chrono::milliseconds(2500));
  hear(session, peer);
  hub.close(session);
  return 0;
}
