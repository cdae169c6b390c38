#include "tally/sync/messages.h"

#include <algorithm>
#include <utility>

namespace tally::sync {
namespace {

/// The programs that call this make their messages themselves, so nobody has to judge them.
template <class View, class Message>
void write_message(json::Writer& writer, const Message& message) {
  Arena arena;
  View view{};
  view::borrow(arena, message, view);
  write(writer, view);
}

// Not by way of the contract's ContractType, which would bring all of its plan into every page.
template <class Message, bool (*validate)(const view::List<Message>&) noexcept>
const view::List<Message>* read_frame(Arena& arena, PaddedText frame) noexcept {
  using json::read;
  const plan::Limits& limits = wire::plan.limits;
  auto* messages = arena.allocate<view::List<Message>>(1);
  if (messages == nullptr || frame.size > limits.bytes) return nullptr;
  json::Reader reader{arena, limits.depth};
  reader.judge_json = false;
  const char* end = read(reader, frame.data, *messages);
  const bool whole = end != nullptr && json::skip_space(end) == frame.end();
  return whole && validate(*messages) ? messages : nullptr;
}

constexpr std::string_view payload = "/payload";

/// Whether a step of a path is a position, or a name of the protocol's.
bool is_known(std::string_view step) noexcept {
  constexpr std::size_t digits = 7;  // as many as positions have; a longer number is a key
  const auto names = [&](const plan::Member& member) { return member.name == step; };
  const bool is_position =
      step.size() <= digits &&
      std::all_of(step.begin(), step.end(), [](char c) { return c >= '0' && c <= '9'; });
  return is_position ||
         std::any_of(wire::plan.types.begin(), wire::plan.types.end(), [&](const plan::Type& type) {
           return std::any_of(type.members.begin(), type.members.end(), names);
         });
}

/// A JSON Pointer as far as none of it is the peer's: not into a payload, and to no key of a map.
std::string_view known_part(std::string_view path) noexcept {
  std::size_t end = 0;
  while (end < path.size()) {
    const std::size_t next = std::min(path.find('/', end + 1), path.size());
    const std::string_view step = path.substr(end + 1, next - end - 1);
    if (!is_known(step)) break;
    end = next;
    if (path.substr(0, end).ends_with(payload)) break;
  }
  return path.substr(0, end);
}

std::string to_text(const wire::view::ClientMessage& message) {
  json::Writer writer;
  write(writer, message);
  return std::move(writer).take();
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

std::string to_text(const wire::view::ClientMessageHello& members) {
  return to_text(wire::view::ClientMessage{wire::ClientMessage::Tag::hello, &members});
}
std::string to_text(const wire::view::ClientMessageSubscribe& members) {
  return to_text(wire::view::ClientMessage{wire::ClientMessage::Tag::subscribe, &members});
}
std::string to_text(const wire::view::ClientMessageUnsubscribe& members) {
  return to_text(wire::view::ClientMessage{wire::ClientMessage::Tag::unsubscribe, &members});
}
std::string to_text(const wire::view::ClientMessageWrite& members) {
  return to_text(wire::view::ClientMessage{wire::ClientMessage::Tag::write, &members});
}
std::string to_text(const wire::view::ClientMessagePong& members) {
  return to_text(wire::view::ClientMessage{wire::ClientMessage::Tag::pong, &members});
}

const view::List<wire::view::ClientMessage>* read_client_frame(Arena& arena,
                                                               PaddedText frame) noexcept {
  return read_frame<wire::view::ClientMessage, wire::validate_client_frame>(arena, frame);
}

const view::List<wire::view::HubMessage>* read_hub_frame(Arena& arena, PaddedText frame) noexcept {
  return read_frame<wire::view::HubMessage, wire::validate_hub_frame>(arena, frame);
}

std::optional<std::string> broken_rule(PaddedText client_frame) {
  for (const Issue& issue : explain(wire::ClientFrameContract::type, client_frame)) {
    const std::string_view path = known_part(issue.path);
    if (path.ends_with(payload)) continue;
    std::string rule(issue.code);
    if (!path.empty()) rule.append(" at ").append(path);
    return rule;
  }
  return std::nullopt;
}

void write_data(json::Writer& writer, std::string_view key, const db::Value& value) {
  const wire::view::HubMessageData members{
      {},
      borrowed(key),
      {to_wire(value.sequence)},
      {value.block.bytes().data(), static_cast<std::uint32_t>(value.block.bytes().size())},
      {to_timestamp(value.time)}};
  write(writer, wire::view::HubMessage{wire::HubMessage::Tag::data, &members});
}

void write_snapshot(json::Writer& writer, std::string_view key, const db::Value& value, bool last) {
  const wire::view::HubMessageSnapshot members{
      {},
      borrowed(key),
      {to_wire(value.sequence)},
      {value.block.bytes().data(), static_cast<std::uint32_t>(value.block.bytes().size())},
      {to_timestamp(value.time)},
      last};
  write(writer, wire::view::HubMessage{wire::HubMessage::Tag::snapshot, &members});
}

Timestamp to_timestamp(async::WallTime time) noexcept {
  const auto millis = std::chrono::floor<std::chrono::milliseconds>(time).time_since_epoch();
  return {std::chrono::nanoseconds(millis).count()};
}

async::WallTime to_wall_time(Timestamp time) noexcept {
  return async::WallTime(
      std::chrono::floor<async::WallTime::duration>(std::chrono::nanoseconds(time.nanoseconds)));
}

std::vector<wire::Issue> to_wire(const Issues& issues, std::size_t bytes) {
  std::vector<wire::Issue> all;
  for (const Issue& issue : issues) {
    const std::size_t size = issue.path.size() + issue.params.size() + issue.message.size();
    if (size > bytes) break;
    bytes -= size;
    all.push_back({issue.path, std::string(issue.code), {issue.params}, issue.message});
  }
  return all;
}

}  // namespace tally::sync
