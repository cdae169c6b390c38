#include "script.h"

#include <charconv>
#include <cstdlib>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "tally/buffers/latest.h"
#include "tally/buffers/mailbox.h"
#include "tally/buffers/ring.h"

namespace tally::conformance {
namespace {

using async::Join;
using async::Scope;
using async::Task;
using buffers::Block;
using buffers::Event;
using buffers::Lag;
using buffers::Sequence;

/// Takes what is before `separator` off the front of `text`, without spaces around it.
std::string_view cut(std::string_view& text, char separator) {
  const std::size_t end = text.find(separator);
  std::string_view part = text.substr(0, end);
  text = end == text.npos ? std::string_view() : text.substr(end + 1);
  while (part.starts_with(' ')) part.remove_prefix(1);
  while (part.ends_with(' ')) part.remove_suffix(1);
  return part;
}

std::uint64_t number(std::string_view digits) {
  std::uint64_t value = 0;
  const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  if (end != digits.data() + digits.size()) std::abort();
  return value;
}

std::string range(Sequence from, Sequence to) {
  return std::to_string(from) + ".." + std::to_string(to);
}

std::string named(std::uint64_t value) {
  return "v" + std::to_string(value);
}

/// One run of a script.
class Stage {
 public:
  Stage(Bench& bench, Scope& scope) noexcept : bench_(bench), scope_(scope) {}
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

  Task<> play(std::string_view script) {
    while (!script.empty()) {
      const std::string_view step = cut(script, ';');
      bench_.line(step);
      for (std::string_view parts = step; !parts.empty();) perform(cut(parts, '&'));
      co_await settle(bench_);
      show_values();
      for (auto& [name, actor] : actors_) {
        if (actor.state != Actor::State::awaits) continue;
        say(name, "waits");
        actor.state = Actor::State::waits;
      }
    }
    over_ = true;
  }

 private:
  struct Actor {
    std::unique_ptr<buffers::Reader> reader;
    buffers::Subscription subscription;
    Join<void> operation;
    enum class State { idle, awaits, waits } state = State::idle;  // `waits`: and has said so
  };

  /// What an actor awaits, from the beginning to the end.
  class Operation {
   public:
    Operation(Stage& stage, char name) : stage_(stage), name_(name) {}
    Operation(const Operation&) = delete;
    Operation& operator=(const Operation&) = delete;
    ~Operation() {
      if (stage_.over_) return;
      if (!done_) stage_.say(name_, "stopped");
      stage_.actors_[name_].state = Actor::State::idle;
    }
    void done() { done_ = true; }

   private:
    Stage& stage_;
    char name_;
    bool done_ = false;
  };

  // ---- Steps ----

  void perform(std::string_view step) {
    std::string_view rest = step;
    const std::string_view verb = cut(rest, ' ');
    if (verb.size() == 1) {
      act(verb.front(), rest);
    } else if (verb == "ring") {
      ring_ = std::make_unique<buffers::Ring>(static_cast<std::uint32_t>(number(rest)));
      broadcast_ = ring_.get();
    } else if (verb == "latest") {
      latest_ = std::make_unique<buffers::Latest>();
      broadcast_ = latest_.get();
    } else if (verb == "mailbox") {
      mailbox_ = std::make_unique<buffers::Mailbox>();
    } else if (verb == "channel") {
      channel_ =
          std::make_unique<async::Channel<std::string>>(static_cast<std::uint32_t>(number(rest)));
    } else if (verb == "push") {
      for_values(rest, [&](std::string value) {
        Block block = bench_.pool.copy(value);
        if (!ring_->try_push(std::move(block))) refused(value, block.bytes());
      });
    } else if (verb == "set") {
      for_values(rest, [&](std::string value) {
        if (!latest_->set(bench_.pool.copy(value))) refused(value, value);
      });
    } else if (verb == "put") {
      for_values(rest, [&](std::string value) {
        if (!mailbox_->put(bench_.pool.copy(value))) refused(value, value);
      });
    } else if (verb == "send") {
      for_values(rest, [&](std::string value) {
        std::string sent = value;
        if (!channel_->try_send(std::move(sent))) refused(value, sent);
      });
    } else if (verb == "take") {
      const auto letter = mailbox_->try_take();
      write(letter ? described(*letter) : "nothing");
    } else if (verb == "receive") {
      write(channel_->try_receive().value_or("nothing"));
    } else if (verb == "close") {
      close();
    } else if (verb == "drop") {
      broadcast_ = nullptr;
      ring_.reset();
      latest_.reset();
      mailbox_.reset();
      channel_.reset();
    } else if (verb == "look") {
      look();
    } else {
      write("no such step");
    }
  }

