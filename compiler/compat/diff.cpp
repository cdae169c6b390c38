#include "compat/diff.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "compat/decimal.h"
#include "compat/numbers.h"
#include "compat/texts.h"
#include "compat/uses.h"
#include "model/vocabulary.h"

namespace tally::compiler::compat {
namespace {

std::string text(const Json& json, const char* key) {
  return json.is_object() ? json.value(key, std::string()) : std::string();
}

std::string arrow(const std::string& before, const std::string& after) {
  return "`" + before + "` -> `" + after + "`";
}

/// Which of two sets of values lies within the other.
struct Relation {
  Answer old_in_new = Answer::yes;
  Answer new_in_old = Answer::yes;
};

/// The kinds of change that say so.
struct RelationKinds {
  ChangeKind equal, wider, narrower, neither, undecided;
};

constexpr RelationKinds limit_kinds = {ChangeKind::limits_respelled, ChangeKind::limits_loosened,
                                       ChangeKind::limits_tightened, ChangeKind::limits_moved,
                                       ChangeKind::limits_undecided};
constexpr RelationKinds number_kinds = {ChangeKind::number_type, ChangeKind::number_widened,
                                        ChangeKind::number_narrowed, ChangeKind::number_changed,
                                        ChangeKind::number_undecided};
constexpr RelationKinds value_kinds = {ChangeKind::value_type, ChangeKind::type_widened,
                                       ChangeKind::type_narrowed, ChangeKind::type_changed,
                                       ChangeKind::type_undecided};

ChangeKind kind_of(const RelationKinds& kinds, Relation relation) {
  if (relation.old_in_new == Answer::unknown || relation.new_in_old == Answer::unknown)
    return kinds.undecided;
  if (relation.old_in_new == Answer::yes)
    return relation.new_in_old == Answer::yes ? kinds.equal : kinds.wider;
  return relation.new_in_old == Answer::yes ? kinds.narrower : kinds.neither;
}

Answer answer(bool yes) {
  return yes ? Answer::yes : Answer::no;
}

template <class Set>
Relation relation(const Set& before, const Set& after) {
  return {within(before, after), within(after, before)};
}

Relation relation(const Counts& before, const Counts& after) {
  return {answer(within(before, after)), answer(within(after, before))};
}

/// What a use is called in messages: `list`, `acme.Sku`, `int64`.
std::string called(const Effective& use) {
  std::string name = !use.named.empty() ? use.named : text(use.base, "kind");
  if (use.nullable) name += " | null";
  return name;
}

/// `maxLength 32 -> 16, pattern added ^a$`.
std::string limits_text(const Json& before, const Json& after) {
  std::set<std::string> keywords;
  for (const Json* limits : {&before, &after}) {
    if (!limits->is_object()) continue;
    for (const auto& [keyword, list] : limits->items()) keywords.insert(keyword);
  }
  const auto listed = [](const Json& limits, const std::string& keyword) {
    std::string joined;
    if (!limits.is_object() || !limits.contains(keyword)) return joined;
    for (const Json& each : limits[keyword]) {
      joined += (joined.empty() ? "" : " and ") + each.get<std::string>();
    }
    return joined;
  };
  std::string result;
  for (const std::string& keyword : keywords) {
    const std::string old_limit = listed(before, keyword);
    const std::string new_limit = listed(after, keyword);
    if (old_limit == new_limit) continue;
    if (!result.empty()) result += ", ";
    result += keyword + " " + (old_limit.empty() ? "none" : old_limit) + " -> " +
              (new_limit.empty() ? "none" : new_limit);
  }
  return result;
}

enum class Family : std::uint8_t { number, string, text, boolean, json, list, map, declared };

struct Shape {
  Family family{};
  model::Kind kind{};  // of built-in types
};

Shape shape_of(const Effective& use) {
  if (use.base.is_null()) return {Family::declared, {}};
  const std::string name = text(use.base, "kind");
  if (name == "list") return {Family::list, {}};
  if (name == "map") return {Family::map, {}};
  const auto kind = model::find_builtin(name);
  if (!kind) return {Family::text, {}};
  if (model::is_number(*kind)) return {Family::number, *kind};
  if (*kind == model::Kind::string) return {Family::string, *kind};
  if (*kind == model::Kind::boolean) return {Family::boolean, *kind};
  if (*kind == model::Kind::json) return {Family::json, *kind};
  return {Family::text, *kind};
}

/// The limits that no set of values here knows: neither numbers nor those that texts.h reads.
Json others_of(const Json& limits) {
  using model::Argument;
  Json others = Json::object();
  if (!limits.is_object()) return others;
  for (const auto& [name, texts] : limits.items()) {
    const auto keyword = model::find_keyword(name.substr(0, name.find(' ')));
    if (!keyword) continue;
    const model::KeywordRow& row = model::row(*keyword);
    const bool known = row.bound != Bound::none || row.subject == Subject::elements ||
                       row.value == Argument::pattern || row.value == Argument::format;
    if (!known) others[name] = texts;
  }
  return others;
}

/// They may refuse any value: what is decided without them holds where both sides ask for the same,
/// and even then a value that only one side allows may be one that they refuse.
void respect_others(Relation& found, const Json& before, const Json& after) {
  if (before.empty() && after.empty()) return;
  for (Answer* answer : {&found.old_in_new, &found.new_in_old}) {
    if (before != after || *answer == Answer::no) *answer = Answer::unknown;
  }
}

Numbers numbers_of(const Effective& use, const Shape& shape) {
  Numbers numbers{shape.kind, use.limits};
  if (shape.kind == model::Kind::decimal) {
    numbers.precision = static_cast<std::uint8_t>(std::stoul(text(use.base, "precision")));
    numbers.scale = static_cast<std::uint8_t>(std::stoul(text(use.base, "scale")));
  }
  return numbers;
}

/// What a record of one version calls a field in documents that it reads.
std::set<std::string> names_of(const Json& field) {
  std::set<std::string> names = {field["wire"]};
  for (const Json& old : field.value("renamedFrom", Json::array())) names.insert(old);
  return names;
}

bool may_be_absent(const Json& field) {
  return field["optional"].get<bool>() || field.contains("default");
}

/// `` `a` and `b` ``: those that are not among the others.
std::string names_without(const std::set<std::string>& names, const std::set<std::string>& others) {
  std::string listed;
  for (const std::string& name : names) {
    if (!others.contains(name)) listed += (listed.empty() ? "`" : " and `") + name + "`";
  }
  return listed;
}

/// Positions of pairs: what the two versions of a list of members have in common.
struct Pairing {
  std::vector<std::pair<const Json*, const Json*>> common;  // in the new order
  std::vector<const Json*> removed;
  std::vector<const Json*> added;
  bool reordered = false;
};

using IsSame = bool (*)(const Json& was, const Json& now);

/// Members are the same when documents call them the same; else when one version says that it
/// reads what the other one writes, and else when contracts call them the same.
constexpr IsSame sameness[] = {
    [](const Json& was, const Json& now) { return was["wire"] == now["wire"]; },
    [](const Json& was, const Json& now) { return names_of(now).contains(was["wire"]); },
    [](const Json& was, const Json& now) { return names_of(was).contains(now["wire"]); },
    [](const Json& was, const Json& now) { return was["name"] == now["name"]; },
};

Pairing pair_up(const Json& before, const Json& after) {
  Pairing result;
  std::set<const Json*> taken;
  std::set<const Json*> found;
  std::vector<std::pair<const Json*, const Json*>> pairs;
  for (const IsSame is_same : sameness) {
    for (const Json& now : after) {
      if (found.contains(&now)) continue;
      for (const Json& was : before) {
        if (taken.contains(&was) || !is_same(was, now)) continue;
        taken.insert(&was);
        found.insert(&now);
        pairs.emplace_back(&was, &now);
        break;
      }
    }
  }
  for (const Json& now : after) {
    const auto pair = std::find_if(pairs.begin(), pairs.end(),
                                   [&](const auto& each) { return each.second == &now; });
    if (pair == pairs.end()) {
      result.added.push_back(&now);
    } else {
      result.common.push_back(*pair);
    }
  }
  for (const Json& was : before) {
    if (!taken.contains(&was)) result.removed.push_back(&was);
  }
  // Elements of an array lie in its order.
  for (std::size_t i = 1; i < result.common.size(); ++i)
    result.reordered |= result.common[i].first < result.common[i - 1].first;
  return result;
}

class Differ {
 public:
  Differ(const Published& before, const Published& after) : before_(before), after_(after) {}

