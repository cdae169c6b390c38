#include <charconv>
#include <nlohmann/json.hpp>

#include "contract_checks.h"
#include "rivals.h"

namespace bench {
namespace {

using nlohmann::json;

struct Dom {
  using Value = const json&;

  template <const auto& members, class Visit>
  static bool object(Value value, Visit visit) {
    if (!value.is_object()) return false;
    std::size_t found = 0;
    for (std::size_t member = 0; member < members.names.size(); ++member) {
      const auto at = value.find(members.names[member]);
      if (at != value.end()) {
        ++found;
        if (!visit(member, *at)) return false;
      } else if ((members.required >> member & 1) != 0) {
        return false;
      }
    }
    return found == value.size();
  }

  template <class Visit>
  static bool map(Value value, std::size_t largest, Visit visit) {
    if (!value.is_object() || value.size() > largest) return false;
    for (const auto& [key, each] : value.get_ref<const json::object_t&>()) {
      if (!visit(key, each)) return false;
    }
    return true;
  }

  template <class Visit>
  static bool list(Value value, Visit visit) {
    if (!value.is_array()) return false;
    for (const json& each : value) {
      if (!visit(each)) return false;
    }
    return true;
  }

  static bool tag(Value value, std::string_view name, std::string_view& out) {
    if (!value.is_object()) return false;
    const auto at = value.find(name);
    return at != value.end() && text(*at, out);
  }

  static bool is_null(Value value) { return value.is_null(); }
  static bool boolean(Value value) { return value.is_boolean(); }
  static bool anything(Value) { return true; }  // the parser has looked at it

  static bool text(Value value, std::string_view& out) {
    if (!value.is_string()) return false;
    out = value.get_ref<const std::string&>();
    return true;
  }

  static bool number(Value value, double& out) {
    if (!value.is_number()) return false;
    out = value.get<double>();
    return true;
  }

  static bool integer(Value value, std::int64_t& out) {
    if (value.is_number_unsigned() && value.get<std::uint64_t>() > INT64_MAX) return false;
    if (value.is_number_integer()) {
      out = value.get<std::int64_t>();
      return true;
    }
    constexpr double limit = 9223372036854775808.0;
    double read = 0;
    if (!number(value, read) || !(read >= -limit && read < limit)) return false;
    out = static_cast<std::int64_t>(read);
    return static_cast<double>(out) == read;
  }

  static bool int64(Value value, std::int64_t& out) {
    std::string_view digits;
    if (!text(value, digits)) return integer(value, out);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out);
    return error == std::errc() && end == digits.data() + digits.size();
  }
};

json parse(std::string_view text) {
  return json::parse(text, nullptr, false);
}

template <auto check>
class NlohmannJudge final : public Judge {
 public:
  explicit NlohmannJudge(std::string_view text) : text_(text) {}

  bool accepts() override {
    const json document = parse(text_);
    return !document.is_discarded() && check(document);
  }

 private:
  std::string text_;
};

class NlohmannWriter final : public Judge {
 public:
  explicit NlohmannWriter(std::string_view text) : document_(parse(text)) {}

  bool accepts() override { return !document_.dump().empty(); }

 private:
  json document_;
};

bool anything(const json&) {
  return true;
}

}  // namespace

std::unique_ptr<Judge> make_nlohmann_judge(std::string_view type, std::string_view text) {
  return make_judge<NlohmannJudge, ContractChecks<Dom>>(type, text);
}

std::unique_ptr<Judge> make_nlohmann_parser(std::string_view text) {
  return std::make_unique<NlohmannJudge<anything>>(text);
}

std::unique_ptr<Judge> make_nlohmann_writer(std::string_view text) {
  return std::make_unique<NlohmannWriter>(text);
}

std::string nlohmann_version() {
  return std::to_string(NLOHMANN_JSON_VERSION_MAJOR) + "." +
         std::to_string(NLOHMANN_JSON_VERSION_MINOR) + "." +
         std::to_string(NLOHMANN_JSON_VERSION_PATCH);
}

}  // namespace bench