  void act(char name, std::string_view rest) {
    const std::string_view verb = cut(rest, ' ');
    Actor& actor = actors_[name];
    if (verb == "joins") {
      join(actor, rest);
    } else if (verb == "reads") {
      begin(name, read(name, rest == "on"));
    } else if (verb == "looks") {
      look(name, *actor.reader);
    } else if (verb == "subscribes") {
      const std::string_view on = cut(rest, ' ');
      const std::string_view when = on.empty() ? on : cut(rest, ':');
      actor.subscription = broadcast_->subscribe([this, name, when, rest](const Event& event) {
        show(name, event);
        const std::string at = event ? std::to_string(event.to) : "end";
        if (at == when) perform(rest.substr(1));
      });
    } else if (verb == "writes") {
      begin(name, write_value(name, rest));
    } else if (verb == "sends") {
      begin(name, send(name, rest));
    } else if (verb == "receives") {
      begin(name, receive(name));
    } else if (verb == "takes") {
      begin(name, take(name));
    } else if (verb == "stops") {
      actor.operation.cancel();
    } else if (verb == "leaves") {
      actor.reader.reset();
      actor.subscription = {};
    } else {
      write("no such step");
    }
  }

  void join(Actor& actor, std::string_view how) {
    Lag lag = Lag::gap;
    std::optional<Sequence> after;
    while (!how.empty()) {
      const std::string_view word = cut(how, ' ');
      if (word == "wait") lag = Lag::wait;
      if (word == "close") lag = Lag::close;
      if (word == "after") after = number(cut(how, ' '));
    }
    // A reader stays where it is made.
    using buffers::Reader;
    if (latest_ != nullptr) {
      actor.reader.reset(after ? new Reader(latest_->read(*after)) : new Reader(latest_->read()));
    } else {
      actor.reader.reset(after ? new Reader(ring_->read(lag, *after))
                               : new Reader(ring_->read(lag)));
    }
  }

  void look(char name, buffers::Reader& reader) {
    std::optional<Event> event = reader.try_next();
    if (!event) say(name, "nothing");
    for (; event; event = *event ? reader.try_next() : std::nullopt) show(name, *event);
  }

  void close() {
    if (broadcast_ != nullptr) broadcast_->close();
    if (mailbox_ != nullptr) mailbox_->close();
    if (channel_ != nullptr) channel_->close();
  }

  void look() {
    if (ring_ != nullptr) {
      write(ring_->size() == 0 ? "keeps nothing"
                               : "keeps " + range(ring_->oldest(), ring_->newest()));
    } else if (latest_ != nullptr) {
      const Block& value = latest_->value();
      write(value ? "is " + std::string(value.bytes()) : "is nothing");
    } else if (mailbox_ != nullptr) {
      write(std::to_string(mailbox_->overwritten()) + " overwritten");
    } else {
      write("holds " + std::to_string(channel_->size()) + " of " +
            std::to_string(channel_->capacity()));
    }
  }

  // ---- What actors await ----

  void begin(char name, Task<> task) { actors_[name].operation = scope_.spawn(std::move(task)); }

  Task<> read(char name, bool on) {
    Operation operation(*this, name);
    Actor& actor = actors_[name];
    for (bool more = true; more;) {
      actor.state = Actor::State::awaits;
      const Event event = co_await actor.reader->next();
      show(name, event);
      more = on && event;
    }
    operation.done();
  }

