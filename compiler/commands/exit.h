// What a command tells the shell.
#pragma once

namespace tally::compiler {

enum class Exit : int {
  fine = 0,
  refused = 1,  // what the command judges was judged, and found wrong
  failed = 2,   // the command could not do its work
};

}  // namespace tally::compiler
