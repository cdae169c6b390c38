// Random writers and readers of a ring, held against what they may see.
#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "catch.h"
#include "runtime/async/manual_loop.h"
#include "tally/buffers/ring.h"

namespace {

using tally::async::Join;
using tally::async::Task;
using tally::buffers::Block;
using tally::buffers::BlockPool;
using tally::buffers::Event;
using tally::buffers::Lag;
using tally::buffers::Reader;
using tally::buffers::Ring;
using tally::buffers::Sequence;
using tally::buffers::Subscription;
using tally::tests::ManualLoop;

/// What a reader has seen: every number exactly once, or within exactly one gap, in order.
struct Witness {
  Witness(Ring& ring, Lag its_lag, Sequence after)
      : reader(ring.read(its_lag, after)), lag(its_lag), position(std::min(after, ring.newest())) {}

  Reader reader;
  Lag lag;
  Sequence position;
  bool late = true;  // it may have a gap from before it came
  bool ended = false;
  Join<void> reading;
};

class Model {
 public:
  explicit Model(std::uint32_t seed) : random_(seed), capacity_(1 + pick(6)), ring_(capacity_) {
    subscription_ = ring_.subscribe([this](const Event& event) {
      if (!event) return;
      // Callbacks never lag.
      REQUIRE(event.kind == Event::Kind::value);
      REQUIRE(event.from == written_.size() + 1);
      written_.emplace_back(event.value.bytes());
    });
  }

  Model(const Model&) = delete;
  Model& operator=(const Model&) = delete;
  // Tasks refer to the members, and joins must not outlive the loop.
  ~Model() { loop_.finish(); }

  void run(int steps) {
    for (int i = 0; i < steps; ++i) {
      step();
      loop_.run();
      check();
    }
    ring_.close();
    loop_.run();
    Block refused = pool_.copy("refused");
    REQUIRE_FALSE(ring_.try_push(std::move(refused)));
    for (const auto& witness : witnesses_) {
      while (!witness->ended) look(*witness);
      // What is not seen by now never was written, or it was closed because it lagged.
      REQUIRE((witness->position == ring_.newest() || witness->lag == Lag::close));
    }
    for (const Join<void>& writer : writers_) REQUIRE(writer.ended());
  }

 private:
  std::uint32_t pick(std::uint32_t choices) {
    return static_cast<std::uint32_t>(random_() % choices);
  }
  Witness* any() {
    return witnesses_.empty()
               ? nullptr
               : witnesses_[pick(static_cast<std::uint32_t>(witnesses_.size()))].get();
  }
  Sequence oldest(Sequence newest) const { return newest < capacity_ ? 1 : newest - capacity_ + 1; }

  void step() {
    switch (pick(10)) {
      case 0:
      case 1:
      case 2:
        for (std::uint32_t count = pick(capacity_ + 3); count > 0; --count) push();
        break;
      case 3:
        writers_.push_back(loop_.spawn(write(next_++)));
        break;
      case 4:
        if (!writers_.empty()) writers_[pick(static_cast<std::uint32_t>(writers_.size()))].cancel();
        break;
      case 5:
        if (witnesses_.size() < 6) join();
        break;
      case 6:
        leave();
        break;
      case 7:
        if (Witness* witness = any()) begin_reading(*witness);
        break;
      case 8:
        if (Witness* witness = any()) witness->reading.cancel();
        break;
      default:
        if (Witness* witness = any()) {
          for (std::uint32_t count = pick(4); count > 0; --count) {
            if (witness->reading.ended() && !witness->ended) look(*witness);
          }
        }
        break;
    }
  }

  void push() {
    const bool room =
        waiting_ == 0 && std::all_of(witnesses_.begin(), witnesses_.end(),
                                     [this](const auto& witness) { return leaves_room(*witness); });
    const Sequence before = ring_.newest();
    Block block = pool_.copy(std::to_string(next_++));
    REQUIRE(ring_.try_push(std::move(block)) == room);
    REQUIRE(ring_.newest() == before + (room ? 1U : 0U));
  }
  bool leaves_room(const Witness& witness) const {
    const Sequence newest = ring_.newest();
    return newest < capacity_ || witness.lag != Lag::wait || witness.position >= oldest(newest);
  }

  Task<> write(std::uint64_t value) {
    struct Waiting {
      explicit Waiting(int& c) : count(c) { ++count; }
      ~Waiting() { --count; }
      int& count;
    } const waiting(waiting_);
    const std::string text = std::to_string(value);
    if (!co_await ring_.push(pool_.copy(text))) REQUIRE(ring_.closed());
  }

