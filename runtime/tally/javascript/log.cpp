#include "tally/javascript/log.h"

#include <utility>

#include "tally/engine/explain/issue_text.h"

namespace tally::javascript {

std::string to_json(const async::LogLine& line) {
  std::string json = "{\"level\":" + tally::to_json(async::name_of(line.level)) +
                     ",\"text\":" + tally::to_json(line.text) + ",\"fields\":{";
  bool first = true;
  for (const async::LogField& field : line.fields) {
    if (!std::exchange(first, false)) json += ',';
    json += tally::to_json(field.name);
    json += ':';
    json += field.text.empty() ? decimal_text(field.number) : tally::to_json(field.text);
  }
  return json + "}}";
}

}  // namespace tally::javascript
