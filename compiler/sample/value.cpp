#include "sample/value.h"

#include "tally/engine/explain/issue_text.h"

namespace tally::compiler::sampling {

std::string to_json(const Value& value) {
  if (value.form == Value::Form::literal) return value.json;
  const bool object = value.form == Value::Form::object;
  std::string text(1, object ? '{' : '[');
  for (std::size_t i = 0; i < value.items.size(); ++i) {
    if (i > 0) text += ',';
    if (object) text += tally::to_json(value.keys[i]) + ':';
    text += to_json(value.items[i]);
  }
  return text + (object ? '}' : ']');
}

}  // namespace tally::compiler::sampling