  Task<> write_value(char name, std::string_view value) {
    Operation operation(*this, name);
    actors_[name].state = Actor::State::awaits;
    const bool written = co_await ring_->push(bench_.pool.copy(value));
    say(name, written ? "written" : "refused");
    operation.done();
  }

  Task<> send(char name, std::string_view value) {
    Operation operation(*this, name);
    actors_[name].state = Actor::State::awaits;
    const bool sent = co_await channel_->send(std::string(value));
    say(name, sent ? "sent" : "refused");
    operation.done();
  }

  Task<> receive(char name) {
    Operation operation(*this, name);
    actors_[name].state = Actor::State::awaits;
    const std::optional<std::string> value = co_await channel_->receive();
    say(name, value.value_or("closed"));
    operation.done();
  }

  Task<> take(char name) {
    Operation operation(*this, name);
    actors_[name].state = Actor::State::awaits;
    const auto letter = co_await mailbox_->take();
    say(name, letter ? described(*letter) : "closed");
    operation.done();
  }

  // ---- The transcript ----

  void write(std::string_view text) {
    show_values();
    bench_.line("  ", text);
  }
  void say(char name, std::string_view text) {
    write(std::string(1, name).append(": ").append(text));
  }
  void refused(std::string_view value, std::string_view left) {
    // What was not written is still the caller's.
    write(std::string(value) + (value == left ? " refused" : " refused, and lost"));
  }

  static std::string described(const buffers::Letter& letter) {
    std::string text(letter.value.bytes());
    if (text != named(letter.sequence)) text += ", number " + std::to_string(letter.sequence);
    if (letter.overwritten != 0) text += ", " + std::to_string(letter.overwritten) + " overwritten";
    return text;
  }

  /// Values that follow each other, and are called as they are numbered, are one line.
  void show(char name, const Event& event) {
    if (event.kind == Event::Kind::value && event.value.bytes() == named(event.from)) {
      if (name != reader_ || event.from != to_ + 1) show_values();
      if (reader_ == '\0') from_ = event.from;
      reader_ = name;
      to_ = event.to;
      return;
    }
    switch (event.kind) {
      case Event::Kind::value:
        return say(name, "value " + std::to_string(event.from) + " is " +
                             std::string(event.value.bytes()));
      case Event::Kind::gap:
        return say(name, "gap " + range(event.from, event.to));
      case Event::Kind::lagged:
        return say(name, "lagged " + range(event.from, event.to));
      case Event::Kind::closed:
        return say(name, "closed");
    }
  }
  void show_values() {
    if (reader_ == '\0') return;
    const char name = std::exchange(reader_, '\0');
    say(name, from_ == to_ ? "value " + std::to_string(from_) : "values " + range(from_, to_));
  }

  /// Calls `visit` with each name in "v1" or "v1..v6".
  template <class Visit>
  static void for_values(std::string_view text, Visit&& visit) {
    const std::size_t dots = text.find("..");
    const std::uint64_t first = number(text.substr(1, dots == text.npos ? dots : dots - 1));
    const std::uint64_t last = dots == text.npos ? first : number(text.substr(dots + 3));
    for (std::uint64_t value = first; value <= last; ++value) visit(named(value));
  }

  Bench& bench_;
  Scope& scope_;
  std::unique_ptr<buffers::Ring> ring_;
  std::unique_ptr<buffers::Latest> latest_;
  buffers::Broadcast* broadcast_ = nullptr;  // one of these
  std::unique_ptr<buffers::Mailbox> mailbox_;
  std::unique_ptr<async::Channel<std::string>> channel_;
  std::map<char, Actor> actors_;
  bool over_ = false;
  // Values that are not written yet: who read them, and their numbers.
  char reader_ = '\0';
  Sequence from_ = 0;
  Sequence to_ = 0;
};

}  // namespace

Task<> play(Bench& bench, std::string_view script) {
  std::optional<Stage> stage;
  co_await async::with_scope(bench.loop, [&](Scope& scope) -> Task<> {
    stage.emplace(bench, scope);
    co_await stage->play(script);
    // Those who still wait; they are of no interest any more.
    scope.cancel();
  });
}

}  // namespace tally::conformance
