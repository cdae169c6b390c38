// Lines of a log as JavaScript is given them.
#pragma once

#include <string>

#include "tally/async/log.h"

namespace tally::javascript {

/// `{"level":"warning","text":"a write was refused","fields":{"code":"rate","session":7}}`
std::string to_json(const async::LogLine& line);

}  // namespace tally::javascript
