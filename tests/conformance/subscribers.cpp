#include "suite.h"

namespace tally::conformance {
namespace {

constexpr Case cases[] = {
    {"subscribers: are called within the write, in the order in which they came",
     "ring 4; b subscribes; a subscribes; push v1; push v2 & close"},
    {"subscribers: are called before readers get a turn",
     "ring 4; a joins; a reads on; b subscribes; push v1..v2"},
    {"subscribers: see what is written after they came", "ring 4; push v1; a subscribes; push v2"},
    {"subscribers: never lag, whatever the capacity", "ring 1; a subscribes; push v1..v100"},
    {"subscribers: who leaves is not called any more",
     "ring 4; a subscribes; b subscribes; push v1; a leaves; push v2"},
    {"subscribers: may leave from within their callback",
     "ring 4; a subscribes on 2: a leaves; b subscribes; push v1..v3"},
    {"subscribers: may remove one that would have come next",
     "ring 4; a subscribes on 2: b leaves; b subscribes; c subscribes; push v1..v3"},
    {"subscribers: may remove one that was called already",
     "ring 4; a subscribes; b subscribes on 2: a leaves; push v1..v3"},
    {"subscribers: one that is added from within sees what is written afterwards",
     "ring 4; a subscribes on 2: c subscribes; b subscribes; push v1..v3"},
    {"subscribers: what is written from within comes to all when this one has",
     "ring 4; a subscribes on 1: push v2; b subscribes; push v1; push v3"},
    {"subscribers: one that is added and one that is written to from within",
     "ring 4; a subscribes on 1: c subscribes; b subscribes on 1: push v2; push v1"},
    {"subscribers: may write until nothing is left to say",
     "ring 2; a subscribes on 1: push v2; b subscribes on 2: push v3; c subscribes on 3: push v4; "
     "push v1"},
    {"subscribers: lag only when they write more than the ring holds",
     "ring 2; a subscribes on 1: push v2..v6; b subscribes; push v1"},
    {"subscribers: one who closes from within lets the others have the value first",
     "ring 4; a subscribes on 1: close; b subscribes; push v1; push v2"},
    {"subscribers: the end is told once",
     "ring 4; a subscribes; b subscribes on end: close; push v1; close; close; drop"},
    {"subscribers: one who leaves at the end",
     "ring 4; a subscribes on end: b leaves; b subscribes; c subscribes; close"},
    {"subscribers: who comes after the end is told at once",
     "ring 4; push v1; close; a subscribes"},
    {"subscribers: a ring that is dropped has ended",
     "ring 4; a subscribes; push v1; drop; a leaves"},
    {"subscribers: a writer that waited is heard of when it has written",
     "ring 1; a joins wait; b subscribes; push v1; w writes v2; a reads"},
    {"subscribers: of the latest value see every one",
     "latest; set v1; a subscribes; set v2..v4; close"},
    {"subscribers: of the latest value that write from within",
     "latest; a subscribes on 1: set v2; b subscribes; set v1"},
};

}  // namespace

std::span<const Case> subscriber_cases() {
  return cases;
}

}  // namespace tally::conformance
