#include "suite.h"

namespace tally::conformance {
namespace {

constexpr Case cases[] = {
    // ---- Within capacity, and beyond ----
    {"ring: within the capacity nothing is lost",
     "ring 4; a joins; push v1..v4; a reads; a reads; a reads; a reads; a reads"},
    {"ring: one more than the capacity loses exactly the oldest",
     "ring 4; a joins; push v1..v5; look; a reads; a reads; a looks"},
    {"ring: the gap tells exactly what was lost",
     "ring 4; a joins; push v1..v3; a reads; push v4..v9; look; a reads; a looks"},
    {"ring: a gap grows until it is read, and counts everything once",
     "ring 2; a joins; push v1..v3; push v4..v6; a reads; push v7..v9; a reads; a looks"},
    {"ring: a reader catches up, and lags again",
     "ring 2; a joins; push v1..v3; a looks; push v4..v5; a looks; push v6..v8; a looks"},
    {"ring: each reader lags for itself",
     "ring 2; a joins; b joins; push v1..v2; a looks; push v3; a looks; b looks; push v4; a looks; "
     "b looks"},
    {"ring: a capacity of 1 keeps the newest",
     "ring 1; a joins; push v1; a reads; push v2..v3; look; a reads; a reads; a reads"},
    {"ring: a capacity of 0 is taken as 1", "ring 0; a joins; push v1..v2; a looks"},
    {"ring: 1025 in a burst into 1024",
     "ring 1024; a joins; b joins close; push v1..v1025; a reads; a looks; b looks"},
    {"ring: 1025 in a burst into 1024 for a reader that is waited for",
     "ring 1024; a joins wait; push v1..v1025; w writes v1025; a looks; a looks"},
    {"ring: 1025 in a burst into 1024 before a waiting reader gets a turn",
     "ring 1024; a joins; a reads on; push v1..v1025"},
    {"ring: many times round",
     "ring 3; a joins; push v1..v1000; a looks; push v1001..v1003; a looks; push v1004..v2000; a "
     "looks"},

    // ---- Where a reader begins ----
    {"ring: a reader sees what is written after it came",
     "ring 4; push v1..v2; a joins; a reads; push v3"},
    {"ring: a late reader may have what is kept", "ring 4; push v1..v3; a joins after 0; a looks"},
    {"ring: a reader resumes after what it knows", "ring 4; push v1..v4; a joins after 2; a looks"},
    {"ring: a reader that resumes too late has a gap",
     "ring 4; push v1..v9; a joins after 2; a looks"},
    {"ring: a reader that resumes exactly in time has none",
     "ring 4; push v1..v9; a joins after 5; a looks"},
    {"ring: a reader cannot be ahead of the newest",
     "ring 4; push v1..v2; a joins after 7; a reads; push v3"},

    // ---- Waiting readers ----
    {"ring: all who wait get the same value, in the order in which they came",
     "ring 4; a joins; b joins; c joins; c reads; a reads; b reads; push v1"},
    {"ring: a reader that waits may find a gap when its turn comes",
     "ring 2; a joins; a reads on; push v1..v5"},
    {"ring: a reader that is stopped took nothing",
     "ring 4; a joins; a reads; a stops; push v1; a reads"},
    {"ring: a reader that was woken takes nothing when it is stopped before its turn",
     "ring 4; a joins; a reads; push v1 & a stops; a reads; push v2"},
    {"ring: a reader that has left is not written to",
     "ring 2; a joins; b joins; a leaves; push v1..v3; b looks"},

    // ---- The policy `wait` ----
    {"ring: the writer waits for a reader that asks for it",
     "ring 2; a joins wait; push v1..v2; w writes v3; look; a reads; look; a looks"},
    {"ring: a reader that is waited for loses nothing",
     "ring 2; a joins wait; push v1..v2; w writes v3; x writes v4; a reads on"},
    {"ring: writers that wait are served in the order in which they came",
     "ring 1; a joins wait; push v1; x writes v2; w writes v3; y writes v4; a reads; a reads; a "
     "reads; "
     "a looks"},
    {"ring: who does not wait cannot pass those who do",
     "ring 1; a joins wait; push v1; w writes v2; push v3; a reads; push v3; a looks; push v3"},
    {"ring: the writer waits for the slowest of those who ask for it",
     "ring 1; a joins wait; b joins wait; push v1; w writes v2; a reads; b reads; b reads"},
    {"ring: others still lose what the writer did not wait for",
     "ring 2; a joins; b joins wait; push v1..v2; b looks; push v3; b looks; a looks"},
    {"ring: a reader that leaves sets the writer free",
     "ring 1; a joins wait; push v1; w writes v2; a leaves; look"},
    {"ring: a writer that is stopped has not written",
     "ring 1; a joins wait; push v1; w writes v2; x writes v3; w stops; a reads; a looks"},
    {"ring: a writer is stopped too late when the reader has made room already",
     "ring 1; a joins wait; push v1; w writes v2; a looks & w stops; look; a looks"},
    {"ring: a reader that is waited for may join late, and has its gap first",
     "ring 2; push v1..v4; a joins wait after 0; w writes v5; a reads; a looks"},
    {"ring: the capacity is exact for who waits, too",
     "ring 3; a joins wait; w writes v1; w writes v2; w writes v3; w writes v4; a reads; look"},

    // ---- The policy `close` ----
    {"ring: a reader that wants no gaps is closed with what it lost",
     "ring 2; a joins close; push v1..v5; a reads; a reads; push v6; a reads"},
    {"ring: a reader that wants no gaps lives as long as it keeps up",
     "ring 2; a joins close; push v1..v2; a looks; push v3..v4; a looks; push v5..v7; a looks"},
    {"ring: a reader that was closed leaves the others alone",
     "ring 2; a joins close; b joins; push v1..v3; a looks; b looks; push v4; b looks"},

    // ---- The end ----
    {"ring: readers that wait are told of the end",
     "ring 4; a joins; b joins wait; c joins close; a reads; b reads; c reads; close"},
    {"ring: what is unread at the end is still read",
     "ring 4; a joins; push v1..v3; a reads; close; a reads; a reads; a reads; a reads"},
    {"ring: a gap at the end is still told",
     "ring 2; a joins; b joins close; push v1..v5; close; a looks; b looks"},
    {"ring: nothing can be written after the end",
     "ring 4; a joins; push v1; close; push v2; w writes v3; look; a looks"},
    {"ring: writers that wait are refused at the end",
     "ring 1; a joins wait; push v1; w writes v2; x writes v3; close; a looks"},
    {"ring: a reader that comes after the end gets what is kept",
     "ring 4; push v1..v2; close; a joins after 0; a looks; b joins; b reads"},
    {"ring: a value and the end at once are both seen",
     "ring 4; a joins; a reads on; push v1 & close"},
    {"ring: closing twice is closing once", "ring 4; a joins; a reads; close; close; a reads"},
    {"ring: readers may outlive it",
     "ring 4; a joins; b joins; push v1..v2; b looks; b reads; drop; a reads; b reads; a leaves"},
    {"ring: writers may outlive it", "ring 1; a joins wait; push v1; w writes v2; drop; a reads"},
};

}  // namespace

std::span<const Case> ring_cases() {
  return cases;
}

}  // namespace tally::conformance
