#include "targets/typescript/marshal.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "model/name_around.h"
#include "model/query.h"
#include "model/vocabulary.h"
#include "render/naming.h"
#include "render/quote.h"
#include "tally/engine/values/time.h"
#include "targets/layout.h"

namespace tally::compiler::targets::typescript {
namespace {

using model::Declaration;
using model::Encoding;
using model::Resolved;
using model::TypeExpression;
using Form = TypeExpression::Form;

/// How a builtin is found in memory: by a typed array, or by a function of runtime/js/views.js
/// where `shift` is none.
struct Access {
  static constexpr int none = -1;

  std::string_view get;  // array or function
  int shift;             // log2 of the array's element size
  std::string_view put;  // function
};

Access access_to(const TypeExpression& type) {
  if (type.encoding == Encoding::unix_millis || type.as_millis)
    return {"getMillis", Access::none, "putMillis"};
  const model::KindRow& row = model::row(type.builtin);
  return {row.get, row.shift, row.put};
}

std::string plus(const std::string& at, std::uint32_t offset) {
  return offset == 0 ? at : at + " + " + std::to_string(offset);
}

/// `m.u32[(at + 4) >>> 2]`
std::string element(std::string_view array, const std::string& at, int shift) {
  const std::string index = at.find(' ') == std::string::npos ? at : "(" + at + ")";
  return "m." + std::string(array) + "[" +
         (shift == 0 ? at : index + " >>> " + std::to_string(shift)) + "]";
}

/// JSON text as an expression. Only this key would not be a member like others.
std::string js_value(const std::string& json) {
  const bool plain = json.find("__proto__") == std::string::npos;
  return plain ? json_source(json) : "JSON.parse(" + js_string_literal(json) + ")";
}

/// Where nesting is counted: what is true when there is no room for a value of that many levels, if
/// it has any.
std::optional<std::string> too_deep(bool is_counted, std::uint32_t levels) {
  if (!is_counted || levels == 0) return std::nullopt;
  return levels == 1 ? "depth === 0" : "depth < " + std::to_string(levels);
}

/// A builtin as far as memory and JavaScript know it.
std::string builtin_name(const TypeExpression& type) {
  const bool millis = type.encoding == Encoding::unix_millis || type.as_millis;
  return std::string(model::name_of(type.builtin)) + (millis ? "_millis" : "");
}

/// What a module exports or imports in any case, its consts, what its functions call their
/// parameters and variables, and what is there without it.
ScopeNames::Taken names_in_module(const model::Model& model, const Names& names,
                                  model::ContractId home) {
  ScopeNames::Taken taken = {"Array", "BigInt", "JSON",     "Map",    "Object",  "at",
                             "bind",  "box",    "contract", "count",  "depth",   "engine",
                             "entry", "first",  "has",      "i",      "item",    "items",
                             "key",   "keys",   "m",        "member", "out",     "present",
                             "shape", "tag",    "unknown",  "value",  "variant", "views"};
  const model::Contract& contract = model.contracts[home];
  for (const model::Constant& constant : contract.constants) taken.insert(names.constant(constant));
  for (const model::DeclarationId id : contract.declarations) {
    for (const std::string verb : {"read", "write"})
      taken.insert(verb + names.type_name(model.declarations[id]));
  }
  return taken;
}

std::string hexadecimal(std::uint32_t mask) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  do {
    text.insert(text.begin(), digits[mask % 16]);
    mask /= 16;
  } while (mask != 0);
  return "0x" + text;
}

}  // namespace

Marshal::Marshal(const model::Model& model, const Names& names, const Nesting& nesting,
                 const std::set<const Declaration*>& variants, model::ContractId home)
    : model_(model),
      names_(names),
      nesting_(nesting),
      variants_(variants),
      home_(home),
      locals_(names_in_module(model, names, home)) {
  for (const model::Import& import : model.contracts[home].imports) module(import.contract);
}

std::string Marshal::module(model::ContractId imported) {
  return locals_.name("module " + std::to_string(imported), names_.module(imported));
}

