#include <algorithm>
#include <cmath>
#include <deque>
#include <utility>

#include "render/mustache.h"
#include "render/mustache_error.h"
#include "render/nearest.h"

namespace tally::compiler {
namespace {

using Names = std::set<std::string, std::less<>>;

std::string_view name_of(const Template& owner, const TemplateNode& node) {
  return std::string_view(owner.source).substr(node.name_begin, node.name_end - node.name_begin);
}

/// The indentation or leader of a tag on its own line.
std::string_view line_prefix(const Template& owner, const TemplateNode& node) {
  if (!node.own_line) return {};
  return std::string_view(owner.source).substr(node.line_begin, node.begin - node.line_begin);
}

std::string ticked(std::string_view name) {
  return '`' + std::string(name) + '`';
}

std::string hint_among(std::string_view name, const auto& named) {
  std::vector<std::string_view> candidates;
  for (const auto& entry : named) {
    if constexpr (requires { entry.first; }) {
      candidates.push_back(entry.first);
    } else {
      candidates.push_back(entry);
    }
  }
  return did_you_mean(name, candidates);
}

/// `line` without as much of the indentation `dedent` as it has.
std::string_view without(std::string_view line, std::string_view dedent) {
  const auto common = std::mismatch(line.begin(), line.end(), dedent.begin(), dedent.end());
  return line.substr(static_cast<size_t>(common.first - line.begin()));
}

std::string_view trimmed_right(std::string_view text) {
  const size_t last = text.find_last_not_of(" \t");
  return text.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

bool is_truthy(const OrderedJson& value) {
  if (value.is_null()) return false;
  if (value.is_boolean()) return value.get<bool>();
  if (value.is_array()) return !value.empty();
  if (value.is_string()) return !value.get_ref<const std::string&>().empty();
  return true;
}

const char* type_phrase(const OrderedJson& value) {
  switch (value.type()) {
    case OrderedJson::value_t::object:
      return "an object";
    case OrderedJson::value_t::array:
      return "a list";
    case OrderedJson::value_t::string:
      return "a string";
    case OrderedJson::value_t::boolean:
      return "a boolean";
    case OrderedJson::value_t::null:
      return "null";
    case OrderedJson::value_t::binary:
      return "binary";
    default:
      return "a number";
  }
}

const OrderedJson* member(const OrderedJson& value, std::string_view name) {
  if (!value.is_object()) return nullptr;
  const auto found = value.find(name);
  return found == value.end() ? nullptr : &*found;
}

/// A value whose members are in scope. Within a list section, also where in the list it stands.
struct Scope {
  const OrderedJson* value = nullptr;
  bool in_list = false;
  OrderedJson first, last, index;
};

/// Content that is being rendered: where its text comes from, and the indentation it loses.
struct Content {
  const Template* owner = nullptr;
  size_t begin = 0;  ///< Nodes.
  size_t end = 0;
  std::string_view dedent;
};

Content whole(const Template& value) {
  return {&value, 0, value.nodes.size(), {}};
}

class Renderer {
 public:
  Renderer(const Templates& partials, const Overrides& overrides, const RenderLimits& limits)
      : partials_(partials), overrides_(overrides), limits_(limits) {}

  Rendered run(const Template& root, const OrderedJson& data) && {
    check_overrides(root);
    scopes_.push_back({&data, false, {}, {}, {}});
    render(whole(root));
    if (!errors_.empty()) out_.clear();
    return {std::move(out_), std::move(errors_)};
  }

 private:
  // --- Errors and limits --------------------------------------------------------------------

  void fail(const Template& owner, uint32_t begin, uint32_t end, std::string message,
            std::string hint = {}) {
    if (!reported_.emplace(&owner, begin).second) return;
    errors_.push_back(template_error(owner, begin, end, std::move(message), std::move(hint)));
    if (errors_.size() == max_template_errors) stopped_ = true;
  }

  void fail_name(const Template& owner, const TemplateNode& node, std::string message,
                 std::string hint = {}) {
    fail(owner, node.name_begin, node.name_end, std::move(message), std::move(hint));
  }

  void stop(const Template& owner, const TemplateNode& node, std::string message) {
    if (!stopped_) fail(owner, node.begin, node.end, std::move(message));
    stopped_ = true;
  }

  void count_step(const Template& owner, const TemplateNode& node) {
    if (++steps_ > limits_.steps) stop(owner, node, "rendering takes too many steps");
    if (out_.size() > limits_.output_bytes) stop(owner, node, "the output is too large");
  }

  void check_overrides(const Template& root) {
    if (overrides_.empty()) return;
    const Names names = block_names(root, partials_);
    for (const auto& [name, replacement] : overrides_) {
      if (names.contains(name)) continue;
      fail(replacement, 0, 0, "there is no block " + ticked(name) + " in " + ticked(root.name),
           hint_among(name, names));
    }
  }

  // --- Output -------------------------------------------------------------------------------

  /// Writes text that holds a line end at most as its last character.
  void put(std::string_view text) {
    if (text.empty()) return;
    const bool line_start = out_.empty() || out_.back() == '\n';
    if (line_start && text[0] != '\n' && text[0] != '\r') out_ += indent_;
    out_ += text;
  }

  void put_text(const Content& content, const TemplateNode& node) {
    const std::string_view source = std::string_view(content.owner->source).substr(0, node.end);
    for (size_t at = node.begin; at < node.end;) {
      const size_t end = std::min(source.find('\n', at), source.size() - 1) + 1;
      const bool line_start = at == 0 || source[at - 1] == '\n';
      const std::string_view line = source.substr(at, end - at);
      put(line_start ? without(line, content.dedent) : line);
      at = end;
    }
  }

  /// Writes a value; the lines after the first one repeat the leader.
  void put_lines(std::string_view value, std::string_view leader) {
    const std::string prefix = indent_ + std::string(leader);
    size_t newline = value.find('\n');
    put(value.substr(0, newline));
    while (newline != std::string_view::npos) {
      value.remove_prefix(newline + 1);
      newline = value.find('\n');
      const std::string_view line = value.substr(0, newline);
      out_ += '\n';
      out_ += line.empty() || line == "\r" ? trimmed_right(prefix) : std::string_view(prefix);
      out_ += line;
    }
  }

  // --- Names --------------------------------------------------------------------------------

  const OrderedJson* list_name(std::string_view name) const {
    const auto list = std::find_if(scopes_.rbegin(), scopes_.rend(),
                                   [](const Scope& scope) { return scope.in_list; });
    if (list == scopes_.rend()) return nullptr;
    if (name == "@first") return &list->first;
    if (name == "@last") return &list->last;
    if (name == "@index") return &list->index;
    return nullptr;
  }

  const OrderedJson* in_scope(std::string_view name) const {
    for (auto scope = scopes_.rbegin(); scope != scopes_.rend(); ++scope) {
      if (const OrderedJson* found = member(*scope->value, name)) return found;
    }
    return list_name(name);
  }

  std::string hint_in_scope(std::string_view name) const {
    std::vector<std::string_view> names;
    for (const Scope& scope : scopes_) {
      if (scope.in_list) names.insert(names.end(), {"@first", "@last", "@index"});
      if (!scope.value->is_object()) continue;
      for (const auto& entry : scope.value->items()) names.push_back(entry.key());
    }
    return did_you_mean(name, names);
  }

  /// The value of a dotted name: the first part is looked up from the innermost scope outwards,
  /// every further one in the value before it only.
  const OrderedJson* resolve(const Template& owner, const TemplateNode& node) {
    const std::string_view path = name_of(owner, node);
    if (path == ".") return scopes_.back().value;
    size_t end = std::min(path.find('.'), path.size());
    const std::string_view first = path.substr(0, end);
    const OrderedJson* value = in_scope(first);
    if (!value) {
      const char* what = node.kind == TagKind::variable ? "unknown variable " : "unknown section ";
      fail_name(owner, node, what + ticked(first), hint_in_scope(first));
    }
    while (value && end < path.size()) {
      const std::string_view parent = path.substr(0, end);
      const size_t begin = end + 1;
      end = std::min(path.find('.', begin), path.size());
      value = step_into(*value, parent, path.substr(begin, end - begin), owner, node);
    }
    return value;
  }

  const OrderedJson* step_into(const OrderedJson& value, std::string_view parent,
                               std::string_view name, const Template& owner,
                               const TemplateNode& node) {
    const OrderedJson* found = member(value, name);
    if (found) return found;
    if (value.is_object()) {
      std::vector<std::string_view> names;
      for (const auto& entry : value.items()) names.push_back(entry.key());
      fail_name(owner, node, ticked(parent) + " has no member " + ticked(name),
                did_you_mean(name, names));
    } else {
      fail_name(owner, node, ticked(parent) + " is " + type_phrase(value) + " and has no members");
    }
    return nullptr;
  }

  // --- Tags ---------------------------------------------------------------------------------

  void render(const Content& content) {
    const std::vector<TemplateNode>& nodes = content.owner->nodes;
    for (size_t i = content.begin; i < content.end && !stopped_; i = nodes[i].subtree_end) {
      count_step(*content.owner, nodes[i]);
      switch (nodes[i].kind) {
        case TagKind::text:
          put_text(content, nodes[i]);
          break;
        case TagKind::variable:
          variable(content, nodes[i]);
          break;
        case TagKind::section:
          section(content, i);
          break;
        case TagKind::inverted:
          inverted(content, i);
          break;
        case TagKind::partial:
          partial(content, nodes[i]);
          break;
        case TagKind::block:
          block(content, i);
          break;
        case TagKind::parent:
          parent(content, i);
          break;
      }
    }
  }

  /// Renders one level deeper, with `indent` before every line.
  void render_deeper(const Content& content, std::string_view indent, const Template& owner,
                     const TemplateNode& node) {
    if (depth_ == limits_.depth) {
      stop(owner, node,
           "sections and partials are nested more than " + std::to_string(limits_.depth) + " deep");
      return;
    }
    const size_t indent_size = indent_.size();
    indent_ += indent;
    ++depth_;
    render(content);
    --depth_;
    indent_.resize(indent_size);
  }

  static Content content_of(const Content& outer, size_t index) {
    return {outer.owner, index + 1, outer.owner->nodes[index].subtree_end, outer.dedent};
  }

  static std::string_view indent_of(const Content& content, const TemplateNode& node) {
    return without(line_prefix(*content.owner, node), content.dedent);
  }

  void variable(const Content& content, const TemplateNode& node) {
    const OrderedJson* value = resolve(*content.owner, node);
    if (!value) return;
    if (value->is_null() || value->is_structured() || value->is_binary()) {
      fail_name(*content.owner, node,
                ticked(name_of(*content.owner, node)) + " is " + type_phrase(*value) +
                    " and cannot be written as text");
    } else if (value->is_number_float() && !std::isfinite(value->get<double>())) {
      fail_name(*content.owner, node,
                ticked(name_of(*content.owner, node)) + " is not a finite number");
    } else if (!value->is_string()) {
      put(value->dump());
    } else if (node.own_line) {
      put_lines(value->get_ref<const std::string&>(), indent_of(content, node));
    } else {
      put(value->get_ref<const std::string&>());
    }
  }

  void section(const Content& content, size_t index) {
    const TemplateNode& node = content.owner->nodes[index];
    const OrderedJson* value = resolve(*content.owner, node);
    if (!value || !is_truthy(*value)) return;
    const Content inner = content_of(content, index);
    if (value->is_boolean()) {
      render_deeper(inner, {}, *content.owner, node);
      return;
    }
    scopes_.push_back({value, false, {}, {}, {}});
    if (value->is_array()) {
      // The items are alike: what is wrong with one is not worth finding in the others.
      const size_t errors_before = errors_.size();
      for (size_t i = 0; i < value->size() && errors_.size() == errors_before; ++i) {
        scopes_.back() = {&(*value)[i], true, i == 0, i + 1 == value->size(), i};
        count_step(*content.owner, node);
        render_deeper(inner, {}, *content.owner, node);
      }
    } else {
      render_deeper(inner, {}, *content.owner, node);
    }
    scopes_.pop_back();
  }

  void inverted(const Content& content, size_t index) {
    const TemplateNode& node = content.owner->nodes[index];
    const OrderedJson* value = resolve(*content.owner, node);
    if (!value || is_truthy(*value)) return;
    render_deeper(content_of(content, index), {}, *content.owner, node);
  }

  const Template* find_partial(const Template& owner, const TemplateNode& node) {
    const std::string_view name = name_of(owner, node);
    const auto found = partials_.find(name);
    if (found != partials_.end()) return &found->second;
    fail_name(owner, node, "unknown template " + ticked(name), hint_among(name, partials_));
    return nullptr;
  }

  void partial(const Content& content, const TemplateNode& node) {
    const Template* found = find_partial(*content.owner, node);
    if (found) render_deeper(whole(*found), indent_of(content, node), *content.owner, node);
  }

  // --- Blocks -------------------------------------------------------------------------------

  using Passed = std::map<std::string_view, Content>;

  /// What replaces the block, if anything does.
  const Content* replacement(std::string_view name, Content& storage) const {
    const auto overriding = overrides_.find(name);
    if (overriding != overrides_.end()) {
      storage = whole(overriding->second);
      return &storage;
    }
    for (const Passed& passed : passed_) {
      const auto found = passed.find(name);
      if (found != passed.end()) return &found->second;
    }
    return nullptr;
  }

  void block(const Content& content, size_t index) {
    const TemplateNode& node = content.owner->nodes[index];
    Content storage;
    const Content* replacing = replacement(name_of(*content.owner, node), storage);
    if (!replacing) {
      render_deeper(content_of(content, index), {}, *content.owner, node);
      return;
    }
    const size_t before = out_.size();
    render_deeper(*replacing, indent_of(content, node), *content.owner, node);
    const bool ends_line = out_.size() > before && out_.back() == '\n';
    if (node.own_line && out_.size() > before && !ends_line) out_ += '\n';
    if (!node.own_line && ends_line) out_.pop_back();
  }

  void parent(const Content& content, size_t index) {
    const Template& owner = *content.owner;
    const TemplateNode& node = owner.nodes[index];
    const Template* found = find_partial(owner, node);
    if (!found) return;
    Passed passed;
    for (size_t i = index + 1; i < node.subtree_end; i = owner.nodes[i].subtree_end) {
      pass_block(owner, i, *found, passed);
    }
    passed_.push_back(std::move(passed));
    render_deeper(whole(*found), indent_of(content, node), owner, node);
    passed_.pop_back();
  }

  void pass_block(const Template& owner, size_t index, const Template& parent, Passed& passed) {
    const TemplateNode& node = owner.nodes[index];
    const std::string_view name = name_of(owner, node);
    const Names& known = blocks_of(parent);
    if (!known.contains(name)) {
      fail_name(owner, node, "there is no block " + ticked(name) + " in " + ticked(parent.name),
                hint_among(name, known));
    } else if (!passed
                    .emplace(name,
                             Content{&owner, index + 1, node.subtree_end, line_prefix(owner, node)})
                    .second) {
      fail_name(owner, node, "the block " + ticked(name) + " is passed twice");
    }
  }

  const Names& blocks_of(const Template& value) {
    const auto [entry, is_new] = blocks_.try_emplace(&value);
    if (is_new) entry->second = block_names(value, partials_);
    return entry->second;
  }

  const Templates& partials_;
  const Overrides& overrides_;
  const RenderLimits limits_;

  std::string out_;
  std::string indent_;         ///< Of the partials and blocks that are open.
  std::deque<Scope> scopes_;   ///< Outermost first.
  std::deque<Passed> passed_;  ///< By the parents that are open, outermost first.
  uint32_t depth_ = 0;
  uint64_t steps_ = 0;
  bool stopped_ = false;
  std::vector<TemplateError> errors_;
  std::set<std::pair<const Template*, uint32_t>> reported_;
  std::map<const Template*, Names> blocks_;
};

}  // namespace

Rendered render(const Template& root, const OrderedJson& data, const Templates& partials,
                const Overrides& overrides, const RenderLimits& limits) {
  return Renderer(partials, overrides, limits).run(root, data);
}

std::set<std::string, std::less<>> block_names(const Template& root, const Templates& partials) {
  Names names;
  std::set<const Template*> seen{&root};
  std::vector<const Template*> open{&root};
  while (!open.empty()) {
    const Template& current = *open.back();
    open.pop_back();
    for (const TemplateNode& node : current.nodes) {
      const std::string_view name = name_of(current, node);
      if (node.kind == TagKind::block) names.emplace(name);
      if (node.kind != TagKind::partial && node.kind != TagKind::parent) continue;
      const auto found = partials.find(name);
      if (found != partials.end() && seen.insert(&found->second).second) {
        open.push_back(&found->second);
      }
    }
  }
  return names;
}

}  // namespace tally::compiler