  std::vector<Change> run() {
    for (const auto& [name, type] : before_.types) {
      if (type.entry && !after_.types.contains(name)) add_type(ChangeKind::type_removed, name);
    }
    for (const auto& [name, type] : after_.types) {
      if (before_.types.contains(name)) {
        compare_types(name, name);
      } else if (type.entry) {
        add_type(ChangeKind::type_added, name);
      }
    }
    std::stable_sort(out_.begin(), out_.end(),
                     [](const Change& a, const Change& b) { return a.type < b.type; });
    return std::move(out_);
  }

 private:
  /// Where changes of a member are reported.
  struct Owner {
    const std::string& old_name;
    const std::string& new_name;
    std::string old_wire;  // of the member; empty for the type itself
    std::string new_wire;
  };

  static Span place(const Published& published, const std::string& type, const std::string& wire) {
    const auto found = published.places.find(wire.empty() ? type : type + "/" + wire);
    return found == published.places.end() ? Span{} : found->second;
  }

  void add_type(ChangeKind kind, const std::string& name) {
    out_.push_back({kind, name, {}, {}, place(before_, name, {}), place(after_, name, {})});
  }

  void add(ChangeKind kind, const Owner& owner, std::string detail, const std::string& steps = {}) {
    const std::string& wire = owner.new_wire.empty() ? owner.old_wire : owner.new_wire;
    out_.push_back({kind, owner.new_name, wire + steps, std::move(detail),
                    place(before_, owner.old_name, owner.old_wire),
                    place(after_, owner.new_name, owner.new_wire)});
  }

