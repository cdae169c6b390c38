// Cases that are a sequence of steps upon one buffer or channel.
//
// Steps are separated by `;`. Each is written to the transcript, and below it what everybody got
// by the time that nothing more happened. Steps that are joined by `&` happen without anybody else
// getting a turn in between.
//
// What is worked upon is made first; `v1..v6` are six values, which happen to be numbered from 1
// in most scripts: then only their numbers are shown.
//
//   ring 4 | latest | mailbox | channel 4
//   push v1..v6   ring: write without waiting     set v1..v6    latest
//   put v1..v6    mailbox                         send v1..v6   channel: send without waiting
//   take          mailbox: take without waiting   receive       channel: receive without waiting
//   close | drop (destroy) | look (write what can be seen from outside)
//
// Actors are called by one letter each.
//
//   a joins [wait|close] [after 3]    becomes a reader (default: gap), from now on or after 3
//   a reads | a reads on              awaits one event, or all of them
//   a looks                           takes all events that are there, without waiting
//   a subscribes [on 3: step]         is called back, and takes that step at number 3, or `on end`
//   a writes v1 | a sends v1 | a receives | a takes
//   a stops                           is asked to stop what it awaits
//   a leaves                          its reader or subscription is dropped
#pragma once

#include <string_view>

#include "suite.h"

namespace tally::conformance {

async::Task<> play(Bench& bench, std::string_view script);

}  // namespace tally::conformance
