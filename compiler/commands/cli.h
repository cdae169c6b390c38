// The command line parser by name only: its header is large, and only few files need it.
#pragma once

namespace CLI {  // NOLINT(readability-identifier-naming)
class App;
}
