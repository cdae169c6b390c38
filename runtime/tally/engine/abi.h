// What contracts that are compiled to WebAssembly and the JavaScript around them take for granted
// of each other beside the contracts themselves: which exports and imports there are, what these
// mean, and how a kind of value lies in memory. Whoever changes any of it counts this up, here and
// in runtime/js/made.js: JavaScript refuses to load what is of another number.
#pragma once

#define TALLY_ABI "3"