  void compare_types(const std::string& old_name, const std::string& new_name) {
    if (!compared_.emplace(old_name, new_name).second) return;
    const PublishedType& was = before_.types.at(old_name);
    const PublishedType& now = after_.types.at(new_name);
    const Owner owner{old_name, new_name, {}, {}};
    if (was.entry && now.entry) compare_documents(owner, was.document, now.document);
    compare_units(owner, was.form, now.form);
    const std::string old_form = was.form["form"];
    const std::string new_form = now.form["form"];
    const bool wrappers = was.form.contains("type") && now.form.contains("type");
    if (wrappers) {
      if (old_form != new_form)
        add(ChangeKind::form_changed_name, owner, arrow(old_form, new_form));
      compare_uses(owner, was.form["type"], now.form["type"], {});
    } else if (old_form != new_form) {
      const bool objects = old_form != "enum" && new_form != "enum" && old_form != "newtype" &&
                           new_form != "newtype";
      add(objects ? ChangeKind::form_changed_object : ChangeKind::form_changed, owner,
          arrow(old_form, new_form));
    } else if (old_form == "record") {
      compare_records(owner, was.form, now.form);
    } else if (old_form == "enum") {
      compare_enums(owner, was.form, now.form);
    } else {
      compare_unions(owner, was.form, now.form);
    }
  }

  void compare_documents(const Owner& owner, const Json& was, const Json& now) {
    const auto compare = [&](const char* key, ChangeKind lowered, ChangeKind raised) {
      const std::string before = was[key];
      const std::string after = now[key];
      if (before == after) return;
      add(number_less(after, before) ? lowered : raised, owner, before + " -> " + after);
    };
    compare("bytes", ChangeKind::document_bytes_lowered, ChangeKind::document_bytes_raised);
    compare("depth", ChangeKind::document_depth_lowered, ChangeKind::document_depth_raised);
  }

