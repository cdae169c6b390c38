// How a type is called where its name has to be made of its structure.
#pragma once

#include <string>

#include "model/parts.h"

namespace tally::compiler::model {

/// What the name of a type's element becomes around it: `ListOfOrder`, `MapOfOrder`, `OrderOrNull`;
/// a list or map that may be null is `NullOrListOfOrder`, since `ListOfOrderOrNull` has elements
/// that may be. Types of different structure have different names as long as the names within are
/// not made up to look like these (`IntOrNull`). `element` is the element's form.
std::string name_around(WrittenType::Form form, WrittenType::Form element,
                        const std::string& element_name);

}  // namespace tally::compiler::model
