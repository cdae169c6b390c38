#include "resolve/example_json.h"

#include <cstddef>
#include <string_view>

#include "model/vocabulary.h"
#include "tally/engine/json/text.h"
#include "yaml/read.h"

namespace tally::compiler::resolving {
namespace {

using Form = syntax::TypeExpression::Form;
using model::Encoding;
using model::Kind;
using DeclarationForm = syntax::Declaration::Form;

class Writer {
 public:
  Writer(std::string_view what, bool strict, const syntax::Model& model, Diagnostics& diagnostics)
      : what_(what), strict_(strict), model_(model), diagnostics_(diagnostics) {}

  void write_declared(const yaml::Node& node, model::DeclarationId type) {
    const auto& declaration = model_.declarations[type];
    if (declaration.broken) return write_untyped(node);
    switch (declaration.form) {
      case DeclarationForm::newtype:
      case DeclarationForm::alias:
        return write(node, declaration.type);
      case DeclarationForm::enumeration:
        return write_text(node);
      case DeclarationForm::record:
        return write_object(node, [&](std::string_view key) { return field_type(type, key); });
      case DeclarationForm::union_:
        return write_union(node, declaration);
    }
  }

  void write(const yaml::Node& node, const syntax::TypeExpression& written) {
    const auto* type = follow(node, written);
    if (type == nullptr) return write_untyped(node);
    switch (type->form) {
      case Form::builtin:
        return write_builtin(node, *type);
      case Form::declared:
        return write_declared(node, type->declared);
      case Form::list:
        return write_list(node, type->element.front());
      case Form::map:
        return write_object(node, [&](std::string_view) { return &type->element.front(); });
      case Form::nullable:
        return;  // follow() leaves none
    }
  }

  std::optional<std::string> take() {
    if (failed_) return std::nullopt;
    return std::move(out_);
  }

 private:
  // Looks through newtypes, aliases and `| null`. Null for what cannot be known, and for a null
  // where the type allows it.
  const syntax::TypeExpression* follow(const yaml::Node& node,
                                       const syntax::TypeExpression& written) {
    const auto* type = &written;
    // A longer chain runs in a circle or is too deep; `check` reports both.
    for (std::size_t hops = 0; hops <= plan::max_depth; ++hops) {
      if (type->broken) return nullptr;
      if (type->form == Form::nullable) {
        if (node.is_null()) return nullptr;
        type = &type->element.front();
        continue;
      }
      if (type->form != Form::declared) return type;
      const auto& declaration = model_.declarations[type->declared];
      if (declaration.broken) return nullptr;
      if (declaration.form != DeclarationForm::newtype &&
          declaration.form != DeclarationForm::alias) {
        return type;
      }
      type = &declaration.type;
    }
    return nullptr;
  }

  const syntax::TypeExpression* field_type(model::DeclarationId record,
                                           std::string_view key) const {
    for (const auto& field : model_.declarations[record].fields) {
      if (field.wire == key) return &field.type;
      for (const auto& old : field.renamed_from) {
        if (old.name == key) return &field.type;
      }
    }
    return nullptr;
  }

  void write_builtin(const yaml::Node& node, const syntax::TypeExpression& type) {
    switch (model::row(type.builtin).json) {
      case model::JsonForm::boolean:
        if (strict_ && !yaml::read_bool(node, what_, diagnostics_)) failed_ = true;
        return write_untyped(node);
      case model::JsonForm::text:
        return type.encoding == Encoding::unix_millis ? write_number(node) : write_text(node);
      case model::JsonForm::wide:
        // Documents have them as strings, and may have them as numbers.
        if (type.encoding == Encoding::natural && node.is_scalar() && !node.is_plain()) {
          return write_string(node.text);
        }
        return write_number(node);
      case model::JsonForm::integer:
      case model::JsonForm::number:
        return write_number(node);
      case model::JsonForm::any:
      case model::JsonForm::array:
      case model::JsonForm::object:
        return write_untyped(node);
    }
  }

