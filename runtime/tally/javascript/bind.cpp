#include "tally/javascript/bind.h"

#include <emscripten.h>
#include <emscripten/bind.h>

#include <algorithm>

#include "tally/javascript/buffers.h"
#include "tally/javascript/channel.h"
#include "tally/javascript/log.h"
#include "tally/javascript/promise.h"

using emscripten::class_;
using emscripten::EM_VAL;
using emscripten::val;

// Objects that are made often, each in one call.
// clang-format off
EM_JS(EM_VAL, tally_make_result, (EM_VAL value), {
  return Emval.toHandle({done : false, value : Emval.toValue(value)});
});
EM_JS(EM_VAL, tally_make_done, (void), { return Emval.toHandle({done : true, value : undefined}); });
EM_JS(EM_VAL, tally_make_value, (double seq, EM_VAL bytes), {
  return Emval.toHandle({
    type : "value",
    seq : seq,
    bytes : Emval.toValue(bytes),
    get text() { return new TextDecoder().decode(this.bytes); },
  });
});
EM_JS(EM_VAL, tally_make_loss, (int ended, double from, double to), {
  return Emval.toHandle({type : ended ? "lagged" : "gap", from : from, to : to});
});
EM_JS(void, tally_say, (EM_VAL sink, const char* json, int size), {
  Emval.toValue(sink)(JSON.parse(UTF8ToString(json, size)));
});
EM_JS(EM_VAL, tally_make_letter, (double seq, double overwritten, EM_VAL bytes), {
  return Emval.toHandle({
    seq : seq,
    overwritten : overwritten,
    bytes : Emval.toValue(bytes),
    get text() { return new TextDecoder().decode(this.bytes); },
  });
});
// clang-format on

#ifdef EM_JS_DEPS
EM_JS_DEPS(tally_bind, "$Emval")
#endif