  void compare_units(const Owner& owner, const Json& was, const Json& now) {
    const std::string before = text(was, "unit");
    const std::string after = text(now, "unit");
    if (before != after) add(ChangeKind::unit_changed, owner, arrow(before, after));
  }

  void compare_records(const Owner& owner, const Json& was, const Json& now) {
    const std::string old_policy = was["unknown"];
    const std::string new_policy = now["unknown"];
    compare_policies(owner, old_policy, new_policy);
    const bool old_open = old_policy != "reject";
    const bool new_open = new_policy != "reject";
    const Pairing fields = pair_up(was["fields"], now["fields"]);
    for (const auto& [before, after] : fields.common) {
      const Owner member{owner.old_name, owner.new_name, (*before)["wire"], (*after)["wire"]};
      compare_names(member, {before, old_open}, {after, new_open});
      compare_presence(member, *before, *after);
      compare_units(member, *before, *after);
      compare_uses(member, (*before)["type"], (*after)["type"], {});
    }
    const auto renamed = [&](const Json& gone, const Json& made) {
      const auto is_alike = [&](const Json* other) { return (*other)["type"] == gone["type"]; };
      const bool is_told =
          std::count_if(fields.removed.begin(), fields.removed.end(), is_alike) == 1 &&
          std::count_if(fields.added.begin(), fields.added.end(), is_alike) == 1;
      if (is_told && is_alike(&made)) out_.back().renaming = {gone["wire"], made["wire"]};
    };
    for (const Json* added : fields.added) {
      add(added->contains("default")
              ? (old_open ? ChangeKind::field_added_default_open : ChangeKind::field_added_default)
          : (*added)["optional"] ? (old_open ? ChangeKind::field_added_optional_open
                                             : ChangeKind::field_added_optional)
                                 : (old_open ? ChangeKind::field_added_required_open
                                             : ChangeKind::field_added_required),
          {owner.old_name, owner.new_name, {}, (*added)["wire"]}, {});
      for (const Json* removed : fields.removed) renamed(*removed, *added);
    }
    for (const Json* removed : fields.removed) {
      add(may_be_absent(*removed) ? (new_open ? ChangeKind::field_removed_optional_open
                                              : ChangeKind::field_removed_optional)
                                  : (new_open ? ChangeKind::field_removed_required_open
                                              : ChangeKind::field_removed_required),
          {owner.old_name, owner.new_name, (*removed)["wire"], {}}, {});
      for (const Json* added : fields.added) renamed(*removed, *added);
    }
    if (fields.reordered) add(ChangeKind::fields_reordered, owner, {});
    compare_rules(owner, was.value("rules", Json::object()), now.value("rules", Json::object()));
  }

  /// Whether two rules demand the same of documents.
  static bool says_the_same(const Json& was, const Json& now) {
    return text(was, "condition") == text(now, "condition") &&
           text(was, "native") == text(now, "native");
  }

  void compare_rules(const Owner& owner, const Json& was, const Json& now) {
    const auto place = [&](const std::string& before, const std::string& after) {
      return Owner{owner.old_name, owner.new_name, before, after};
    };
    std::set<std::string> renamed;  // new ids
    for (const auto& [id, rule] : was.items()) {
      if (now.contains(id)) {
        compare_rule(place(id, id), rule, now[id]);
        continue;
      }
      const auto same = std::find_if(
          now.items().begin(), now.items().end(), [&, &before = rule](const auto& candidate) {
            return !was.contains(candidate.key()) && !renamed.contains(candidate.key()) &&
                   says_the_same(before, candidate.value());
          });
      if (same == now.items().end()) {
        add(ChangeKind::rule_removed, place(id, {}), {});
      } else {
        renamed.insert(same.key());
        add(ChangeKind::rule_renamed, place(id, same.key()), arrow(id, same.key()));
      }
    }
    for (const auto& [id, rule] : now.items()) {
      if (was.contains(id) || renamed.contains(id)) continue;
      add(rule.contains("native") ? ChangeKind::rule_added_native : ChangeKind::rule_added,
          place({}, id), {});
    }
  }