  void join() {
    static constexpr Lag lags[] = {Lag::gap, Lag::wait, Lag::close};
    const Sequence back = pick(2 * capacity_);
    const Sequence newest = ring_.newest();
    witnesses_.push_back(
        std::make_unique<Witness>(ring_, lags[pick(3)], back < newest ? newest - back : pick(3)));
  }
  void leave() {
    if (witnesses_.empty()) return;
    const auto place = witnesses_.begin() + pick(static_cast<std::uint32_t>(witnesses_.size()));
    if ((*place)->reading.ended()) witnesses_.erase(place);
  }

  void begin_reading(Witness& witness) {
    if (!witness.reading.ended() || witness.ended) return;
    witness.reading = loop_.spawn([this, &witness, count = 1 + pick(4)]() -> Task<> {
      for (std::uint32_t i = 0; i < count && !witness.ended; ++i) {
        const Event event = co_await witness.reader.next();
        see(witness, event);
      }
    });
  }

  /// Reads without waiting: then it is known what was kept at that moment.
  void look(Witness& witness) {
    const Sequence newest = ring_.newest();
    const std::optional<Event> event = witness.reader.try_next();
    REQUIRE(event.has_value() == (witness.position < newest || ring_.closed()));
    if (!event) return;
    if (event->kind == Event::Kind::gap || event->kind == Event::Kind::lagged) {
      REQUIRE(event->to == oldest(newest) - 1);
    } else if (event->kind == Event::Kind::value) {
      REQUIRE(event->from >= oldest(newest));
    }
    see(witness, *event);
  }

  void see(Witness& witness, const Event& event) {
    REQUIRE_FALSE(witness.ended);
    if (event.kind == Event::Kind::closed) {
      REQUIRE(ring_.closed());
      REQUIRE(witness.position == ring_.newest());
      witness.ended = true;
      return;
    }
    REQUIRE(event.from == witness.position + 1);
    REQUIRE(event.to >= event.from);
    REQUIRE(event.to <= ring_.newest());
    witness.position = event.to;
    REQUIRE(witness.reader.position() == event.to);
    switch (event.kind) {
      case Event::Kind::value:
        REQUIRE(event.to == event.from);
        REQUIRE(event.value.bytes() == written_[static_cast<std::size_t>(event.from - 1)]);
        break;
      case Event::Kind::gap:
        // Who is waited for loses only what was gone before it came.
        REQUIRE((witness.lag == Lag::gap || (witness.lag == Lag::wait && witness.late)));
        REQUIRE_FALSE(event.value);
        break;
      default:
        REQUIRE(witness.lag == Lag::close);
        REQUIRE(witness.reader.try_next()->kind == Event::Kind::closed);
        witness.ended = true;
        break;
    }
    witness.late = false;
  }

  void check() {
    REQUIRE(ring_.newest() == written_.size());
    REQUIRE(ring_.size() == std::min<std::size_t>(capacity_, written_.size()));
    REQUIRE(ring_.oldest() == oldest(ring_.newest()));
    for (Sequence i = ring_.oldest(); i <= ring_.newest(); ++i) {
      REQUIRE(ring_.at(i).bytes() == written_[static_cast<std::size_t>(i - 1)]);
    }
    // A writer waits only for somebody.
    const bool someone = std::any_of(witnesses_.begin(), witnesses_.end(),
                                     [this](const auto& w) { return !leaves_room(*w); });
    REQUIRE((waiting_ == 0 || someone));
    // Each was written at most once, and in the order in which they came.
    const auto in_order = [](const std::string& a, const std::string& b) {
      return std::stoull(a) < std::stoull(b);
    };
    REQUIRE(std::is_sorted(written_.begin(), written_.end(), in_order));
    REQUIRE(std::adjacent_find(written_.begin(), written_.end()) == written_.end());
  }

  ManualLoop loop_;
  std::mt19937 random_;
  BlockPool pool_;
  std::uint32_t capacity_;
  std::vector<std::string> written_;
  Ring ring_;
  Subscription subscription_;
  std::vector<std::unique_ptr<Witness>> witnesses_;
  std::vector<Join<void>> writers_;
  std::uint64_t next_ = 1;
  int waiting_ = 0;
};

}  // namespace

TEST_CASE("every reader of a ring sees each number once, or within one gap, in order") {
  const auto seed = GENERATE(range(1U, 101U));
  CAPTURE(seed);
  Model(seed).run(200);
}
