// Explainers of the kinds that hold other values. What one of them needs of the stack is needed for
// each level of a document, so nothing else is inlined here.
#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "tally/engine/code.h"
#include "tally/engine/explain/walk.h"
#include "tally/engine/json/reader.h"
#include "tally/engine/rules/interpreter.h"
#include "tally/engine/values/value_key.h"
#include "tally/engine/vocabulary/keyword.h"

namespace tally {
namespace {

using plan::Constraint;
using plan::Keyword;
using plan::Type;
using Text = Walk::Text;

/// Whether a value begins at `p` as values of the type do, with `opening`; if not, it is passed
/// over.
bool begins(Walk& walk, const Type& type, char opening, const char*& p) {
  if (*p == opening) return true;
  walk.report_type(p, name_of(type.kind));
  p = walk.skip(p);
  return false;
}

/// What the constraints of how many there are ask, by the column `test` of their vocabulary. Those
/// of elements are asked item by item.
namespace count_tests {

bool count(Bound bound, const Constraint& constraint, std::uint32_t actual) noexcept {
  return is_within(bound, actual, constraint.integer);
}

}  // namespace count_tests

bool satisfies(const Constraint& constraint, std::uint32_t count) noexcept {
  switch (constraint.keyword) {
#define TALLY_KEYWORD_items(id, word, bound, test, ...) \
  case Keyword::id:                                     \
    return count_tests::test(Bound::bound, constraint, count);
#define TALLY_KEYWORD_properties(...) TALLY_KEYWORD_items(__VA_ARGS__)
#include "tally/engine/vocabulary/keywords.def"
    default:
      return true;
  }
}

/// Judges the size of an array or object whose own issues come before those from `first` on.
void check_count(Walk& walk, const Type& type, std::uint32_t count, const char* at,
                 std::size_t first) {
  Issues& issues = walk.issues();
  for (const Constraint& constraint : type.constraints) {
    if (satisfies(constraint, count)) continue;
    if (walk.full()) {
      if (first == issues.size()) return;
      issues.pop_back();
    }
    walk.report_count(constraint, count, at);
    std::rotate(issues.begin() + static_cast<std::ptrdiff_t>(first), issues.end() - 1,
                issues.end());
    ++first;
  }
}

/// Walks a list: `judge(at, index)` is told of each item without issues.
template <class Judge>
const char* items(Walk& walk, const Type& type, const char* p, Judge judge) {
  if (!begins(walk, type, '[', p)) return p;
  const char* begin = p;
  const std::size_t first = walk.issues().size();
  std::uint32_t count = 0;
  p = json::skip_space(p + 1);
  while (*p != ']') {
    walk.within(decimal_text(count), [&] {
      const char* at = p;
      const std::size_t before = walk.issues().size();
      p = walk.value(type.element, p);
      if (walk.issues().size() == before && !walk.full()) judge(at, count);
    });
    ++count;
    p = json::after_value(p);
  }
  check_count(walk, type, count, begin, first);
  return p + 1;
}

/// A JSON array of the names of these fields.
std::string names_of(const Type& record, std::span<const std::uint32_t> fields) {
  if (fields.empty()) return {};
  std::vector<plan::Member> members;
  for (const std::uint32_t field : fields) members.push_back(record.members[field]);
  return to_json(members);
}

/// The first item of each value, by its key.
using Seen = std::map<std::string, std::uint32_t>;

/// Holds the item at `at` against those before it, for each constraint by itself. Only sound values
/// can be equal.
void check_uniqueness(Walk& walk, const Type& list, const char* at, std::uint32_t index,
                      std::vector<Seen>& seen) {
  for (std::size_t i = 0; i < seen.size(); ++i) {
    const Constraint& constraint = list.constraints[i];
    if (facts_of(constraint.keyword).subject != Subject::elements) continue;
    ValueKeys keys(walk.plan(), walk.source());
    const bool by_fields = constraint.keyword == Keyword::unique_by;
    const auto [first, is_new] = seen[i].emplace(
        by_fields ? keys.of_fields(list.element, at, constraint.fields) : keys.of(list.element, at),
        index);
    if (is_new) continue;
    walk.report(code_of(constraint.keyword), at,
                {{"first", decimal_text(first->second)},
                 {"second", decimal_text(index)},
                 {"fields", names_of(walk.plan().types[list.element], constraint.fields)}});
  }
}

/// Walks the members of the object at `p`: `body(key, at)` gets each sound key and its place,
/// with `p` at the value and the path leading to it, and moves `p` behind the value.
template <class Body>
void members(Walk& walk, const char*& p, Body body) {
  Text key;
  p = json::skip_space(p + 1);
  while (*p != '}') {
    const char* at = p;
    const bool sound = walk.decode(at, key, p);
    p = json::skip_space(json::skip_space(p) + 1);
    if (sound) {
      walk.within(key.view, [&] { body(key.view, at); });
    } else {
      walk.report_encoding("Unicode", at);
      p = walk.skip(p);
    }
    p = json::after_value(p);
  }
  ++p;
}

/// The fields of a record in a document.
struct Found {
  explicit Found(std::size_t size)
      : places(3 * size),
        keys(places.data(), size),
        values(keys.data() + size, size),
        faults(values.data() + size, size) {}
  Found(Found&& other) = default;