  void compare_rule(const Owner& owner, const Json& was, const Json& now) {
    if (!says_the_same(was, now)) {
      const bool native = now.contains("native");
      add(native ? ChangeKind::rule_changed_native : ChangeKind::rule_changed, owner, {});
    }
    if (text(was, "at") != text(now, "at")) {
      add(ChangeKind::rule_place, owner, arrow(text(was, "at"), text(now, "at")));
    }
  }

  void compare_policies(const Owner& owner, const std::string& was, const std::string& now) {
    struct Row {
      std::string_view was, now;
      ChangeKind kind;
    };
    static constexpr Row rows[] = {
        {"drop", "reject", ChangeKind::unknown_closed},
        {"keep", "reject", ChangeKind::unknown_closed_kept},
        {"reject", "drop", ChangeKind::unknown_opened},
        {"reject", "keep", ChangeKind::unknown_opened_kept},
        {"drop", "keep", ChangeKind::unknown_kept},
        {"keep", "drop", ChangeKind::unknown_dropped},
    };
    for (const Row& row : rows) {
      if (row.was == was && row.now == now) add(row.kind, owner, arrow(was, now));
    }
  }

  /// A field, and whether its record takes members that it does not know.
  struct FieldOf {
    const Json* field;
    bool open;
    [[nodiscard]] bool open_without() const { return open && may_be_absent(*field); }
  };

  void compare_names(const Owner& owner, const FieldOf& before, const FieldOf& after) {
    const Json& was = *before.field;
    const Json& now = *after.field;
    if (was["name"] != now["name"])
      add(ChangeKind::field_renamed, owner, arrow(was["name"], now["name"]));
    const std::set<std::string> old_names = names_of(was);
    const std::set<std::string> new_names = names_of(now);
    if (was["wire"] != now["wire"]) {
      const bool known = new_names.contains(was["wire"]) || old_names.contains(now["wire"]);
      add(known                                           ? ChangeKind::field_wire_known
          : before.open_without() && after.open_without() ? ChangeKind::field_wire_open
                                                          : ChangeKind::field_wire,
          owner, arrow(was["wire"], now["wire"]));
      // Else nothing of one is read by the other, whatever older names there are.
      if (!known) return;
    }
    const std::string gone = names_without(old_names, new_names);
    const std::string fresh = names_without(new_names, old_names);
    if (!fresh.empty()) {
      add(before.open_without() ? ChangeKind::renamed_from_added_open_optional
          : before.open         ? ChangeKind::renamed_from_added_open
                                : ChangeKind::renamed_from_added,
          owner, fresh);
    }
    if (!gone.empty()) {
      add(after.open_without() ? ChangeKind::renamed_from_removed_open_optional
          : after.open         ? ChangeKind::renamed_from_removed_open
                               : ChangeKind::renamed_from_removed,
          owner, gone);
    }
  }

  void compare_presence(const Owner& owner, const Json& was, const Json& now) {
    enum Presence : std::uint8_t { required, optional, filled_in };
    const auto presence = [](const Json& field) {
      return field.contains("default") ? filled_in : field["optional"] ? optional : required;
    };
    struct Row {
      Presence was, now;
      ChangeKind kind;
    };
    static constexpr Row rows[] = {
        {required, optional, ChangeKind::field_made_optional},
        {optional, required, ChangeKind::field_made_required},
        {required, filled_in, ChangeKind::default_added},
        {filled_in, required, ChangeKind::default_removed},
        {optional, filled_in, ChangeKind::default_for_optional},
        {filled_in, optional, ChangeKind::optional_for_default},
    };
    const std::string before = text(was, "default");
    const std::string after = text(now, "default");
    for (const Row& row : rows) {
      if (row.was == presence(was) && row.now == presence(now))
        add(row.kind, owner, before + after);
    }
    if (presence(was) == filled_in && presence(now) == filled_in && before != after)
      add(ChangeKind::default_changed, owner, arrow(before, after));
  }

