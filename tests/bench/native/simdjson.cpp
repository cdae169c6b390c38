#include <simdjson.h>

#include "contract_checks.h"
#include "rivals.h"

namespace bench {
namespace {

namespace ondemand = simdjson::ondemand;

struct OnDemand {
  using Value = ondemand::value;

  // Nothing here may take the address of a field: it would leave the registers.
  template <const auto& members, class Visit>
  BENCH_INLINE static bool object(Value value, Visit visit) {
    ondemand::object object;
    if (value.get_object().get(object) != simdjson::SUCCESS) return false;
    auto at = object.begin();
    const auto end = object.end();
    std::uint32_t seen = 0;
    ondemand::field field;
    bool more = at != end;
    bool good = more && (*at).get(field) == simdjson::SUCCESS;
    const auto take = [&](std::size_t member) BENCH_INLINE {
      const std::uint32_t bit = std::uint32_t{1} << member;
      good = (seen & bit) == 0 && visit(member, field.value());
      seen |= bit;
      if (!good) return;
      ++at;
      more = at != end;
      good = more && (*at).get(field) == simdjson::SUCCESS;
    };
    // In the declared order, as most documents are; then in any.
    [&]<std::size_t... member>(std::index_sequence<member...>) BENCH_INLINE {
      ((good && field.key().unsafe_is_equal(members.names[member]) ? take(member) : void()), ...);
    }
    (std::make_index_sequence<members.names.size()>());
    while (good) {
      const std::size_t member = find(field, members.names);
      if (member == members.names.size()) return false;
      take(member);
    }
    return !more && (seen & members.required) == members.required;
  }

  template <class Visit>
  static bool map(Value value, std::size_t largest, Visit visit) {
    ondemand::object object;
    if (value.get_object().get(object) != simdjson::SUCCESS) return false;
    std::array<std::string_view, 64> keys;
    std::size_t size = 0;
    for (auto result : object) {
      ondemand::field field;
      std::string_view key;
      if (std::move(result).get(field) != simdjson::SUCCESS) return false;
      if (field.unescaped_key().get(key) != simdjson::SUCCESS || size == largest) return false;
      for (std::size_t i = 0; i < size; ++i) {
        if (keys[i] == key) return false;
      }
      keys[size++] = key;
      if (!visit(key, field.value())) return false;
    }
    return true;
  }

  template <class Visit>
  BENCH_INLINE static bool list(Value value, Visit visit) {
    ondemand::array array;
    if (value.get_array().get(array) != simdjson::SUCCESS) return false;
    for (auto result : array) {
      Value item;
      if (result.get(item) != simdjson::SUCCESS || !visit(item)) return false;
    }
    return true;
  }

  static bool tag(Value value, std::string_view name, std::string_view& out) {
    ondemand::object object;
    Value found;
    return value.get_object().get(object) == simdjson::SUCCESS &&
           object.find_field(name).get(found) == simdjson::SUCCESS && text(found, out) &&
           object.reset().error() == simdjson::SUCCESS;
  }

  BENCH_INLINE static bool is_null(Value value) {
    bool null = false;
    return value.is_null().get(null) == simdjson::SUCCESS && null;
  }
  BENCH_INLINE static bool boolean(Value value) {
    return value.get_bool().error() == simdjson::SUCCESS;
  }
  BENCH_INLINE static bool text(Value value, std::string_view& out) {
    return value.get_string().get(out) == simdjson::SUCCESS;
  }
  BENCH_INLINE static bool number(Value value, double& out) {
    return value.get_double().get(out) == simdjson::SUCCESS;
  }

  BENCH_INLINE static bool integer(Value value, std::int64_t& out) {
    if (value.get_int64().get(out) == simdjson::SUCCESS) return true;
    double number = 0;
    if (value.get_double().get(number) != simdjson::SUCCESS) return false;
    constexpr double limit = 9223372036854775808.0;
    if (!(number >= -limit && number < limit)) return false;
    out = static_cast<std::int64_t>(number);
    return static_cast<double>(out) == number;
  }

  BENCH_INLINE static bool int64(Value value, std::int64_t& out) {
    return value.get_int64_in_string().get(out) == simdjson::SUCCESS || integer(value, out);
  }

  static bool anything(Value value) {
    ondemand::json_type type;
    if (value.type().get(type) != simdjson::SUCCESS) return false;
    switch (type) {
      case ondemand::json_type::array:
        return list(value, anything);
      case ondemand::json_type::object:
        return map(value, 64, [](std::string_view, Value each) { return anything(each); });
      case ondemand::json_type::string: {
        std::string_view ignored;
        return text(value, ignored);
      }
      case ondemand::json_type::number: {
        double ignored = 0;
        return number(value, ignored);
      }
      case ondemand::json_type::boolean:
        return boolean(value);
      case ondemand::json_type::null:
        return is_null(value);
    }
    return false;
  }

 private:
  template <std::size_t count>
  __attribute__((noinline)) static std::size_t find(
      ondemand::field field, const std::array<std::string_view, count>& names) {
    std::string_view key;
    if (field.unescaped_key().get(key) != simdjson::SUCCESS) return count;
    std::size_t member = 0;
    while (member < count && names[member] != key) ++member;
    return member;
  }
};

template <auto check>
class SimdjsonJudge final : public Judge {
 public:
  explicit SimdjsonJudge(std::string_view text) : text_(text) {}

  bool accepts() override {
    ondemand::document document;
    ondemand::value root;
    return parser_.iterate(text_).get(document) == simdjson::SUCCESS &&
           document.get_value().get(root) == simdjson::SUCCESS && check(root) &&
           document.current_location().error() == simdjson::OUT_OF_BOUNDS;  // nothing follows
  }

 private:
  simdjson::padded_string text_;
  ondemand::parser parser_;
};

}  // namespace

std::unique_ptr<Judge> make_simdjson_judge(std::string_view type, std::string_view text) {
  return make_judge<SimdjsonJudge, ContractChecks<OnDemand>>(type, text);
}

std::string simdjson_version() {
  return SIMDJSON_STRINGIFY(SIMDJSON_VERSION) +
         (" (" + simdjson::get_active_implementation()->name() + ")");
}

}  // namespace bench
