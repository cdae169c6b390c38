#include <memory>
#include <string>
#include <vector>

#include "suite.h"
#include "tally/buffers/latest.h"
#include "tally/buffers/mailbox.h"
#include "tally/buffers/ring.h"

namespace tally::conformance {
namespace {

using async::Task;
using buffers::Block;
using buffers::Event;

/// How many of `count` readers and subscribers have seen the very same memory.
template <class Buffer, class Write>
void share(Bench& bench, std::string_view name, Buffer& buffer, Write&& write) {
  constexpr unsigned count = 1000;
  unsigned same = 0;
  std::vector<std::unique_ptr<buffers::Reader>> readers;
  std::vector<buffers::Subscription> subscriptions;
  const Block block = bench.pool.copy("one for all");
  for (unsigned i = 0; i < count; ++i) {
    readers.emplace_back(new buffers::Reader(buffer.read()));
    subscriptions.push_back(buffer.subscribe([&](const Event& event) {
      if (event) same += event.value == block ? 1U : 0U;
    }));
  }
  write(block);
  bench.line(name, ": ", same, " subscribers have the same memory");
  same = 0;
  for (const auto& reader : readers) same += reader->try_next()->value == block ? 1U : 0U;
  bench.line(name, ": ", same, " readers have the same memory");
}

Task<> writing_copies_nothing(Bench& bench) {
  buffers::Ring ring(4);
  share(bench, "ring", ring, [&](Block block) { ring.try_push(std::move(block)); });
  buffers::Latest latest;
  share(bench, "latest", latest, [&](Block block) { latest.set(std::move(block)); });
  buffers::Mailbox mailbox;
  const Block block = bench.pool.copy("a letter");
  mailbox.put(block);
  bench.line("mailbox: ", mailbox.try_take()->value == block ? "the same" : "other", " memory");
  co_return;
}

Task<> readers_keep_their_blocks(Bench& bench) {
  Block kept;
  {
    buffers::Ring ring(1);
    buffers::Reader reader = ring.read();
    ring.try_push(bench.pool.copy("the first"));
    kept = reader.try_next()->value;
    for (int i = 0; i < 100; ++i) ring.try_push(bench.pool.copy("another"));
    bench.line("overwritten in the ring: ", kept.bytes());
  }
  bench.line("the ring is gone: ", kept.bytes());
  co_return;
}

Task<> values_may_be_read_by_number(Bench& bench) {
  buffers::Ring ring(2);
  for (const char* text : {"one", "two", "three"}) ring.try_push(bench.pool.copy(text));
  for (buffers::Sequence i = 0; i <= 4; ++i) {
    const Block block = ring.at(i);
    bench.line(i, ": ", block ? block.bytes() : "not kept");
  }
  co_return;
}

constexpr Case cases[] = {
    {"blocks: writing copies nothing, however many read", {}, writing_copies_nothing},
    {"blocks: a reader may keep what it got", {}, readers_keep_their_blocks},
    {"blocks: what a ring keeps may be read by its number", {}, values_may_be_read_by_number},
};

}  // namespace

std::span<const Case> block_cases() {
  return cases;
}

}  // namespace tally::conformance