  void compare_enums(const Owner& owner, const Json& was, const Json& now) {
    const bool was_open = was.contains("open");
    const bool is_open = now.contains("open");
    if (was_open != is_open)
      add(is_open ? ChangeKind::enum_opened : ChangeKind::enum_closed, owner, {});
    compare_members(owner, pair_up(was["values"], now["values"]),
                    {was_open ? ChangeKind::value_added_open : ChangeKind::value_added,
                     is_open ? ChangeKind::value_removed_open : ChangeKind::value_removed,
                     ChangeKind::value_renamed,
                     was_open && is_open ? ChangeKind::value_wire_open : ChangeKind::value_wire,
                     ChangeKind::values_reordered});
  }

  void compare_unions(const Owner& owner, const Json& was, const Json& now) {
    if (was["tag"] != now["tag"])
      add(ChangeKind::tag_changed, owner, arrow(was["tag"], now["tag"]));
    const Pairing variants = pair_up(was["variants"], now["variants"]);
    compare_members(
        owner, variants,
        {ChangeKind::variant_added, ChangeKind::variant_removed, ChangeKind::variant_renamed,
         ChangeKind::variant_wire, ChangeKind::variants_reordered});
    for (const auto& [before, after] : variants.common) {
      const std::string old_type = (*before)["type"];
      const std::string new_type = (*after)["type"];
      if (old_type == new_type) continue;
      add(ChangeKind::use_named,
          {owner.old_name, owner.new_name, (*before)["wire"], (*after)["wire"]},
          arrow(old_type, new_type));
      compare_types(old_type, new_type);
    }
  }

  struct MemberKinds {
    ChangeKind added, removed, renamed, wire, reordered;
  };

  void compare_members(const Owner& owner, const Pairing& members, const MemberKinds& kinds) {
    for (const auto& [before, after] : members.common) {
      const Owner member{owner.old_name, owner.new_name, (*before)["wire"], (*after)["wire"]};
      if ((*before)["wire"] != (*after)["wire"])
        add(kinds.wire, member, arrow((*before)["wire"], (*after)["wire"]));
      if ((*before)["name"] != (*after)["name"])
        add(kinds.renamed, member, arrow((*before)["name"], (*after)["name"]));
    }
    for (const Json* added : members.added)
      add(kinds.added, {owner.old_name, owner.new_name, {}, (*added)["wire"]}, {});
    for (const Json* removed : members.removed)
      add(kinds.removed, {owner.old_name, owner.new_name, (*removed)["wire"], {}}, {});
    if (members.reordered) add(kinds.reordered, owner, {});
  }

  static bool only_refers(const Json& use) {
    if (text(use, "kind") == "nullable") return only_refers(use["element"]);
    return use.contains("ref") && !use.contains("limits");
  }

  void compare_uses(const Owner& owner, const Json& was, const Json& now,
                    const std::string& steps) {
    // The same name without more: whatever changed is told where it is declared.
    if (was == now && only_refers(was)) return;
    const Effective before = effective(before_, was);
    const Effective after = effective(after_, now);
    if (before.named != after.named)
      add(ChangeKind::use_named, owner, arrow(called(before), called(after)), steps);
    const Shape old_shape = shape_of(before);
    const Shape new_shape = shape_of(after);
    if (before.nullable != after.nullable && new_shape.family != Family::json &&
        old_shape.family != Family::json) {
      add(after.nullable ? ChangeKind::null_allowed : ChangeKind::null_refused, owner, {}, steps);
    }
    if (old_shape.family == Family::declared && new_shape.family == Family::declared) {
      compare_declared(owner, before, after, steps);
    } else if (old_shape.family != new_shape.family || old_shape.kind != new_shape.kind) {
      const bool numbers = old_shape.family == Family::number &&
                           new_shape.family == Family::number && !may_be_text(old_shape.kind) &&
                           !may_be_text(new_shape.kind);
      const ChangeKind kind = kind_of(numbers ? number_kinds : value_kinds,
                                      relation_of(before, old_shape, after, new_shape));
      add(kind, owner, arrow(called(before), called(after)), steps);
    } else {
      compare_alike(owner, before, after, old_shape, steps);
    }
  }

