#include "tally/engine/evolution/upgrade.h"

#include <algorithm>
#include <charconv>
#include <set>
#include <utility>
#include <vector>

#include "tally/engine/code.h"
#include "tally/engine/explain/issue_text.h"
#include "tally/engine/json/walk.h"
#include "tally/engine/values/number.h"

namespace tally {
namespace {

using plan::Kind;
using plan::Migration;
using plan::Step;
using plan::Type;
using plan::TypeIndex;

/// A member of an object that migrations change.
struct Member {
  std::string name;
  std::string_view key;             // as the document has it; empty once it was renamed
  const char* value = nullptr;      // in the document
  std::optional<std::string> made;  // the value's text, if a step made it
  bool gone = false;
  Issues issues;  // of a value that could not be converted, from the value on
};

/// The leading number of a version such as 3.1.0.
std::optional<std::uint32_t> major_version(std::string_view version) {
  std::uint32_t number = 0;
  const char* end = version.data() + version.size();
  const auto [rest, error] = std::from_chars(version.data(), end, number);
  if (error != std::errc{} || (rest != end && *rest != '.')) return std::nullopt;
  return number;
}

/// The version that documents have after an upgrade.
std::uint32_t current_of(const plan::Plan& plan) {
  return major_version(plan.version).value_or(0);
}

Issue unknown_version(std::string path, std::uint32_t current) {
  return make_issue(std::move(path), IssueCode::version, {{"current", decimal_text(current)}},
                    Issue::nowhere);
}

/// Writes the document anew, with what migrations make of the objects in it.
class Rewriting {
 public:
  Rewriting(const plan::Plan& plan, PaddedText document, Source source)
      : plan_(plan), document_(document), source_(source), current_(current_of(plan)) {}

  Upgraded run(TypeIndex type, const UpgradeOptions& options) {
    const char* begin = json::skip_space(document_.data);
    find_version(type, begin, options);
    if (issues_.empty()) {
      migrated_.resize(plan_.types.size());
      for (const Migration& migration : plan_.migrations) {
        if (migration.to > version_) migrated_[migration.type] = true;
      }
      value(type, begin);
    }
    if (too_large_) {
      issues_ = {make_issue({}, IssueCode::size, {{"limit", decimal_text(plan_.limits.bytes)}},
                            Issue::nowhere)};
    }
    if (!issues_.empty()) out_.clear();
    return {std::move(out_), std::move(issues_)};
  }

 private:
  void report(Issue issue) {
    if (issues_.size() < plan_.limits.issues) issues_.push_back(std::move(issue));
  }

  template <class Body>
  void within(std::string_view step, Body body) {
    const std::size_t length = path_.size();
    json::append_step(path_, step);
    body();
    path_.resize(length);
  }

  void put(std::string_view text) {
    if (out_.size() + text.size() > plan_.limits.bytes) too_large_ = true;
    if (!too_large_) out_ += text;
  }

  [[nodiscard]] const char* skip(const char* p) const noexcept {
    json::Scan scan = json::trusting(source_);
    return json::scan_value(scan, p);
  }

  const char* copy(const char* p) {
    const char* end = skip(p);
    put({p, static_cast<std::size_t>(end - p)});
    return end;
  }

  // The version.

  /// Whether values of the type are objects that may carry the version beside their own members.
  [[nodiscard]] bool carries_version(TypeIndex index) const noexcept {
    while (plan_.types[index].kind == Kind::nullable) index = plan_.types[index].element;
    const Kind kind = plan_.types[index].kind;
    return !plan_.version_field.empty() && (kind == Kind::record || kind == Kind::union_);
  }

  void find_version(TypeIndex type, const char* p, const UpgradeOptions& options) {
    std::optional<std::uint32_t> version = options.from;
    const char* carried = nullptr;
    if (carries_version(type)) {
      if (*p != '{') version = current_;  // of no version: the judge says what is wrong
      if (*p == '{') carrier_ = p;
    }
    if (carrier_ != nullptr) carried = json::find_member(source_, p, plan_.version_field);
    if (carried != nullptr) version = version_at(carried);
    if (version && *version <= current_) {
      version_ = *version;
      return;
    }
    const bool missing = !version && carried == nullptr && carrier_ != nullptr;
    const auto refuse = [&] {
      report(missing ? make_issue(path_, IssueCode::required, {}, Issue::nowhere)
                     : unknown_version(path_, current_));
    };
    if (carried != nullptr || missing) {
      within(plan_.version_field, refuse);
    } else {
      refuse();
    }
  }

  /// A number, or text that begins with one.
  [[nodiscard]] std::optional<std::uint32_t> version_at(const char* p) const {
    if (*p == '"') {
      json::Text text;
      const char* ignored = nullptr;
      return json::decode(source_, p, text, ignored) ? major_version(text.view) : std::nullopt;
    }
    std::int64_t number = 0;
    const bool sound = (*p >= '0' && *p <= '9') && read_int64(p, number) == NumberStatus::ok;
    if (!sound || number > INT32_MAX) return std::nullopt;
    return static_cast<std::uint32_t>(number);
  }

