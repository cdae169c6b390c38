#include "tally/sync/messages.h"

#include <utility>

namespace tally::sync {
namespace {

/// The programs that call this make their messages themselves, so nobody has to judge them.
template <class View, class Message>
void write_message(json::Writer& writer, const Message& message) {
  Arena arena;
  View view{};
  borrow(arena, message, view);
  write(writer, view);
}

void write_payload(json::Writer& writer, wire::HubMessage::Tag tag, const void* members) {
  write(writer, wire::view::HubMessage{tag, members});
}

}  // namespace

void FrameWriter::add(const wire::HubMessage& message) {
  writer_.raw(empty() ? "[" : ",");
  write_message<wire::view::HubMessage>(writer_, message);
}

std::string to_text(const wire::HubMessage& message) {
  json::Writer writer;
  write_message<wire::view::HubMessage>(writer, message);
  return std::move(writer).take();
}

std::string to_text(wire::ClientMessage::Tag tag, const void* members) {
  json::Writer writer;
  write(writer, wire::view::ClientMessage{tag, members});
  return std::move(writer).take();
}

// Not by way of the contract's ContractType, which would bring all of its plan into every page.
const view::List<wire::view::HubMessage>* read_hub_frame(Arena& arena, PaddedText frame) noexcept {
  using json::read;
  const plan::Limits& limits = wire::plan.limits;
  auto* messages = arena.allocate<view::List<wire::view::HubMessage>>(1);
  if (messages == nullptr || frame.size > limits.bytes) return nullptr;
  json::Reader reader{arena, limits.depth};
  const char* end = read(reader, frame.data, *messages);
  const bool whole = end != nullptr && json::skip_space(end) == frame.end();
  return whole && wire::validate_hub_frame(*messages) ? messages : nullptr;
}

void write_data(json::Writer& writer, std::string_view topic, const db::Value& value) {
  const wire::view::HubMessageData members{
      {},
      borrowed(topic),
      {static_cast<std::int64_t>(value.sequence)},
      {value.block.bytes().data(), static_cast<std::uint32_t>(value.block.bytes().size())},
      {to_timestamp(value.time)}};
  write_payload(writer, wire::HubMessage::Tag::data, &members);
}

void write_snapshot(json::Writer& writer, std::string_view topic, const db::Value& value,
                    bool last) {
  const wire::view::HubMessageSnapshot members{
      {},
      borrowed(topic),
      {static_cast<std::int64_t>(value.sequence)},
      {value.block.bytes().data(), static_cast<std::uint32_t>(value.block.bytes().size())},
      {to_timestamp(value.time)},
      last};
  write_payload(writer, wire::HubMessage::Tag::snapshot, &members);
}

Timestamp to_timestamp(async::WallTime time) noexcept {
  const auto millis = std::chrono::floor<std::chrono::milliseconds>(time).time_since_epoch();
  return {std::chrono::nanoseconds(millis).count()};
}

async::WallTime to_wall_time(Timestamp time) noexcept {
  return async::WallTime(
      std::chrono::floor<async::WallTime::duration>(std::chrono::nanoseconds(time.nanoseconds)));
}

std::vector<wire::Issue> to_wire(const Issues& issues) {
  std::vector<wire::Issue> all;
  all.reserve(issues.size());
  for (const Issue& issue : issues)
    all.push_back({issue.path, std::string(issue.code), {issue.params}, issue.message});
  return all;
}

}  // namespace tally::sync
