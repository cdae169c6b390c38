#include "suite.h"

namespace tally::conformance {
namespace {

constexpr Case cases[] = {
    // ---- Order and capacity ----
    {"channel: values come in the order in which they were sent",
     "channel 4; send v1..v4; a receives; a receives; receive; receive; receive"},
    {"channel: the capacity is exact", "channel 2; send v1..v3; look; receive; send v3; look"},
    {"channel: who sends into a full one waits",
     "channel 1; a sends v1; b sends v2; look; receive; look; "
     "receive"},
    {"channel: who receives from an empty one waits", "channel 1; a receives; send v1; look"},
    {"channel: senders are served in the order in which they came",
     "channel 1; send v1; c sends v2; a sends v3; b sends v4; receive; receive; receive; receive"},
    {"channel: receivers are served in the order in which they came",
     "channel 2; c receives; a receives; b receives; send v1; send v2..v3"},
    {"channel: each value goes to one receiver",
     "channel 4; a receives; b receives; send v1..v3; look; a receives"},
    {"channel: who does not wait cannot pass those who do",
     "channel 1; send v1; a sends v2; send v3; receive & send v3; receive"},
    {"channel: a value for one who waits does not go by way of the queue",
     "channel 1; a receives; send v1 & receive; send v2 & receive"},

    // ---- Capacity 0 ----
    {"channel: of capacity 0 holds nothing", "channel 0; send v1; receive; look"},
    {"channel: of capacity 0, a sender waits for a receiver",
     "channel 0; a sends v1; look; b receives"},
    {"channel: of capacity 0, a receiver waits for a sender", "channel 0; a receives; b sends v1"},
    {"channel: of capacity 0, without waiting",
     "channel 0; a sends v1; receive; b receives; send v2"},
    {"channel: of capacity 0, in order",
     "channel 0; a sends v1; b sends v2; c receives; c receives; d receives; e receives; send "
     "v3..v5"},

    // ---- Stopping ----
    {"channel: a receive that was stopped took nothing",
     "channel 1; a receives; a stops; send v1; receive"},
    {"channel: a receive that was stopped makes way for the next",
     "channel 1; a receives; b receives; a stops; send v1"},
    {"channel: a receive is stopped too late when it has its value",
     "channel 1; a receives; send v1 & a stops; receive"},
    {"channel: a send that was stopped did not happen",
     "channel 1; send v1; a sends v2; a stops; receive; receive"},
    {"channel: a send that was stopped makes way for the next",
     "channel 1; send v1; a sends v2; b sends v3; a stops; receive; receive"},
    {"channel: a send is stopped too late when its value is in the channel",
     "channel 1; send v1; a sends v2; receive & a stops; receive"},

    // ---- The end ----
    {"channel: what is in it at the end can be received",
     "channel 4; send v1..v2; close; send v3; a receives; receive; a receives; receive"},
    {"channel: receivers that wait are told of the end",
     "channel 1; b receives; a receives; close"},
    {"channel: senders that wait are refused at the end, and what is in it stays",
     "channel 1; send v1; b sends v2; a sends v3; close; receive; receive"},
    {"channel: nothing can be sent after the end",
     "channel 1; close; send v1; a sends v2; b receives"},
    {"channel: of capacity 0, senders that wait are refused at the end",
     "channel 0; a sends v1; close; b receives"},
    {"channel: a value and the end at once", "channel 1; a receives; b receives; send v1 & close"},
    {"channel: those who wait are told when it is dropped",
     "channel 1; a receives; b receives; drop"},
    {"channel: senders that wait are refused when it is dropped", "channel 0; a sends v1; drop"},
};

}  // namespace

std::span<const Case> channel_cases() {
  return cases;
}

}  // namespace tally::conformance
