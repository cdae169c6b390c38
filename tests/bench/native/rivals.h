// The other libraries, with the same checks.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace bench {

/// One document that is judged again and again. A judge is used for one document type only.
class Judge {
 public:
  virtual ~Judge() = default;
  virtual bool accepts() = 0;
};

/// simdjson on-demand: parser and padded text are kept, keys are compared unescaped, the member
/// after the last one is expected first.
std::unique_ptr<Judge> make_simdjson_judge(std::string_view type, std::string_view text);
std::string simdjson_version();

/// nlohmann::json into its DOM, then the checks.
std::unique_ptr<Judge> make_nlohmann_judge(std::string_view type, std::string_view text);
/// The DOM without checks.
std::unique_ptr<Judge> make_nlohmann_parser(std::string_view text);
/// The DOM to text.
std::unique_ptr<Judge> make_nlohmann_writer(std::string_view text);
std::string nlohmann_version();

/// The judge whose checks are those of `type`; null when there are none.
template <template <auto> class Typed, class Checks>
std::unique_ptr<Judge> make_judge(std::string_view type, std::string_view text) {
  if (type == "sensors.Temperature") return std::make_unique<Typed<Checks::temperature>>(text);
  if (type == "sensors.Temperatures") return std::make_unique<Typed<Checks::temperatures>>(text);
  if (type == "acme.orders.Order") return std::make_unique<Typed<Checks::order>>(text);
  if (type == "usgs.earthquakes.Feed") return std::make_unique<Typed<Checks::feed>>(text);
  return nullptr;
}

}  // namespace bench
