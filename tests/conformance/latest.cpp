#include "suite.h"

namespace tally::conformance {
namespace {

constexpr Case cases[] = {
    {"latest: a fresh reader sees the current value, once",
     "latest; set v1..v2; a joins; a reads; a reads; set v3"},
    {"latest: before the first value a reader waits",
     "latest; look; a joins; a reads; set v1; look"},
    {"latest: what a reader did not look at in time is no loss",
     "latest; a joins; set v1; a reads; set v2..v9; a reads; a looks"},
    {"latest: a reader that waits sees what is current when its turn comes",
     "latest; a joins; a reads; set v1..v3; a reads"},
    {"latest: a reader may know the current value already",
     "latest; set v1..v3; a joins after 3; a reads; set v4"},
    {"latest: a reader that knows less sees the current value",
     "latest; set v1..v3; a joins after 1; a looks"},
    {"latest: each reader sees for itself",
     "latest; a joins; b joins; set v1; a looks; set v2; a looks; b looks"},
    {"latest: a reader that is stopped took nothing",
     "latest; a joins; a reads; a stops; set v1; a reads"},
    {"latest: a reader that was woken takes nothing when it is stopped before its turn",
     "latest; a joins; a reads; set v1 & a stops; a looks"},
    {"latest: an unseen value is seen after the end",
     "latest; a joins; set v1; a reads; set v2..v3; close; a reads; a reads; a reads"},
    {"latest: readers that wait are told of the end",
     "latest; a joins; set v1; b joins; a reads; a reads; "
     "close; b looks"},
    {"latest: the value stays after the end, and is the last one",
     "latest; set v1; close; set v2; look; a joins; a looks"},
    {"latest: an end without a value", "latest; a joins; close; a reads; b joins; b reads"},
    {"latest: readers may outlive it",
     "latest; a joins; set v1; b joins; b reads; b reads; drop; a reads"},
};

}  // namespace

std::span<const Case> latest_cases() {
  return cases;
}

}  // namespace tally::conformance
