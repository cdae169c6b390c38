#include "tally/javascript/log.h"

#include "tally/engine/explain/issue_text.h"

namespace tally::javascript {

std::string to_json(const async::LogLine& line) {
  std::string json = "{\"level\":";
  append_json(json, async::name_of(line.level));
  json += ",\"text\":";
  append_json(json, line.text);
  json += ",\"fields\":{";
  for (const async::LogField& field : line.fields) {
    if (&field != line.fields.data()) json += ',';
    append_json(json, field.name);
    json += ':';
    if (field.text.empty()) {
      json += decimal_text(field.number);
    } else {
      append_json(json, field.text);
    }
  }
  json += "}}";
  return json;
}

}  // namespace tally::javascript
