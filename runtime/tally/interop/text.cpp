#include "tally/interop/text.h"

#include <cstdint>
#include <optional>

#include "tally/engine/explain/walk.h"
#include "tally/engine/json/document.h"
#include "tally/engine/json/reader.h"
#include "tally/engine/json/scan.h"
#include "tally/engine/json/walk.h"
#include "tally/engine/plan.h"

namespace tally::interop {
namespace {

using plan::Kind;

constexpr std::string_view hidden = "\"***\"";
constexpr std::string_view too_deep = "...";

/// Copies a text that a writer made, which has no white space.
class Copy {
 public:
  explicit Copy(const plan::Plan& plan) : plan_(plan) {}

  /// The end of the value at `p`; null where it is nested too deeply for a document.
  const char* value(plan::TypeIndex index, const char* p) {
    const plan::Type& type = plan_.types[index];
    if (type.sensitive) return instead_of(p, hidden);
    if (type.kind == Kind::nullable && *p != 'n') return value(type.element, p);
    if (++depth_ > plan::max_depth) return instead_of(p, too_deep);
    const char* end = nullptr;
    if (*p == '[' && type.kind == Kind::list) {
      end = elements(type, p);
    } else if (*p == '{' && type.kind == Kind::map) {
      end = members(p, plan_.types[type.key].sensitive,
                    [&](std::string_view) { return std::optional(type.element); });
    } else if (*p == '{' && type.kind == Kind::record) {
      end = fields(type, p);
    } else if (*p == '{' && type.kind == Kind::union_) {
      end = variant(type, p);
    } else {
      end = other(p);
    }
    --depth_;
    return end;
  }

  std::string take() && { return std::move(out_); }

 private:
  static const char* end_of(const char* p) {
    json::Scan scan = json::trusting(Source::foreign);
    return json::scan_value(scan, p);
  }

  const char* elements(const plan::Type& list, const char* p) {
    out_ += '[';
    for (p = json::skip_space(p + 1); p != nullptr && *p != ']'; p = after(p, ']'))
      p = value(list.element, p);
    out_ += ']';
    return p == nullptr ? nullptr : p + 1;
  }

  /// The members of an object; `type_of` says what is behind a key, null for what nobody declares.
  template <class TypeOf>
  const char* members(const char* p, bool secret_keys, TypeOf type_of) {
    out_ += '{';
    for (p = json::skip_space(p + 1); p != nullptr && *p != '}'; p = after(p, '}')) {
      json::Text key;
      const char* end = nullptr;
      json::decode(Source::foreign, p, key, end);
      if (secret_keys) {
        out_ += hidden;
      } else {
        out_.append(p, end);
      }
      out_ += ':';
      p = json::skip_space(json::skip_space(end) + 1);
      const std::optional<plan::TypeIndex> type = type_of(key.view);
      p = type ? value(*type, p) : other(p);
    }
    out_ += '}';
    return p == nullptr ? nullptr : p + 1;
  }

  const char* fields(const plan::Type& record, const char* p) {
    return members(p, false, [&](std::string_view key) -> std::optional<plan::TypeIndex> {
      const std::size_t at = plan::find_field(record, key);
      if (at == record.members.size()) return std::nullopt;
      return record.members[at].type;
    });
  }

  const char* variant(const plan::Type& tagged, const char* p) {
    json::Text tag;
    const char* end = nullptr;
    const char* at = json::find_member(Source::foreign, p, tagged.tag);
    if (at == nullptr || *at != '"' || !json::decode(Source::foreign, at, tag, end))
      return other(p);
    const std::size_t found = plan::find_member(tagged, tag.view);
    if (found == tagged.members.size()) return other(p);
    return fields(plan_.types[tagged.members[found].type], p);
  }

  /// At what comes behind an element or a member.
  const char* after(const char* p, char close) {
    if (p == nullptr) return nullptr;
    p = json::after_value(p);
    if (*p != close) out_ += ',';
    return p;
  }

  const char* instead_of(const char* p, std::string_view text) {
    out_ += text;
    return end_of(p);
  }

  /// A value without parts that are known.
  const char* other(const char* p) {
    const char* end = end_of(p);
    if (*p == json::foreign_mark) {
      out_ += json::foreign_name(p[1]);
    } else if (end != nullptr) {
      out_.append(p, end);
    }
    return end;
  }

  const plan::Plan& plan_;
  std::uint32_t depth_ = 0;
  std::string out_;
};

}  // namespace

std::string shown(const ContractType& type, std::string_view unjudged) {
  const Document document(unjudged);
  const char* text = document.padded().data;
  const plan::Type& top = type.plan.types[type.type];
  json::Text name;
  const char* end = nullptr;
  const bool is_name = top.kind == Kind::enumeration && !top.sensitive && *text == '"';
  if (is_name && json::decode(Source::foreign, text, name, end)) return std::string(name.view);
  Copy copy(type.plan);
  copy.value(type.type, text);
  return std::move(copy).take();
}

std::string to_text(const Issue& issue) {
  return issue.path.empty() ? issue.message : issue.path + ": " + issue.message;
}

std::string to_text(const Issues& issues) {
  std::string text;
  for (const Issue& issue : issues) text += (text.empty() ? "" : "\n") + to_text(issue);
  return text;
}

}  // namespace tally::interop