std::string Marshal::function(const std::string& verb, const Declaration& declaration) {
  const std::string name = verb + names_.type_name(declaration);
  return declaration.contract == home_ ? name : module(declaration.contract) + "." + name;
}

/// The function that reads or writes values of a type; empty where an element of a typed array is
/// read.
std::string Marshal::function(const std::string& verb, const Resolved& resolved) {
  if (resolved.declaration != nullptr) return function(verb, *resolved.declaration);
  const TypeExpression& base = *resolved.base;
  if (base.form == Form::builtin) {
    const Access access = access_to(base);
    if (verb == "write") return "views." + std::string(access.put);
    return access.shift == Access::none ? "views." + std::string(access.get) : "";
  }
  if (structures_.insert(structure(base)).second) add_composite(base);
  return locals_.name(verb + " " + structure(base), verb + spelled(base));
}

std::string Marshal::read(const TypeExpression& type, const std::string& at) {
  const Resolved resolved = model::resolve(model_, type);
  const std::string name = function("read", resolved);
  const std::string place = type.boxed ? element("u32", at, 2) : at;
  if (!name.empty()) return name + "(m, " + place + ")";
  const Access access = access_to(*resolved.base);
  return element(access.get, at, access.shift);
}

std::string Marshal::write(const TypeExpression& type, const std::string& at,
                           const std::string& value, const std::string& depth) {
  const std::string name = write_function(type);
  const auto written = [&](const std::string& place) {
    return name + "(m, " + place + ", " + value +
           (nesting_.is_counted(type) ? ", " + depth + ")" : ")");
  };
  if (!type.boxed) return written(at);
  const std::string size = std::to_string(unboxed_layout_of(model_, type).size);
  return "views.putBox(m, " + at + ", " + size + ", (box) => " + written("box") + ")";
}

std::string Marshal::read_function(const TypeExpression& type) {
  const std::string name = function("read", model::resolve(model_, type));
  return name.empty() ? "(m, at) => " + read(type, "at") : name;
}

std::string Marshal::write_function(const TypeExpression& type) {
  return function("write", model::resolve(model_, type));
}

/// What a type is in memory, by which its functions are told apart: `ListOf(MapOf(12))`.
std::string Marshal::structure(const TypeExpression& type) const {
  const Resolved resolved = model::resolve(model_, type);
  const TypeExpression& base = *resolved.base;
  const std::string box = type.boxed ? "box " : "";
  if (resolved.declaration != nullptr)
    return box + std::to_string(resolved.declaration - model_.declarations.data());
  if (base.form == Form::builtin) return box + builtin_name(base);
  return box +
         model::name_around(base.form, Form::builtin, "(" + structure(base.element.front()) + ")");
}

/// The same for readers: `ListOfLine`.
std::string Marshal::spelled(const TypeExpression& type) const {
  const Resolved resolved = model::resolve(model_, type);
  const TypeExpression& base = *resolved.base;
  const std::string box = type.boxed ? "BoxOf" : "";
  if (resolved.declaration != nullptr) {
    const Declaration& declaration = *resolved.declaration;
    const bool at_home = declaration.contract == home_;
    const std::string module =
        at_home ? "" : restyle(names_.module(declaration.contract), NameStyle::pascal);
    return box + module + names_.type_name(declaration);
  }
  if (base.form == Form::builtin) return box + restyle(builtin_name(base), NameStyle::pascal);
  const TypeExpression& element = base.element.front();
  return box + model::name_around(base.form, model::resolve(model_, element).base->form,
                                  spelled(element));
}

void Marshal::add_composite(const TypeExpression& base) {
  const TypeExpression& inner = base.element.front();
  const bool list = base.form == Form::list;
  const bool map = base.form == Form::map;
  const EntryLayout entry = entry_layout_of(model_, inner);
  const Layout value = layout_of(model_, inner);
  const std::string inner_at = list ? "item" : map ? plus("entry", entry.value_offset) : "at";
  const std::string inner_value = list ? "value[i]" : map ? "value[key]" : "value";
  Resolved itself;
  itself.base = &base;
  // Each member asks for names, so that their order matters.
  composites_.push_back({
      .reader = function("read", itself),
      .writer = function("write", itself),
      .is_list = list,
      .is_map = map,
      .is_nullable = base.form == Form::nullable,
      .is_counted = nesting_.is_counted(base),
      .too_deep = too_deep(nesting_.is_counted(base), 1 + nesting_.uncounted(inner)),
      .size = map ? entry.size : value.size,
      .null_at = plus("at", value.size),
      .read = read(inner, inner_at),
      .write =
          write(inner, inner_at, inner_value, base.form == Form::nullable ? "depth" : "depth - 1"),
  });
}

