#include "model/name_around.h"

namespace tally::compiler::model {

using Form = WrittenType::Form;

std::string name_around(Form form, Form element, const std::string& element_name) {
  if (form == Form::list) return "ListOf" + element_name;
  if (form == Form::map) return "MapOf" + element_name;
  const bool is_composed = element == Form::list || element == Form::map;
  return is_composed ? "NullOr" + element_name : element_name + "OrNull";
}

}  // namespace tally::compiler::model