  /// What a record that has the version as a field of its own holds after the upgrade: the current
  /// one, in the form of the old one.
  [[nodiscard]] std::string current_version(const char* old) const {
    if (*old != '"') return decimal_text(current_);
    const std::string_view text{old, static_cast<std::size_t>(skip(old) - old)};
    const bool full = text.find('.') != std::string_view::npos;
    return to_json(full ? plan_.version : std::string_view(decimal_text(current_)));
  }

  // The walk.

  const char* value(TypeIndex index, const char* p) {
    const Type& type = plan_.types[index];
    switch (type.kind) {
      case Kind::nullable:
        return *p == 'n' ? copy(p) : value(type.element, p);
      case Kind::list:
        return *p == '[' ? list(type, p) : copy(p);
      case Kind::map:
        return *p == '{' ? object(p, [&](std::string_view) { return std::optional(type.element); })
                         : copy(p);
      case Kind::union_:
        return *p == '{' ? tagged(type, p) : copy(p);
      case Kind::record:
        return *p == '{' ? record(index, p) : copy(p);
      default:
        return copy(p);
    }
  }

  const char* list(const Type& type, const char* p) {
    put("[");
    p = json::skip_space(p + 1);
    for (std::uint32_t count = 0; *p != ']' && !too_large_; ++count) {
      if (count > 0) put(",");
      within(decimal_text(count), [&] { p = value(type.element, p); });
      p = json::after_value(p);
    }
    put("]");
    return p + 1;
  }

  const char* tagged(const Type& type, const char* p) {
    const char* name = json::find_member(source_, p, type.tag);
    json::Text text;
    const char* ignored = nullptr;
    if (name == nullptr || *name != '"' || !json::decode(source_, name, text, ignored)) {
      return copy(p);
    }
    const std::size_t variant = plan::find_member(type, text.view);
    return variant < type.members.size() ? record(type.members[variant].type, p) : copy(p);
  }

  const char* record(TypeIndex index, const char* p) {
    const Type& type = plan_.types[index];
    if (!migrated_[index] && p != carrier_) {
      return object(p, [&](std::string_view key) { return field_type(type, key); });
    }
    std::vector<Member> members;
    const char* end = collect(type, p, members);
    for (const Migration& migration : plan_.migrations) {
      if (migration.type != index || migration.to <= version_) continue;
      for (const Step& step : migration.steps) apply(step, type, members);
    }
    write(type, members);
    return end;
  }

  static std::optional<TypeIndex> field_type(const Type& type, std::string_view key) noexcept {
    const std::size_t field = plan::find_field(type, key);
    if (field == type.members.size()) return std::nullopt;
    return type.members[field].type;
  }

  /// An object whose own members stay as they are. `type_of(key)` is the type of a member's value,
  /// if it is known.
  template <class TypeOf>
  const char* object(const char* p, TypeOf type_of) {
    json::Text key;
    put("{");
    p = json::skip_space(p + 1);
    for (bool first = true; *p != '}' && !too_large_; first = false) {
      const char* begin = p;
      const bool sound = json::decode(source_, p, key, p);
      if (!first) put(",");
      put({begin, static_cast<std::size_t>(p - begin)});
      put(":");
      p = json::skip_space(json::skip_space(p) + 1);
      const std::optional<TypeIndex> type = sound ? type_of(key.view) : std::nullopt;
      if (type) {
        within(key.view, [&] { p = value(*type, p); });
      } else {
        p = copy(p);
      }
      p = json::after_value(p);
    }
    put("}");
    return p + 1;
  }

  // Objects that change.

  const char* collect(const Type& type, const char* p, std::vector<Member>& members) {
    const bool carries = p == carrier_;
    std::set<std::string, std::less<>> names;
    json::Text key;
    p = json::skip_space(p + 1);
    while (*p != '}') {
      const char* begin = p;
      const bool sound = json::decode(source_, p, key, p);
      Member member;
      member.name = sound ? key.view : std::string_view{};
      member.key = {begin, static_cast<std::size_t>(p - begin)};
      member.value = json::skip_space(json::skip_space(p) + 1);
      const bool version = carries && sound && key.view == plan_.version_field;
      if (version) member.made = current_version(member.value);
      p = json::after_value(skip(member.value));
      if (sound && !names.emplace(key.view).second) {
        within(key.view,
               [&] { report(make_issue(path_, IssueCode::duplicate, {}, Issue::nowhere)); });
      } else if (!version || plan::find_field(type, key.view) < type.members.size()) {
        // What has no name is kept for the judge to refuse.
        members.push_back(std::move(member));
      }
    }
    return p + 1;
  }

  /// The members that documents call `name`; or else those under another name of the same field.
  static std::vector<Member*> called(const Type& type, std::string_view name,
                                     std::vector<Member>& members) {
    std::vector<Member*> found;
    const auto add = [&](auto&& matches) {
      for (Member& member : members) {
        if (!member.gone && matches(member)) found.push_back(&member);
      }
    };
    add([&](const Member& member) { return member.name == name; });
    const std::size_t field = plan::find_field(type, name);
    if (found.empty() && field < type.members.size()) {
      add([&](const Member& member) { return plan::find_field(type, member.name) == field; });
    }
    return found;
  }