Enumeration Marshal::enumeration(const Declaration& declaration,
                                 const model::Enumeration& enumeration) {
  std::vector<std::string> values;
  for (const model::EnumValue& value : enumeration.values)
    values.push_back(js_string_literal(value.wire));
  const bool wide = enumeration.values.size() > 256;
  const std::string& name = names_.type_name(declaration);
  return {
      .name = name,
      .texts = locals_.name("values of " + name, camel(name) + "Values"),
      .positions = locals_.name("positions of " + name, camel(name) + "Positions"),
      .is_open = enumeration.open,
      .values = std::move(values),
      .get = wide ? element("u16", "at", 1) : element("u8", "at", 0),
      .put = wide ? "putEnum16" : "putEnum8",
  };
}

/// As a program would give it.
std::string Marshal::default_of(const model::Field& field) const {
  const std::string& json = field.default_value->json;
  const TypeExpression* base = model::resolve(model_, field.type).base;
  if (base->form == Form::nullable) base = model::resolve(model_, base->element.front()).base;
  Timestamp value;
  const bool is_number =
      base->form == Form::builtin && base->as_millis && json.size() > 2 &&
      parse_timestamp({json.data() + 1, json.size() - 2}, value) == TimeStatus::ok;
  return is_number ? std::to_string(to_millis(value)) : js_value(json);
}

/// The literal begins with `tag`, if there is one.
Reader Marshal::reader(const std::string& function, const model::Record& record,
                       const std::string& tag) {
  const RecordLayout layout = layout_of(model_, record);
  Reader made{.function = function, .is_exported = tag.empty(), .literal = {}, .rest = {}};
  if (!tag.empty()) made.literal.push_back(tag);
  for (std::size_t i = 0; i < record.fields.size(); ++i) {
    const model::Field& field = record.fields[i];
    const std::string value = read(field.type, plus("at", layout.offsets[i]));
    if (made.rest.empty() && !field.optional) {
      made.literal.push_back(property_key(field.wire) + ": " + value);
      continue;
    }
    const std::string assignment =
        field.wire == "__proto__"
            ? "views.define(out, " + js_string_literal(field.wire) + ", " + value + ")"
            : "out" + member_access(field.wire) + " = " + value;
    const auto word = static_cast<std::uint32_t>(i / 32);
    const std::string present =
        element("u32", plus("at", word * 4), 2) + " & " + hexadecimal(1U << (i % 32));
    std::string statement = field.optional ? "if (" + present + ") " : "";
    statement.append(assignment).append(";");
    made.rest.push_back(std::move(statement));
  }
  if (record.unknown == model::Unknown::keep) made.unknown = plus("at", layout.unknown_offset);
  return made;
}

