#include "tally/engine/simulation/series.h"

#include <algorithm>
#include <array>
#include <vector>

#include "tally/engine/code.h"
#include "tally/engine/explain/issue_text.h"
#include "tally/engine/json/reader.h"
#include "tally/engine/json/spell.h"
#include "tally/engine/json/walk.h"
#include "tally/engine/values/number.h"

namespace tally {
namespace {

using plan::Kind;
using plan::Type;
using plan::TypeIndex;

bool reaches(const plan::Plan& plan, TypeIndex index, std::vector<bool>& seen) {
  if (seen[index]) return false;
  seen[index] = true;
  const Type& type = plan.types[index];
  switch (type.kind) {
    case Kind::nullable:
    case Kind::list:
    case Kind::map:
      return reaches(plan, type.element, seen);
    case Kind::record:
    case Kind::union_:
      return std::any_of(type.members.begin(), type.members.end(), [&](const auto& member) {
        return member.simulated != nullptr || reaches(plan, member.type, seen);
      });
    default:
      return false;
  }
}

/// Copies a document and asks for the fields that behave.
class Copy {
 public:
  Copy(const plan::Plan& plan, Series& series, simulate::Moment moment)
      : plan_(plan), series_(series), moment_(moment) {}

  std::string of(TypeIndex type, const char* p) {
    value(type, p);
    return std::move(out_);
  }

 private:
  const char* plain(const char* p) {
    json::Scan scan = json::trusting(Source::text);
    const char* end = json::scan_value(scan, p);
    out_.append(p, end);
    return end;
  }

  template <class Body>
  void within(std::string_view step, Body body) {
    const std::size_t length = path_.size();
    json::append_step(path_, step);
    body();
    path_.resize(length);
  }

  const char* value(TypeIndex index, const char* p) {
    const Type& type = plan_.types[index];
    switch (type.kind) {
      case Kind::nullable:
        return *p == 'n' ? plain(p) : value(type.element, p);
      case Kind::list:
        return *p == '[' ? list(type, p) : plain(p);
      case Kind::map:
        return *p == '{' ? members(p, [&](std::string_view,
                                          const char* at) { return value(type.element, at); })
                         : plain(p);
      case Kind::record:
        return *p == '{' ? record(index, p) : plain(p);
      case Kind::union_:
        return *p == '{' ? variant(type, p) : plain(p);
      default:
        return plain(p);
    }
  }

  const char* list(const Type& type, const char* p) {
    std::uint64_t count = 0;
    out_ += '[';
    p = json::skip_space(p + 1);
    while (*p != ']') {
      if (count > 0) out_ += ',';
      std::array<char, max_number_length> step;
      within(
          {step.data(), static_cast<std::size_t>(write_uint64(step.data(), count++) - step.data())},
          [&] { p = value(type.element, p); });
      p = json::after_value(p);
    }
    out_ += ']';
    return p + 1;
  }

  /// `body(key, at)` writes what stands for the value at `at` and returns its end.
  template <class Body>
  const char* members(const char* p, Body body) {
    bool first = true;
    out_ += '{';
    p = json::skip_space(p + 1);
    while (*p != '}') {
      if (!first) out_ += ',';
      first = false;
      json::Text key;
      const char* end = nullptr;
      json::decode(Source::text, p, key, end);
      out_.append(p, end);
      out_ += ':';
      p = json::skip_space(json::skip_space(end) + 1);
      within(key.view, [&] { p = body(key.view, p); });
      p = json::after_value(p);
    }
    out_ += '}';
    return p + 1;
  }

  const char* record(TypeIndex index, const char* p) {
    const Type& type = plan_.types[index];
    std::vector<bool> found(type.members.size());
    const char* end = members(p, [&](std::string_view key, const char* at) {
      const std::size_t field = plan::find_field(type, key);
      if (field == type.members.size()) return plain(at);
      found[field] = true;
      if (type.members[field].simulated == nullptr) return value(type.members[field].type, at);
      put(index, field);
      json::Scan scan = json::trusting(Source::text);
      return json::scan_value(scan, at);
    });
    for (std::size_t i = 0; i < found.size(); ++i) {
      const plan::Member& member = type.members[i];
      if (found[i] || member.optional || member.simulated == nullptr) continue;
      out_.pop_back();
      if (out_.back() != '{') out_ += ',';
      out_ += to_json(member.name) + ':';
      within(member.name, [&] { put(index, i); });
      out_ += '}';
    }
    return end;
  }

  void put(TypeIndex record, std::size_t member) {
    out_ += series_.value({record, member, path_}, moment_).value_or("null");
  }

  const char* variant(const Type& type, const char* p) {
    const char* name = json::find_member(Source::text, p, type.tag);
    json::Text text;
    const char* ignored = nullptr;
    if (name == nullptr || *name != '"' || !json::decode(Source::text, name, text, ignored))
      return plain(p);
    const std::size_t found = plan::find_member(type, text.view);
    return found < type.members.size() ? record(type.members[found].type, p) : plain(p);
  }

  const plan::Plan& plan_;
  Series& series_;
  simulate::Moment moment_;
  std::string out_;
  std::string path_;
};

}  // namespace

double Series::number(const simulate::Spec& spec, std::string_view path, simulate::Moment moment) {
  const std::uint64_t seed = simulate::seed_of(seed_, path);
  if (spec.generator != simulate::Generator::walk) return simulate::number(spec, seed, moment, 0);
  auto found = last_.find(path);
  if (found == last_.end() || found->second.step > moment.step)
    found = last_.insert_or_assign(std::string(path), Last{0, spec.start}).first;
  Last& last = found->second;
  while (last.step < moment.step) {
    ++last.step;
    last.number = simulate::number(spec, seed, {last.step, moment.elapsed}, last.number);
  }
  return last.number;
}

std::optional<std::string> Series::value(const FieldPlace& place, simulate::Moment moment) {
  const plan::Member& member = plan_.types[place.record].members[place.member];
  if (member.simulated == nullptr) return std::nullopt;
  const simulate::Spec& spec = member.simulated->spec;
  if (spec.generator == simulate::Generator::choice) {
    const std::uint64_t seed = simulate::seed_of(seed_, place.path);
    const auto chosen = simulate::choice(member.simulated->weights, seed, moment.step);
    return std::string(member.simulated->values[chosen]);
  }
  plan::TypeIndex index = member.type;
  while (plan_.types[index].kind == Kind::nullable) index = plan_.types[index].element;
  const Type& type = plan_.types[index];
  const double made = number(spec, place.path, moment);
  if (!spec.whole) return spell_float(type, made);
  const auto magnitude = static_cast<std::uint64_t>(made < 0 ? -made : made);  // within 2^53
  return spell_whole(type, made < 0, 0, magnitude);
}

std::optional<std::string> Series::document(TypeIndex type, std::string_view base,
                                            simulate::Moment moment) {
  const Document document(base);
  if (json::find_fault(document.padded(), plan_.limits, Source::text)) return std::nullopt;
  if (plan_.simulate == nullptr) return std::string(base);
  return plan_.simulate(plan_, *this, type, json::skip_space(document.padded().data), moment);
}

std::optional<std::string> plan::code::simulate(const Plan& plan, Series& series, TypeIndex type,
                                                const char* p, tally::simulate::Moment moment) {
  return Copy(plan, series, moment).of(type, p);
}

bool Series::is_lively(TypeIndex type) const {
  std::vector<bool> seen(plan_.types.size());
  return reaches(plan_, type, seen);
}

}  // namespace tally