  void apply(const Step& step, const Type& type, std::vector<Member>& members) {
    std::vector<Member*> found = called(type, step.field, members);
    switch (step.action) {
      case Step::Action::set:
        if (found.empty()) {
          Member& member = members.emplace_back();
          member.name = step.field;
          member.made = step.to;
        }
        return;
      case Step::Action::remove:
        for (Member* member : found) member->gone = member->gone || member->name == step.field;
        return;
      case Step::Action::rename:
        for (Member* member : found) {
          member->name = step.to;
          member->key = {};
        }
        return;
      case Step::Action::map_enum:
        for (Member* member : found) map_enum(step, *member);
        return;
      case Step::Action::convert:
        for (Member* member : found) {
          if (member->issues.empty()) convert(step, *member);
        }
        return;
    }
  }

  void map_enum(const Step& step, Member& member) const {
    const Document made(member.made.value_or(""));
    const char* p = member.made ? made.padded().data : member.value;
    json::Text text;
    const char* ignored = nullptr;
    if (*p != '"' || !json::decode(source_, p, text, ignored)) return;
    const auto known =
        std::find_if(step.values.begin(), step.values.end(),
                     [&](const plan::NewName& name) { return name.from == text.view; });
    if (known != step.values.end()) member.made = to_json(known->to);
  }

  /// What a value comes to that is of a type of today, and may hold records of old.
  std::string upgraded(TypeIndex type, const char* p) {
    std::string outer = std::exchange(out_, {});
    value(type, p);
    return std::exchange(out_, std::move(outer));
  }

  void convert(const Step& step, Member& member) {
    if (!member.made) {
      within(member.name, [&] { member.made = upgraded(step.type, member.value); });
      if (too_large_) return;
    }
    const Document old(*member.made);
    member.issues = explain(plan_, step.type, old.padded(), Source::foreign);
    if (!member.issues.empty()) return;
    json::Writer writer(json::Writer::Mode::foreign);
    const bool foreign = source_ == Source::foreign;
    if (step.convert != nullptr && step.convert(old.padded().data, foreign, writer)) {
      const Document made(writer.text());
      json::Scan scan{.depth = plan_.limits.depth, .judge_values = true};
      if (json::scan_value(scan, made.padded().data) == made.padded().end()) {
        member.made = std::string(writer.text());
        return;
      }
    }
    member.issues.push_back(
        make_issue({}, IssueCode::convert, {{"function", to_json(step.to)}}, Issue::nowhere));
  }

  void write(const Type& type, std::vector<Member>& members) {
    put("{");
    bool first = true;
    for (Member& member : members) {
      if (member.gone) continue;
      if (too_large_) break;
      if (!first) put(",");
      first = false;
      put(member.key.empty() ? to_json(member.name) : member.key);
      put(":");
      const std::optional<TypeIndex> known = field_type(type, member.name);
      within(member.name, [&] {
        for (Issue& issue : member.issues) {
          issue.path.insert(0, path_);
          report(std::move(issue));
        }
        if (member.made) {
          put(*member.made);
        } else if (known) {
          value(*known, member.value);
        } else {
          copy(member.value);
        }
      });
    }
    put("}");
  }

  const plan::Plan& plan_;
  PaddedText document_;
  Source source_;
  std::uint32_t current_;
  std::uint32_t version_ = 0;      // of the document
  const char* carrier_ = nullptr;  // the object that carries it
  std::vector<bool> migrated_;     // types with a migration for documents of that version
  std::string out_;
  bool too_large_ = false;
  std::string path_;
  Issues issues_;
};

}  // namespace

Upgraded plan::code::rewrite(const Plan& plan, TypeIndex type, PaddedText document,
                             UpgradeOptions options, Source source) {
  return Rewriting(plan, document, source).run(type, options);
}

Upgraded upgrade(const plan::Plan& plan, TypeIndex type, PaddedText document,
                 UpgradeOptions options, Source source) {
  if (auto fault = json::find_fault(document, plan.limits, source)) {
    return {{}, {std::move(*fault)}};
  }
  if (plan.rewrite != nullptr) return plan.rewrite(plan, type, document, options, source);
  const std::uint32_t current = current_of(plan);
  if (!options.from || *options.from > current) return {{}, {unknown_version({}, current)}};
  // Without the space around it, like all that is written anew.
  const char* begin = json::skip_space(document.data);
  json::Scan scan = json::trusting(source);
  return {std::string(begin, json::scan_value(scan, begin)), {}};
}

Issues explain_upgraded(const plan::Plan& plan, TypeIndex type, PaddedText document) {
  Issues issues = explain(plan, type, document);
  for (Issue& issue : issues) issue.offset = Issue::nowhere;
  return issues;
}

}  // namespace tally