Writer Marshal::writer(const model::Record& record) {
  const RecordLayout layout = layout_of(model_, record);
  Writer made;
  for (std::uint32_t word = 0; word < layout.presence_words; ++word) {
    std::uint32_t set = 0;       // by all written views
    std::uint32_t required = 0;  // of the value
    bool asked = false;
    bool grows = false;  // by optional members
    for (std::size_t i = word * 32; i < record.fields.size() && i < (word + 1) * 32; ++i) {
      const model::Field& field = record.fields[i];
      if (!field.optional) set |= 1U << (i % 32);
      if (!field.may_be_absent()) required |= 1U << (i % 32);
      grows = grows || field.optional;
      asked = asked || field.may_be_absent();
    }
    const std::string suffix = word == 0 ? "" : "_" + std::to_string(word);
    made.words.push_back({
        .has = "has" + suffix,
        .source = word == 0 ? "m.has" : "m.more[" + std::to_string(word - 1) + "]",
        .present = "present" + suffix,
        .required = required == 0 ? std::nullopt : std::optional(hexadecimal(required)),
        .first = set == 0 ? "0" : hexadecimal(set),
        .grows = grows,
        .asked = required != 0 || asked,
        .place = element("u32", plus("at", word * 4), 2),
    });
  }
  for (std::size_t i = 0; i < record.fields.size(); ++i) {
    const model::Field& field = record.fields[i];
    const std::string suffix = i < 32 ? "" : "_" + std::to_string(i / 32);
    const std::string member = "value" + member_access(field.wire);
    const bool may_be_absent = field.may_be_absent();
    made.fields.push_back({
        .optional = field.optional,
        .fallback = field.default_value ? std::optional(default_of(field)) : std::nullopt,
        .has = "has" + suffix,
        .present = "present" + suffix,
        .bit = hexadecimal(1U << (i % 32)),
        .member = member,
        .write = write(field.type, plus("at", layout.offsets[i]), may_be_absent ? "member" : member,
                       "depth - 1"),
    });
  }
  if (record.unknown == model::Unknown::keep) {
    made.unknown =
        "views.putUnknown(m, " + plus("at", layout.unknown_offset) + ", value, unknown, depth - 1)";
  }
  if (record.unknown == model::Unknown::drop)
    made.unknown = "views.dropUnknown(m, value, unknown, depth - 1)";
  return made;
}

Record Marshal::record(const Declaration& declaration, const model::Record& record) {
  std::vector<std::string> names;
  std::vector<std::string> old_names;
  for (const model::Field& field : record.fields) {
    names.push_back(js_string_literal(field.wire));
    for (const model::FormerName& old : field.renamed_from)
      old_names.push_back(js_string_literal(old.name));
  }
  const std::string& name = names_.type_name(declaration);
  const bool counted = nesting_.is_counted(declaration);
  std::uint32_t inside = 0;
  for (const model::Field& field : record.fields)
    inside = std::max(inside, nesting_.uncounted(field.type));
  return {
      .name = name,
      .too_deep = too_deep(counted, 1 + inside),
      .shape = locals_.name("shape of " + name, camel(name) + "Shape"),
      .policy = js_string_literal(model::name_of(record.unknown)),
      .names = std::move(names),
      .old_names = std::move(old_names),
      .is_counted = counted,
      .is_variant = variants_.contains(&declaration),
      .reader = declaration.inline_variant ? std::nullopt
                                           : std::optional(reader("read" + name, record, {})),
      .writer = writer(record),
  };
}

Union Marshal::tagged(const Declaration& declaration, const model::Union& tagged) {
  const std::string& name = names_.type_name(declaration);
  const std::string tag = js_string_literal(tagged.tag);
  const bool counted = nesting_.is_counted(declaration);
  std::vector<VariantFunctions> variants;
  std::uint32_t inside = 0;
  for (std::size_t i = 0; i < tagged.variants.size(); ++i) {
    const model::Variant& variant = tagged.variants[i];
    inside = std::max(inside, nesting_.uncounted(model_.declarations[variant.record]));
    const Declaration& home = model_.declarations[variant.record];
    const auto& record = *home.as<model::Record>();
    const std::string value = js_string_literal(variant.wire);
    const std::string reads =
        locals_.name("read " + name + " as " + std::to_string(i),
                     "read" + name + "As" + restyle(variant.name, NameStyle::pascal));
    const std::string depth = nesting_.is_counted(home) ? "depth" : "0";
    std::string write = function("write", home);
    write.append("(m, variant, value, ").append(depth).append(", ").append(tag).append(")");
    variants.push_back({
        .index = i,
        .value = value,
        .function = reads,
        .size = layout_of(model_, record).size,
        .write = write,
        .reader = reader(reads, record, property_key(tagged.tag) + ": " + value),
    });
  }
  return {
      .name = name,
      .tag = tag,
      .is_counted = counted,
      .too_deep = too_deep(counted, inside),
      .variants = std::move(variants),
  };
}

}  // namespace tally::compiler::targets::typescript
