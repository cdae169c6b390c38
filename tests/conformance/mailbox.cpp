#include "suite.h"

namespace tally::conformance {
namespace {

constexpr Case cases[] = {
    {"mailbox: a letter is taken exactly once", "mailbox; put v1; a takes; b takes; take; put v2"},
    {"mailbox: a newer letter overwrites, and that is counted",
     "mailbox; put v1..v4; look; a takes; put v5; take; put v6..v7; take; look"},
    {"mailbox: those who wait are served in the order in which they came",
     "mailbox; c takes; a takes; b takes; put v1; put v2; put v3"},
    {"mailbox: letters to several who wait at once", "mailbox; a takes; b takes; put v1..v4; take"},
    {"mailbox: what somebody waits for overwrites nothing",
     "mailbox; a takes; put v1; put v2; look; take"},
    {"mailbox: who does not wait does not pass those who do",
     "mailbox; a takes; put v1 & take; put v2 & take"},
    {"mailbox: taking nothing", "mailbox; take; put v1; take; take"},
    {"mailbox: one who is stopped took nothing", "mailbox; a takes; a stops; put v1; take"},
    {"mailbox: one who is stopped makes way for the next",
     "mailbox; a takes; b takes; a stops; put v1"},
    {"mailbox: one is stopped too late who has the letter already",
     "mailbox; a takes; put v1 & a stops; take"},
    {"mailbox: a letter that is in there at the end can be taken",
     "mailbox; put v1..v2; close; put v3; a takes; a takes; take"},
    {"mailbox: those who wait are told of the end",
     "mailbox; b takes; a takes; close; put v1; take"},
    {"mailbox: a letter and the end at once", "mailbox; a takes; b takes; put v1 & close"},
    {"mailbox: those who wait are told when it is dropped", "mailbox; a takes; drop"},
};

}  // namespace

std::span<const Case> mailbox_cases() {
  return cases;
}

}  // namespace tally::conformance