namespace tally::javascript {
namespace {

using async::Task;
using buffers::Block;
using buffers::Event;
using buffers::from_number;
using buffers::Lag;
using buffers::Letter;
using buffers::Sequence;
using buffers::to_number;

// Tasks take what they work on as an owning pointer: JavaScript may free it meanwhile.

// ---- Loop ----

void close_loop(Loop& loop) {
  loop.close();
}
bool is_loop_closed(const Loop& loop) {
  return loop.closed();
}
bool is_idle(const Loop& loop) {
  return loop.idle();
}
/// `sink` is called with a line. It does not throw.
void set_log(Loop& loop, const val& sink) {
  loop.set_log([sink](const async::LogLine& line) {
    const std::string json = to_json(line);
    tally_say(sink.as_handle(), json.data(), static_cast<int>(json.size()));
  });
}
std::string tree_of(const Loop& loop) {
  return loop.tree();
}

// ---- Channel ----

val result_of(const std::optional<val>& value) {
  return val::take_ownership(value ? tally_make_result(value->as_handle()) : tally_make_done());
}

Task<bool> send_value(std::shared_ptr<Channel> channel, val value) {
  co_return co_await channel->send(std::move(value));
}
Task<val> receive_value(std::shared_ptr<Channel> channel) {
  const std::optional<val> value = co_await channel->receive();
  co_return result_of(value);
}

std::shared_ptr<Channel> make_channel(std::shared_ptr<Loop> loop, std::uint32_t capacity) {
  return std::make_shared<Channel>(std::move(loop), capacity);
}
/// Whether a promise needs no task when it is fulfilled at once.
bool may_do_at_once(const Loop& loop, const val& signal) {
  return signal.isUndefined() && !loop.closed();
}

val send(Channel& channel, const val& value, const val& signal) {
  if (may_do_at_once(channel.loop(), signal) && channel.try_send(val(value)))
    return fulfilled(val(true));
  return promise(channel.loop(), send_value(channel.shared_from_this(), value), signal, Start::now);
}
bool try_send(Channel& channel, val value) {
  return channel.try_send(std::move(value));
}
val receive(Channel& channel, const val& signal) {
  if (may_do_at_once(channel.loop(), signal)) {
    if (const std::optional<val> value = channel.try_receive()) return fulfilled(result_of(value));
  }
  return promise(channel.loop(), receive_value(channel.shared_from_this()), signal, Start::now);
}
val try_receive(Channel& channel) {
  const std::optional<val> value = channel.try_receive();
  return value || channel.closed() ? result_of(value) : val::undefined();
}
void close_channel(Channel& channel) {
  channel.close();
}
void drop_channel(Channel& channel) {
  channel.close();
  while (channel.try_receive()) continue;
}
bool is_channel_closed(const Channel& channel) {
  return channel.closed();
}
std::uint32_t size_of_channel(const Channel& channel) {
  return channel.size();
}
std::uint32_t capacity_of_channel(const Channel& channel) {
  return channel.capacity();
}

// ---- Ring, Latest ----

val value_of(Sequence sequence, const Block& block) {
  return val::take_ownership(tally_make_value(to_number(sequence), to_js(block).as_handle()));
}

/// As async.js hands it on; undefined at the end.
val event_of(const Event& event) {
  switch (event.kind) {
    case Event::Kind::value:
      return value_of(event.from, event.value);
    case Event::Kind::gap:
    case Event::Kind::lagged:
      return val::take_ownership(tally_make_loss(event.kind == Event::Kind::lagged,
                                                 to_number(event.from), to_number(event.to)));
    case Event::Kind::closed:
      break;
  }
  return val::undefined();
}

Task<val> next_event(std::shared_ptr<Reader> reader) {
  const Event event = co_await reader->next();
  co_return event_of(event);
}

val next(Reader& reader, const val& signal) {
  return promise(reader.loop(), next_event(reader.shared_from_this()), signal, Start::now);
}
val try_next(Reader& reader) {
  const std::optional<Event> event = reader.try_next();
  return event ? val(event_of(*event)) : val::null();
}

/// `from`: the number of the first value; one that is not written yet stands for all new ones.
template <class Buffer>
std::shared_ptr<Reader> read(Buffer& buffer, std::uint32_t lag, double from) {
  const Sequence after = from > to_number(buffer.buffer().newest())
                             ? buffer.buffer().newest()
                             : std::max<Sequence>(from_number(from), 1) - 1;
  return std::make_shared<Reader>(buffer.shared_from_this(), static_cast<Lag>(lag), after);
}

template <class Buffer>
double newest_of(const Buffer& buffer) {
  return to_number(buffer.buffer().newest());
}
template <class Buffer>
void close_buffer(Buffer& buffer) {
  buffer.buffer().close();
}
template <class Buffer>
bool is_buffer_closed(const Buffer& buffer) {
  return buffer.buffer().closed();
}

Task<bool> push_block(std::shared_ptr<Ring> ring, Block block) {
  co_return co_await ring->buffer().push(std::move(block));
}

std::shared_ptr<Ring> make_ring(std::shared_ptr<Loop> loop, std::uint32_t capacity) {
  return std::make_shared<Ring>(std::move(loop), capacity);
}
val push(Ring& ring, const val& bytes, const val& signal) {
  return promise(*ring.loop(), push_block(ring.shared_from_this(), ring.copy(bytes)), signal,
                 Start::now);
}
bool try_push(Ring& ring, const val& bytes) {
  return ring.buffer().try_push(ring.copy(bytes));
}
val at(const Ring& ring, double sequence) {
  const bool kept = sequence >= to_number(ring.buffer().oldest()) &&
                    sequence <= to_number(ring.buffer().newest());
  if (!kept) return val::undefined();
  const auto number = from_number(sequence);
  return value_of(number, ring.buffer().at(number));
}
double oldest_of(const Ring& ring) {
  return to_number(ring.buffer().oldest());
}
std::uint32_t size_of_ring(const Ring& ring) {
  return ring.buffer().size();
}
std::uint32_t capacity_of_ring(const Ring& ring) {
  return ring.buffer().capacity();
}

std::shared_ptr<Latest> make_latest(std::shared_ptr<Loop> loop) {
  return std::make_shared<Latest>(std::move(loop));
}
bool set(Latest& latest, const val& bytes) {
  return latest.buffer().set(latest.copy(bytes));
}
val get(const Latest& latest) {
  return latest.buffer().newest() == 0
             ? val::undefined()
             : value_of(latest.buffer().newest(), latest.buffer().value());
}

// ---- Mailbox ----

/// Undefined at the end.
val letter_of(const std::optional<Letter>& letter) {
  if (!letter) return val::undefined();
  return val::take_ownership(tally_make_letter(to_number(letter->sequence),
                                               to_number(letter->overwritten),
                                               to_js(letter->value).as_handle()));
}

Task<val> take_letter(std::shared_ptr<Mailbox> mailbox) {
  const std::optional<Letter> letter = co_await mailbox->buffer().take();
  co_return letter_of(letter);
}

std::shared_ptr<Mailbox> make_mailbox(std::shared_ptr<Loop> loop) {
  return std::make_shared<Mailbox>(std::move(loop));
}
bool put(Mailbox& mailbox, const val& bytes) {
  return mailbox.buffer().put(mailbox.copy(bytes));
}
val take(Mailbox& mailbox, const val& signal) {
  return promise(*mailbox.loop(), take_letter(mailbox.shared_from_this()), signal, Start::now);
}
val try_take(Mailbox& mailbox) {
  return letter_of(mailbox.buffer().try_take());
}
void drop_mailbox(Mailbox& mailbox) {
  mailbox.buffer().close();
  mailbox.buffer().try_take();
}
double overwritten_of(const Mailbox& mailbox) {
  return to_number(mailbox.buffer().overwritten());
}

}  // namespace

std::shared_ptr<Loop> make_loop() {
  return {new Loop, [](Loop* loop) { loop->release(); }};
}

void bind_async() {
  class_<Loop>("TallyLoop")
      .smart_ptr_constructor("TallyLoopPointer", &make_loop)
      .function("close", &close_loop)
      .function("tree", &tree_of)
      .function("setLog", &set_log)
      .property("closed", &is_loop_closed)
      .property("idle", &is_idle);

  class_<Channel>("TallyChannel")
      .smart_ptr_constructor("TallyChannelPointer", &make_channel)
      .function("send", &send)
      .function("trySend", &try_send)
      .function("receive", &receive)
      .function("tryReceive", &try_receive)
      .function("close", &close_channel)
      .function("drop", &drop_channel)
      .property("closed", &is_channel_closed)
      .property("size", &size_of_channel)
      .property("capacity", &capacity_of_channel);

  class_<Reader>("TallyReader")
      .smart_ptr<std::shared_ptr<Reader>>("TallyReaderPointer")
      .function("next", &next)
      .function("tryNext", &try_next);

  class_<Ring>("TallyRing")
      .smart_ptr_constructor("TallyRingPointer", &make_ring)
      .function("push", &push)
      .function("tryPush", &try_push)
      .function("at", &at)
      .function("read", &read<Ring>)
      .function("close", &close_buffer<Ring>)
      .property("closed", &is_buffer_closed<Ring>)
      .property("newest", &newest_of<Ring>)
      .property("oldest", &oldest_of)
      .property("size", &size_of_ring)
      .property("capacity", &capacity_of_ring);

  class_<Latest>("TallyLatest")
      .smart_ptr_constructor("TallyLatestPointer", &make_latest)
      .function("set", &set)
      .function("get", &get)
      .function("read", &read<Latest>)
      .function("close", &close_buffer<Latest>)
      .property("closed", &is_buffer_closed<Latest>)
      .property("newest", &newest_of<Latest>);

  class_<Mailbox>("TallyMailbox")
      .smart_ptr_constructor("TallyMailboxPointer", &make_mailbox)
      .function("put", &put)
      .function("take", &take)
      .function("tryTake", &try_take)
      .function("close", &close_buffer<Mailbox>)
      .function("drop", &drop_mailbox)
      .property("closed", &is_buffer_closed<Mailbox>)
      .property("overwritten", &overwritten_of);
}

}  // namespace tally::javascript