  std::vector<const char*> places;
  // Where each begins, null if it is absent.
  std::span<const char*> keys;
  std::span<const char*> values;
  std::span<const char*> faults;  // where there are issues with it, null if there are none
};

/// `tag`: the member that names the variant, if it is one.
Found fields(Walk& walk, const Type& type, std::string_view tag, const char*& p) {
  const char* begin = p;
  Found found(type.members.size());
  std::set<std::string, std::less<>> others;
  members(walk, p, [&](std::string_view key, const char* at) {
    const std::size_t field = plan::find_field(type, key);
    const bool known = field < found.keys.size();
    if (known ? found.keys[field] != nullptr : !others.emplace(key).second) {
      walk.report(IssueCode::duplicate, at, {});
      if (known) found.faults[field] = at;
      p = walk.skip(p);
    } else if (known) {
      const std::size_t before = walk.issues().size();
      found.keys[field] = at;
      found.values[field] = p;
      p = walk.value(type.members[field].type, p);
      if (walk.issues().size() != before) found.faults[field] = at;
    } else if (!tag.empty() && key == tag) {
      p = walk.skip(p);
    } else if (plan::policy(type.unknown, walk.unknown()) == plan::Unknown::reject) {
      walk.report(IssueCode::unknown, at, {{"known", to_json(type.members)}});
      p = walk.skip(p);
    } else {
      p = walk.opaque(p);
    }
  });
  for (std::size_t i = 0; i < found.keys.size(); ++i) {
    if (found.keys[i] != nullptr || type.members[i].optional) continue;
    found.faults[i] = begin;
    walk.within(type.members[i].name, [&] { walk.report(IssueCode::required, begin, {}); });
  }
  return found;
}

/// A record in a document whose rules are judged.
class Ruled {
 public:
  Ruled(Walk& walk, const Type& type, const char* begin, const Found& found, bool sound,
        std::string_view tag)
      : walk_(walk), type_(type), begin_(begin), found_(found), sound_(sound), tag_(tag) {}

  void check(const plan::Rule& rule) {
    if (walk_.full()) return;  // what there is no room for may be unsound as well
    if (rule.native && !sound_) return;
    for (const std::uint32_t field : rule.named) {
      if (found_.faults[field] != nullptr) return;
    }
    if (holds(rule)) return;
    if (rule.at == plan::Rule::nowhere) return walk_.report_rule(rule, begin_);
    // Under the name that the document has for it, which may be an old one.
    const char* key = found_.keys[rule.at];
    Text name{type_.members[rule.at].name};
    if (key != nullptr) walk_.decode(key, name, key);
    walk_.within(name.view, [&] {
      walk_.report_rule(rule, key == nullptr ? begin_ : found_.values[rule.at]);
    });
  }

 private:
  [[nodiscard]] bool foreign() const noexcept { return walk_.source() == Source::foreign; }