  void compare_declared(const Owner& owner, const Effective& before, const Effective& after,
                        const std::string& steps) {
    if (before.declared == after.declared) return;
    const std::string old_form = before_.types.at(before.declared).form["form"];
    const std::string new_form = after_.types.at(after.declared).form["form"];
    if (old_form == new_form) return compare_types(before.declared, after.declared);
    const bool objects = old_form != "enum" && new_form != "enum";
    add(objects ? ChangeKind::form_changed_object : ChangeKind::form_changed, owner,
        arrow(called(before), called(after)), steps);
  }

  /// Both are of the same built-in type, or both lists or maps.
  void compare_alike(const Owner& owner, const Effective& before, const Effective& after,
                     const Shape& shape, const std::string& steps) {
    if (text(before.base, "encoding") != text(after.base, "encoding")) {
      add(shape.kind == model::Kind::timestamp ? ChangeKind::encoding_timestamp
          : shape.kind == model::Kind::bytes   ? ChangeKind::encoding_bytes
                                               : ChangeKind::encoding_integer,
          owner, {}, steps);
    }
    if (text(before.base, "as") != text(after.base, "as")) {
      const bool millis = after.base.contains("as");
      add(millis ? ChangeKind::millis_chosen : ChangeKind::millis_dropped, owner, {}, steps);
    }
    compare_limits(owner, before, after, shape, steps);
    if (shape.family == Family::map) {
      compare_limits(owner, effective(before_, before.base["keys"]),
                     effective(after_, after.base["keys"]), {Family::string, model::Kind::string},
                     steps + "{keys}");
    }
    if (before.base.contains("element")) {
      compare_uses(owner, before.base["element"], after.base["element"],
                   steps + (shape.family == Family::map ? "{}" : "[]"));
    }
  }

  void compare_limits(const Owner& owner, const Effective& before, const Effective& after,
                      const Shape& shape, const std::string& steps) {
    const std::string digits = digits_text(before.base, after.base);
    if (before.limits == after.limits && digits.empty()) return;
    Relation found;
    std::string example;
    switch (shape.family) {
      case Family::number:
        found = relation(numbers_of(before, shape), numbers_of(after, shape));
        break;
      case Family::string: {
        const Texts was = texts_of(before.limits);
        const Texts now = texts_of(after.limits);
        found = relation(was, now);
        example = example_text("refused now: ", found.old_in_new, was, now) +
                  example_text("allowed now: ", found.new_in_old, now, was);
        break;
      }
      case Family::list:
        found = relation(items_of(before.limits), items_of(after.limits));
        break;
      case Family::map:
        found = relation(counts_of(before.limits, Subject::properties),
                         counts_of(after.limits, Subject::properties));
        break;
      case Family::text:  // bytes: no other one has limits
        found = relation(counts_of(before.limits, Subject::length),
                         counts_of(after.limits, Subject::length));
        break;
      default:
        found = {Answer::unknown, Answer::unknown};
        break;
    }
    respect_others(found, others_of(before.limits), others_of(after.limits));
    const std::string limits = limits_text(before.limits, after.limits);
    const std::string comma = digits.empty() || limits.empty() ? "" : ", ";
    add(kind_of(limit_kinds, found), owner, digits + comma + limits + example, steps);
  }

  /// `decimal(12, 2) -> decimal(10, 2)`; nothing when they are the same.
  static std::string digits_text(const Json& before, const Json& after) {
    const auto called = [](const Json& use) {
      return "decimal(" + text(use, "precision") + ", " + text(use, "scale") + ")";
    };
    const std::string was = called(before);
    const std::string now = called(after);
    return was == now ? std::string() : was + " -> " + now;
  }

  /// A text that tells two sets apart, where it can be printed.
  static std::string example_text(const char* what, Answer within, const Texts& inner,
                                  const Texts& outer) {
    if (within != Answer::no) return {};
    const auto witness = only_in(inner, outer);
    constexpr std::size_t longest = 40;
    const bool shown =
        witness && witness->size() <= longest &&
        std::all_of(witness->begin(), witness->end(), [](char c) { return c >= ' ' && c <= '~'; });
    return shown ? "; " + std::string(what) + Json(*witness).dump() : std::string();
  }