  void write_text(const yaml::Node& node) {
    if (!node.is_scalar() || (node.is_plain() && node.text.empty())) return write_untyped(node);
    write_string(node.text);
  }

  void write_number(const yaml::Node& node) {
    if (strict_ && !yaml::read_number(node, what_, diagnostics_)) failed_ = true;
    write_untyped(node);
  }

  void write_list(const yaml::Node& node, const syntax::TypeExpression& element) {
    if (!node.is_sequence()) return write_untyped(node);
    out_ += '[';
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      if (i > 0) out_ += ',';
      write(*node.items[i], element);
    }
    out_ += ']';
  }

  // `type_of(key)` is the type of a member, or null if it is not known.
  template <class TypeOf>
  void write_object(const yaml::Node& node, TypeOf&& type_of) {
    if (!node.is_mapping()) return write_untyped(node);
    out_ += '{';
    for (std::size_t i = 0; i < node.entries.size(); ++i) {
      const auto& [key, value] = node.entries[i];
      if (i > 0) out_ += ',';
      write_string(key->text);
      out_ += ':';
      const syntax::TypeExpression* type = type_of(std::string_view(key->text));
      if (type != nullptr) {
        write(*value, *type);
      } else {
        write_untyped(*value);
      }
    }
    out_ += '}';
  }

  void write_union(const yaml::Node& node, const syntax::Declaration& declaration) {
    const model::Variant* variant = nullptr;
    const auto* tag = node.is_mapping() ? node.find(declaration.tag) : nullptr;
    for (const auto& candidate : declaration.variants) {
      if (tag != nullptr && tag->is_scalar() && tag->text == candidate.wire) variant = &candidate;
    }
    syntax::TypeExpression text;
    text.builtin = Kind::string;
    write_object(node, [&](std::string_view key) -> const syntax::TypeExpression* {
      if (key == declaration.tag) return &text;
      return variant == nullptr ? nullptr : field_type(variant->record, key);
    });
  }

  // By its looks: plain `true`, `null` and numbers are such, every other scalar is a string.
  void write_untyped(const yaml::Node& node) {
    switch (node.kind) {
      case yaml::Kind::refused:
        failed_ = true;
        return;
      case yaml::Kind::mapping:
        return write_object(
            node, [](std::string_view) -> const syntax::TypeExpression* { return nullptr; });
      case yaml::Kind::sequence:
        out_ += '[';
        for (std::size_t i = 0; i < node.items.size(); ++i) {
          if (i > 0) out_ += ',';
          write_untyped(*node.items[i]);
        }
        out_ += ']';
        return;
      case yaml::Kind::scalar:
        break;
    }
    if (node.is_null()) {
      out_ += "null";
    } else if (node.is_plain() &&
               (node.text == "true" || node.text == "false" || yaml::is_number(node.text, true))) {
      out_ += node.text;
    } else {
      write_string(node.text);
    }
  }

  void write_string(std::string_view text) {
    out_ += '"';
    const std::size_t begin = out_.size();
    out_.resize(begin + text.size() * max_escape_length);
    const char* end = write_escaped(out_.data() + begin, text);
    out_.resize(static_cast<std::size_t>(end - out_.data()));
    out_ += '"';
  }

  std::string_view what_;
  bool strict_;
  const syntax::Model& model_;
  Diagnostics& diagnostics_;
  std::string out_;
  bool failed_ = false;
};

}  // namespace

std::optional<std::string> example_json(const yaml::Node& node, model::DeclarationId type,
                                        bool strict, const syntax::Model& model,
                                        Diagnostics& diagnostics) {
  Writer writer("the example", strict, model, diagnostics);
  writer.write_declared(node, type);
  return writer.take();
}

std::optional<std::string> example_json(const yaml::Node& node, const syntax::TypeExpression& type,
                                        std::string_view what, const syntax::Model& model,
                                        Diagnostics& diagnostics) {
  Writer writer(what, true, model, diagnostics);
  writer.write(node, type);
  return writer.take();
}

}  // namespace tally::compiler::resolving
