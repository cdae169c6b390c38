#pragma once

// A strict Mustache renderer (https://github.com/mustache/spec, with the inheritance extension).
//
// What differs from the Mustache specification, on purpose:
//  - Nothing is HTML-escaped: `{{x}}`, `{{{x}}}` and `{{&x}}` mean the same.
//  - A name that is not in scope is an error, never an empty string. So is null where text is
//    needed.
//  - Falsy are null, false, the empty list and the empty string. 0 and the empty object are true.
//  - A section over a boolean does not change the scope, so `{{.}}` stays the current item.
//  - Inside a list section `@first`, `@last` (booleans) and `@index` (from 0) describe the nearest
//    list.
//  - Indentation added by a partial is not written on empty lines.
//  - Multi-line values: a variable tag whose source line holds nothing else but a leader before it
//    (blanks, then at most one of `//` `///` `//!` `*` `#`, then blanks) repeats the leader on
//    every further line of the value. Everywhere else a value is written verbatim.
//  - Blocks: content that replaces a block whose tag stands on its own line moves from the
//    indentation of the tag that defines it (none for an override) to the indentation of the tag
//    it replaces, and ends with a line end. Inside a line, the final line end is dropped.
//    `{{$x}}{{/x}}` alone on a line counts as one tag on its own line.
//  - A parent holds nothing but blocks, blanks and comments.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "render/ordered_json.h"

namespace tally::compiler {

struct TemplateError {
  std::string template_name;
  uint32_t begin = 0;   ///< First byte of the offending tag or name in its template.
  uint32_t end = 0;     ///< One past its last byte.
  uint32_t line = 1;    ///< From 1.
  uint32_t column = 1;  ///< From 1, in code points.
  std::string message;  ///< One sentence, without a final period.
  std::string hint;     ///< "did you mean `x`?", or empty.
};

enum class TagKind : uint8_t { text, variable, section, inverted, partial, block, parent };

/// One node of a parsed template. Offsets are bytes of `Template::source`.
struct TemplateNode {
  TagKind kind = TagKind::text;
  bool own_line = false;     ///< The tag stands on its own line (a variable: after a leader).
  uint32_t begin = 0;        ///< The text, or the whole tag with its delimiters.
  uint32_t end = 0;          ///< One past its last byte.
  uint32_t name_begin = 0;   ///< The name in the tag.
  uint32_t name_end = 0;     ///< One past its last byte.
  uint32_t line_begin = 0;   ///< If own_line: [line_begin, begin) is the indentation or leader.
  uint32_t subtree_end = 0;  ///< Index of the first node after this one and its content.
};

/// A parsed template. The nodes stand in preorder; a node's content is [index + 1, subtree_end).
struct Template {
  std::string name;
  std::string source;
  std::vector<TemplateNode> nodes;
};

/// Templates by the name under which partials and parents refer to them.
using Templates = std::map<std::string, Template, std::less<>>;

/// Replacements by the name of the block whose content they replace.
using Overrides = std::map<std::string, Template, std::less<>>;

struct ParsedTemplate {
  Template value;                     ///< Usable only without errors.
  std::vector<TemplateError> errors;  ///< In source order, at most 100.
};

/// Parses `source` (at most 16 MiB, sections at most 64 deep) in linear time.
/// `name` is only used in errors.
ParsedTemplate parse_template(std::string name, std::string source);

struct RenderLimits {
  uint32_t depth = 64;  ///< Open sections, blocks, partials and parents together.
  size_t output_bytes = size_t{64} << 20;  ///< Checked after every tag.
  uint64_t steps = 20'000'000;             ///< Nodes visited and list items.
};

struct Rendered {
  std::string text;                   ///< Empty if there are errors.
  std::vector<TemplateError> errors;  ///< In order of discovery, each place once, at most 100.
};

/// Renders `root` with `data`. An override wins over what a `{{< parent}}` passes, which wins over
/// the default content; among parents the outermost wins. An override or a passed block whose name
/// is not in block_names() is an error. Reaching a limit ends the rendering; an error in a list
/// item ends that list.
Rendered render(const Template& root, const OrderedJson& data, const Templates& partials = {},
                const Overrides& overrides = {}, const RenderLimits& limits = {});

/// Names of the blocks in `root` and in all templates it reaches as partials or parents: what an
/// override of `root` may replace.
std::set<std::string, std::less<>> block_names(const Template& root, const Templates& partials);

}  // namespace tally::compiler
