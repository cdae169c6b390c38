// Messages of the protocol (schemas/tally/wire.contract.yaml) as text: the one place that knows
// what a frame looks like.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tally/contracts/wire.h"
#include "tally/db/record.h"

namespace tally::sync {

/// Writes messages, and puts them into frames.
class FrameWriter {
 public:
  /// Begins a new frame and keeps the memory.
  void clear() noexcept { writer_.clear(); }
  [[nodiscard]] bool empty() const noexcept { return writer_.text().empty(); }
  /// Of the frame, were it finished now.
  [[nodiscard]] std::size_t size() const noexcept { return writer_.text().size() + 1; }

  /// Adds a message that has been written before.
  void add(std::string_view message) {
    writer_.raw(empty() ? "[" : ",");
    writer_.raw(message);
  }
  void add(const wire::HubMessage& message);

  /// The frame. It is empty when nothing was added.
  std::string_view finish() {
    if (!empty()) writer_.raw("]");
    return writer_.text();
  }

 private:
  json::Writer writer_;
};

/// One message alone, to be added to frames.
std::string to_text(const wire::HubMessage& message);
/// The same for one of a client, by its members: a page has no room for messages as values, with
/// all that these can do.
std::string to_text(const wire::view::ClientMessageHello& members);
std::string to_text(const wire::view::ClientMessageSubscribe& members);
std::string to_text(const wire::view::ClientMessageUnsubscribe& members);
std::string to_text(const wire::view::ClientMessageWrite& members);
std::string to_text(const wire::view::ClientMessagePong& members);

/// The messages of a frame; null when it is none. They live in `arena` and point into the frame.
/// Values of type json are in it as they came: whoever takes one judges it, and what is wrong with
/// it is no fault of the frame.
const view::List<wire::view::ClientMessage>* read_client_frame(Arena& arena,
                                                               PaddedText frame) noexcept;
const view::List<wire::view::HubMessage>* read_hub_frame(Arena& arena, PaddedText frame) noexcept;

/// Which rule what came broke first, `pattern at /0/client`, with nothing of what it says; nothing
/// when nothing but its payloads is wrong.
std::optional<std::string> broken_rule(PaddedText client_frame);

/// A text that lies somewhere else.
inline view::String borrowed(std::string_view text) noexcept {
  return {text.data(), static_cast<std::uint32_t>(text.size())};
}

/// What a value is sent as. `Snapshot` are the values that a new subscriber is given first.
void write_data(json::Writer& writer, std::string_view key, const db::Value& value);
void write_snapshot(json::Writer& writer, std::string_view key, const db::Value& value, bool last);

/// Numbers of values and of writes; see buffers/sequence.h.
using buffers::from_wire;
using buffers::to_wire;

/// Messages carry whole milliseconds.
[[nodiscard]] Timestamp to_timestamp(async::WallTime time) noexcept;
[[nodiscard]] async::WallTime to_wall_time(Timestamp time) noexcept;

/// What a judge found, as the protocol carries it: the first ones, as far as their texts have
/// `bytes` together. Paths may have keys of the document in them, of any length.
std::vector<wire::Issue> to_wire(const Issues& issues, std::size_t bytes);

}  // namespace tally::sync