  /// A native rule without a function does. So does each where there is no memory for the view,
  /// which is an issue of its own.
  bool holds(const plan::Rule& rule) {
    if (rule.evaluate != nullptr) {
      return rule.evaluate({walk_.plan(), begin_, type_.members, found_.values, foreign()}, rule);
    }
    if (rule.holds == nullptr) return true;
    if (!is_made_) view_ = make_view();
    is_made_ = true;
    return view_ == nullptr || rule.holds(view_);
  }

  /// The view of the record as it would be judged, or of those of its members that are sound.
  const void* make_view() {
    const plan::Record& record = *type_.record;
    void* view = json::make_view(arena_, record);
    if (view == nullptr) return nullptr;
    json::Reader reader{arena_, plan::max_depth, foreign(), walk_.unknown()};
    if (sound_) {
      json::Tag tag{tag_};
      const char* p = json::open(reader, begin_, '{');
      p = json::read_rest(reader, p, view, record, tag_.empty() ? nullptr : &tag);
      return p == nullptr ? nullptr : view;
    }
    std::vector<const char*> values(found_.values.begin(), found_.values.end());
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (found_.faults[i] != nullptr) values[i] = nullptr;
    }
    return json::read_found(reader, values, view, record) ? view : nullptr;
  }

  Walk& walk_;
  const Type& type_;
  const char* begin_;  // at its brace
  const Found& found_;
  bool sound_;            // there are no issues with the record at all
  std::string_view tag_;  // the member that names the variant, if it is one
  Arena arena_;
  const void* view_ = nullptr;
  bool is_made_ = false;
};

}  // namespace

namespace plan::code {

const char* list(Walk& walk, const Type& type, const char* p) {
  return items(walk, type, p, [](const char*, std::uint32_t) {});
}

const char* unique_list(Walk& walk, const Type& type, const char* p) {
  std::vector<Seen> seen(type.constraints.size());
  return items(walk, type, p, [&](const char* at, std::uint32_t index) {
    check_uniqueness(walk, type, at, index, seen);
  });
}

const char* map(Walk& walk, const Type& type, const char* p) {
  if (!begins(walk, type, '{', p)) return p;
  const char* begin = p;
  const std::size_t first = walk.issues().size();
  std::uint32_t count = 0;
  std::set<std::string, std::less<>> keys;
  members(walk, p, [&](std::string_view key, const char* at) {
    ++count;
    if (!keys.emplace(key).second) {
      walk.report(IssueCode::duplicate, at, {});
      p = walk.skip(p);
      return;
    }
    explain_text(walk, walk.plan().types[type.key], key, at);
    p = walk.value(type.element, p);
  });
  check_count(walk, type, count, begin, first);
  return p;
}

const char* nullable(Walk& walk, const Type& type, const char* p) {
  return *p == 'n' ? p + 4 : walk.value(type.element, p);
}

const char* tagged_union(Walk& walk, const Type& type, const char* p) {
  if (!begins(walk, type, '{', p)) return p;
  const char* name = json::find_member(walk.source(), p, type.tag);
  Text text;
  const char* ignored = nullptr;
  const std::size_t variant = name != nullptr && *name == '"' && walk.decode(name, text, ignored)
                                  ? find_member(type, text.view)
                                  : type.members.size();
  if (variant < type.members.size()) {
    return walk.variant(walk.plan().types[type.members[variant].type], type.tag, p);
  }
  walk.within(type.tag, [&] {
    walk.report(IssueCode::tag, name == nullptr ? p : name,
                {{"tag", to_json(type.tag)}, {"values", to_json(type.members)}});
  });
  return walk.skip(p);
}

const char* record(Walk& walk, const Type& type, const char* p) {
  const std::string_view tag = walk.take_tag();
  if (begins(walk, type, '{', p)) fields(walk, type, tag, p);
  return p;
}

const char* ruled_record(Walk& walk, const Type& type, const char* p) {
  const std::string_view tag = walk.take_tag();
  if (!begins(walk, type, '{', p)) return p;
  const char* begin = p;
  const std::size_t first = walk.issues().size();
  const Found found = fields(walk, type, tag, p);
  Ruled record(walk, type, begin, found, walk.issues().size() == first, tag);
  for (const Rule& rule : type.rules) record.check(rule);
  return p;
}

}  // namespace plan::code
}  // namespace tally