  [[nodiscard]] Relation relation_of(const Effective& before, const Shape& was,
                                     const Effective& after, const Shape& now) const {
    if (was.family == Family::number && now.family == Family::number)
      return relation(numbers_of(before, was), numbers_of(after, now));
    const auto old_texts = texts(before_, before, was);
    const auto new_texts = texts(after_, after, now);
    if (old_texts && new_texts) return relation(*old_texts, *new_texts);
    return {value_within(before, was, after, now, old_texts.has_value()),
            value_within(after, now, before, was, new_texts.has_value())};
  }

  /// What a string or an enum allows; nothing for other types, and for enums beyond comparing.
  static std::optional<Texts> texts(const Published& published, const Effective& use,
                                    const Shape& shape) {
    if (shape.family == Family::string) return texts_of(use.limits);
    if (shape.family != Family::declared) return std::nullopt;
    const Json& form = published.types.at(use.declared).form;
    if (form["form"] != "enum") return std::nullopt;
    Texts values = texts_of_enum(form);
    if (values.patterns.empty() && !form.contains("open")) return std::nullopt;
    return values;
  }

  /// For types of different families, or different types that are written as text.
  static Answer value_within(const Effective& inner, const Shape& inner_shape,
                             const Effective& outer, const Shape& outer_shape, bool inner_is_text) {
    if (outer_shape.family == Family::json) return Answer::yes;
    const auto is_number = [](const Effective& use) {
      return text(use.base, "encoding") == model::name_of(model::Encoding::unix_millis);
    };
    if (inner_shape.family == Family::text && outer_shape.family == Family::string &&
        !is_number(inner)) {
      return outer.limits.is_null() ? Answer::yes : Answer::unknown;
    }
    // Milliseconds are whole numbers of a range of their own.
    const bool millis = is_number(inner) || is_number(outer);
    const auto is_millis = [](const Shape& shape, const Shape& other) {
      return shape.kind == model::Kind::timestamp && other.family == Family::number;
    };
    if (millis && (is_millis(inner_shape, outer_shape) || is_millis(outer_shape, inner_shape)))
      return Answer::unknown;
    // Strings that are limited, and the values of an enum, may all be texts of the other type.
    const bool limited =
        inner_is_text && (inner_shape.family != Family::string || !inner.limits.is_null());
    const bool takes_text = outer_shape.family == Family::text ||
                            outer_shape.family == Family::declared ||
                            (outer_shape.family == Family::number && may_be_text(outer_shape.kind));
    if (limited && takes_text) return Answer::unknown;
    // Every UUID is base64url, too.
    if (inner_shape.kind == model::Kind::uuid && outer_shape.kind == model::Kind::bytes &&
        text(outer.base, "encoding") == model::name_of(model::Encoding::base64url)) {
      return Answer::unknown;
    }
    // A record may fit a map, and a map that is limited a record.
    const bool objects =
        (inner_shape.family == Family::declared && outer_shape.family == Family::map) ||
        (inner_shape.family == Family::map && outer_shape.family == Family::declared);
    return objects ? Answer::unknown : Answer::no;
  }

  const Published& before_;
  const Published& after_;
  std::set<std::pair<std::string, std::string>> compared_;
  std::vector<Change> out_;
};

}  // namespace

std::string sentence(const Renaming& renaming) {
  return "if `" + renaming.from + "` is called `" + renaming.to +
         "` now, say so there: `renamedFrom: [" + renaming.from + "]`";
}

std::vector<Change> diff(const Published& before, const Published& after) {
  return Differ(before, after).run();
}

Verdict worst(const std::vector<Change>& changes, Direction direction) {
  Verdict worst = Verdict::compatible;
  for (const Change& change : changes) worst = std::max(worst, change.verdict(direction));
  return worst;
}

}  // namespace tally::compiler::compat
