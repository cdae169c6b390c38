// Records under keys.
#include <array>
#include <string>

#include "diagnose/quote.h"
#include "language/language.h"
#include "model/vocabulary.h"
#include "resolve/context.h"
#include "resolve/keys.h"
#include "yaml/read.h"

namespace tally::compiler::resolving {
namespace {

constexpr std::uint32_t max_ring = 1U << 24U;

void read_buffer(Context& context, const yaml::Node& node, model::Key& key) {
  if (!node.is_mapping()) {
    const language::Words words = language::buffer_value.words;
    const auto choice =
        read_choice(node, "`buffer`", words, Code::unknown_choice, context.diagnostics);
    if (choice) key.buffer = *model::find_buffer(words[*choice].text);
    return;
  }
  check_keys(node, language::ring_place, context.diagnostics);
  const auto* ring = node.find("ring");
  if (ring == nullptr) return;
  const auto capacity = yaml::read_count(*ring, "`ring`", max_ring, context.diagnostics);
  if (!capacity) return;
  if (*capacity == 0)
    context.diagnostics.add(Code::invalid_number, ring->span, "`ring` must be at least 1");
  key.buffer = BufferKind::ring;
  key.capacity = static_cast<std::uint32_t>(*capacity);
}

void read_key_type(Context& context, const yaml::Node& node, model::Key& key) {
  const auto type = read_type(context, node);
  key.broken = type.broken;
  if (type.broken) return;
  key.type = type.declared;
  if (type.form == syntax::TypeExpression::Form::declared) return;
  key.broken = true;
  context.diagnostics
      .add(Code::wrong_declaration_kind, type.span,
           "what lives under a key is a declared type, and " +
               quote(context.sources.text(type.span)) + " is none")
      .label("declare an alias");
}

}  // namespace

void read_record_keys(Context& context, const yaml::Node& root) {
  const auto* keys = root.find("keys");
  if (keys == nullptr || !yaml::expect_mapping(*keys, "`keys`", context.diagnostics)) return;
  for (const auto& [pattern, body] : keys->entries) {
    model::Key key;
    key.pattern = pattern->text;
    key.span = pattern->span;
    if (!body->is_mapping()) {
      read_key_type(context, *body, key);
    } else {
      check_keys(*body, language::record_key_place, context.diagnostics);
      key.doc = read_optional_text(context, *body, "doc");
      if (const auto* type = body->find("type")) {
        read_key_type(context, *type, key);
      } else {
        key.broken = true;
        context.diagnostics.add(Code::missing_key, key.span, "the key has no `type`");
      }
      if (const auto* buffer = body->find("buffer")) read_buffer(context, *buffer, key);
      if (const auto* access = body->find("access")) {
        const auto choice = read_choice(*access, "`access`", language::access_value.words,
                                        Code::unknown_choice, context.diagnostics);
        if (choice) key.access = static_cast<Access>(*choice);
      }
    }
    context.current().keys.push_back(std::move(key));
  }
}

}  // namespace tally::compiler::resolving
