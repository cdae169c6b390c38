#include "compat/texts.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <string_view>
#include <utility>
#include <variant>

#include "pattern/walk.h"
#include "tally/engine/json/text.h"

namespace tally::compiler::compat {
namespace {

struct Search {
  Answer within = Answer::yes;
  std::optional<std::string> witness;  // when `no`, unless it is long
};

/// Breadth first, so that the witness is a shortest one.
class Product {
 public:
  Product(const Texts& inner, const Texts& outer) : inner_(inner), outer_(outer) {
    for (const CompiledPattern& pattern : inner.patterns) all_.push_back(&pattern);
    for (const CompiledPattern& pattern : outer.patterns) all_.push_back(&pattern);
    // Lengths beyond this one are alike.
    for (const Counts* counts : {&inner.lengths, &outer.lengths}) {
      longest_ = std::max(longest_, counts->least);
      if (counts->most != Counts::unlimited) longest_ = std::max(longest_, counts->most + 1);
    }
    choose_characters();
  }

  Search run() {
    constexpr std::size_t most_nodes = 200'000;
    State start;
    for (const CompiledPattern* pattern : all_) start.push_back(pattern->start);
    start.push_back(0);
    add(std::move(start), 0, 0);
    for (std::size_t at = 0; at < nodes_.size(); ++at) {
      const State state = *nodes_[at].state;
      if (in(inner_, 0, state) && !in(outer_, inner_.patterns.size(), state))
        return {Answer::no, path(at)};
      if (nodes_.size() > most_nodes) return {Answer::unknown, {}};
      for (const std::uint32_t character : characters_) follow(state, character, at);
    }
    return {};
  }

 private:
  // A state of each automaton, and the length so far.
  using State = std::vector<std::uint32_t>;

  struct Node {
    const State* state;
    std::size_t from;
    std::uint32_t character;
  };

  /// One character stands for all that no automaton tells apart: a printable one where there is
  /// one, and these come first, for the sake of the witness.
  void choose_characters() {
    const auto kinds = pattern::kinds_of_characters(all_);
    std::vector<bool> chosen(kinds.size(), false);
    const auto choose = [&](std::uint32_t first, std::uint32_t last) {
      for (std::uint32_t character = first; character <= last; ++character) {
        for (std::size_t i = 0; i < kinds.size(); ++i) {
          if (chosen[i] || !has(kinds[i], character)) continue;
          chosen[i] = true;
          characters_.push_back(character);
        }
      }
    };
    for (const auto& [first, last] : {std::pair{'a', 'z'}, {'0', '9'}, {'A', 'Z'}, {' ', '~'}})
      choose(static_cast<std::uint8_t>(first), static_cast<std::uint8_t>(last));
    for (std::size_t i = 0; i < kinds.size(); ++i) {
      if (!chosen[i]) characters_.push_back(kinds[i].front().first);
    }
  }

  static bool has(const std::vector<pattern::CodePointRange>& ranges, std::uint32_t character) {
    return std::any_of(ranges.begin(), ranges.end(), [&](const pattern::CodePointRange& range) {
      return range.first <= character && character <= range.last;
    });
  }

  [[nodiscard]] std::uint32_t length(const State& state) const { return state.back(); }

  [[nodiscard]] bool in(const Texts& texts, std::size_t first, const State& state) const {
    if (length(state) < texts.lengths.least || length(state) > texts.lengths.most) return false;
    for (std::size_t i = 0; i < texts.patterns.size(); ++i) {
      if (!pattern::accepts(texts.patterns[i], state[first + i])) return false;
    }
    return true;
  }

  void follow(const State& state, std::uint32_t character, std::size_t from) {
    State next = state;
    for (std::size_t i = 0; i < all_.size(); ++i)
      next[i] = pattern::step(*all_[i], state[i], character);
    for (std::size_t i = 0; i < inner_.patterns.size(); ++i) {
      if (next[i] == inner_.patterns[i].first_sink + 1) return;
    }
    if (length(state) < longest_) ++next.back();
    if (length(next) > inner_.lengths.most) return;
    add(std::move(next), from, character);
  }

  void add(State state, std::size_t from, std::uint32_t character) {
    const auto [known, fresh] = seen_.insert(std::move(state));
    if (fresh) nodes_.push_back({&*known, from, character});
  }

  [[nodiscard]] std::string path(std::size_t at) const {
    std::vector<std::uint32_t> characters;
    for (; at != 0; at = nodes_[at].from) characters.push_back(nodes_[at].character);
    std::string text;
    for (auto character = characters.rbegin(); character != characters.rend(); ++character) {
      char bytes[4];
      text.append(bytes, append_utf8(bytes, *character));
    }
    return text;
  }

  const Texts& inner_;
  const Texts& outer_;
  std::vector<const CompiledPattern*> all_;
  std::uint64_t longest_ = 0;
  std::vector<std::uint32_t> characters_;
  std::set<State> seen_;  // a set, so that states stay where they are
  std::vector<Node> nodes_;
};

std::vector<std::string> sources(const Texts& texts) {
  std::vector<std::string> result;
  for (const CompiledPattern& pattern : texts.patterns) result.push_back(pattern.source);
  return result;
}

Search search(const Texts& inner, const Texts& outer) {
  // Without a new pattern only lengths can tell, and often they do without a walk.
  const auto known = sources(inner);
  const auto asked = sources(outer);
  const bool covered = std::all_of(asked.begin(), asked.end(), [&](const std::string& source) {
    return std::find(known.begin(), known.end(), source) != known.end();
  });
  if (covered && within(inner.lengths, outer.lengths)) return {};
  if (inner.patterns.empty() && outer.patterns.empty()) {
    if (inner.lengths.least > inner.lengths.most) return {};
    const bool shorter = inner.lengths.least < outer.lengths.least;
    const std::uint64_t length =
        shorter ? inner.lengths.least : std::max(inner.lengths.least, outer.lengths.most + 1);
    constexpr std::uint64_t longest = 1000;
    if (length > longest) return {Answer::no, std::nullopt};
    return {Answer::no, std::string(static_cast<std::size_t>(length), 'a')};
  }
  return Product(inner, outer).run();
}

/// Texts that tell formats from each other: those that a format accepts, and near misses.
constexpr std::string_view samples[] = {
    "2026-11-21",  "2026-11-21T13:47:16Z",
    "P1DT2H",      "a@b.example",
    "b.example",   "192.0.2.1",
    "2001:db8::1", "/a/b",
    "a(b)",        "13:47:16Z",
    "urn:a:b",     "6f1c0c9e-0c5e-4c3b-9f4e-5a1c2d3e4f50",
    "a/b",         "(",
    " ",           "a",
    "0",           "",
};

bool in(const Counts& counts, std::uint64_t count) {
  return count >= counts.least && count <= counts.most;
}

bool is_limited(const Counts& counts) {
  return counts.least > 0 || counts.most < Counts::unlimited;
}

/// Whether all texts of `inner` have the lengths in bytes and UTF-16 code units that `outer` asks
/// for: as far as the three lengths of a text say so of each other.
bool units_fit(const Texts& inner, const Texts& outer) {
  const Counts bytes{std::max({inner.bytes.least, inner.utf16.least, inner.lengths.least}),
                     std::min({inner.bytes.most, 3 * inner.utf16.most, 4 * inner.lengths.most})};
  const Counts utf16{
      std::max({inner.utf16.least, inner.lengths.least, (inner.bytes.least + 2) / 3}),
      std::min({inner.utf16.most, inner.bytes.most, 2 * inner.lengths.most})};
  return (!is_limited(outer.bytes) || within(bytes, outer.bytes)) &&
         (!is_limited(outer.utf16) || within(utf16, outer.utf16));
}

/// Texts of about the lengths that `counts` has limits of, of characters of all sizes.
void add_lengths(const Counts& counts, std::vector<std::string>& texts) {
  constexpr std::uint64_t longest = 1000;
  constexpr std::string_view characters[] = {"a", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80"};
  for (const std::uint64_t count : {counts.least - 1, counts.least, counts.most, counts.most + 1}) {
    if (count > longest) continue;  // also below 0
    for (const std::string_view character : characters) {
      for (const std::uint64_t divisor : {std::uint64_t{1}, std::uint64_t{character.size()}}) {
        std::string text;
        for (std::uint64_t i = 0; i < (count + divisor - 1) / divisor; ++i) text += character;
        texts.push_back(std::move(text));
      }
    }
  }
}

bool holds(const Texts& texts, std::string_view text) {
  const auto matches_pattern = [&](const CompiledPattern& pattern) {
    return matches(pattern.pattern(), text);
  };
  const char* end = text.data() + text.size();
  return in(texts.lengths, count_code_points(text.data(), end)) && in(texts.bytes, text.size()) &&
         in(texts.utf16, count_utf16_units(text.data(), end)) &&
         std::all_of(texts.patterns.begin(), texts.patterns.end(), matches_pattern) &&
         std::all_of(texts.formats.begin(), texts.formats.end(),
                     [&](Format format) { return matches(format, text); });
}

/// Patterns and lengths are decided by the walk, formats by a text that shows the difference.
Search search_with_formats(const Texts& inner, const Texts& outer) {
  Search found = search(inner, outer);
  const bool covered = std::all_of(outer.formats.begin(), outer.formats.end(), [&](Format format) {
    return std::find(inner.formats.begin(), inner.formats.end(), format) != inner.formats.end();
  });
  // What the walk found is the whole truth where no format and no other length can change it.
  const bool narrowed =
      !inner.formats.empty() || is_limited(inner.bytes) || is_limited(inner.utf16);
  const bool settled = covered && units_fit(inner, outer) ? found.within == Answer::yes || !narrowed
                                                          : found.within == Answer::no && !narrowed;
  if (settled) return found;
  std::vector<std::string> candidates(std::begin(samples), std::end(samples));
  if (found.witness) candidates.push_back(*found.witness);
  for (const Counts* counts : {&outer.bytes, &outer.utf16, &outer.lengths})
    add_lengths(*counts, candidates);
  // Short texts that the inner limits allow, of several kinds.
  for (const char* without : {"[^\\s\\S]", "^$", "^[0-9A-Za-z]*$", "^[^ ]*$", "^[^(]*$"}) {
    Texts other = texts_of(Json{{"pattern", {without}}});
    if (auto text = search(inner, other).witness) candidates.push_back(std::move(*text));
  }
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const auto& a, const auto& b) { return a.size() < b.size(); });
  for (std::string& text : candidates) {
    if (holds(inner, text) && !holds(outer, text)) return {Answer::no, std::move(text)};
  }
  return {Answer::unknown, std::nullopt};
}

}  // namespace

Counts counts_of(const Json& limits, Subject subject, model::LengthUnit unit) {
  Counts counts;
  if (!limits.is_object()) return counts;
  for (const model::KeywordRow& row : model::keywords()) {
    const auto keyword = static_cast<model::Keyword>(&row - model::keywords().data());
    const std::string name = limit_name(keyword, unit);
    if (row.subject != subject || !limits.contains(name)) continue;
    const std::uint64_t limit = std::stoull(limits[name].front().get<std::string>());
    (row.bound == Bound::lower ? counts.least : counts.most) = limit;
  }
  return counts;
}

Items items_of(const Json& limits) {
  Items items{counts_of(limits, Subject::items), false, {}};
  if (!limits.is_object()) return items;
  items.unique = limits.contains("uniqueItems");
  for (const Json& names : limits.value("uniqueBy", Json::array()))
    items.keys.push_back(Json::parse(names.get<std::string>()));
  return items;
}

Answer within(const Items& inner, const Items& outer) {
  if (!within(inner.counts, outer.counts)) return Answer::no;
  // Lists without two elements keep any demand. Elements that differ in some fields differ as a
  // whole, and in more fields.
  if (inner.counts.most < 2) return Answer::yes;
  const auto is_met = [&](const std::set<std::string>& names) {
    return std::any_of(inner.keys.begin(), inner.keys.end(), [&](const auto& key) {
      return std::includes(names.begin(), names.end(), key.begin(), key.end());
    });
  };
  const bool whole = !outer.unique || inner.unique || !inner.keys.empty();
  if (whole && std::all_of(outer.keys.begin(), outer.keys.end(), is_met)) return Answer::yes;
  // Without a demand equal elements stand beside each other; else it depends on what elements there
  // can be.
  return inner.unique || !inner.keys.empty() ? Answer::unknown : Answer::no;
}

bool within(const Counts& inner, const Counts& outer) {
  return inner.least > inner.most || (inner.least >= outer.least && inner.most <= outer.most);
}

Texts texts_of(const Json& limits) {
  Texts texts;
  texts.lengths = counts_of(limits, Subject::length);
  texts.bytes = counts_of(limits, Subject::length, model::LengthUnit::bytes);
  texts.utf16 = counts_of(limits, Subject::length, model::LengthUnit::utf16);
  texts.lengths.least =
      std::max({texts.lengths.least, (texts.bytes.least + 3) / 4, (texts.utf16.least + 1) / 2});
  texts.lengths.most = std::min({texts.lengths.most, texts.bytes.most, texts.utf16.most});
  if (!limits.is_object()) return texts;
  for (const Json& name : limits.value("format", Json::array())) {
    if (const auto format = find_format(name.get<std::string>())) texts.formats.push_back(*format);
  }
  if (!limits.contains("pattern")) return texts;
  for (const Json& source : limits["pattern"]) {
    auto compiled = compile_pattern(source.get<std::string>());
    if (auto* pattern = std::get_if<CompiledPattern>(&compiled))
      texts.patterns.push_back(std::move(*pattern));
  }
  return texts;
}

Texts texts_of_enum(const Json& form) {
  if (form.contains("open")) return {};
  std::string source;
  for (const Json& value : form["values"]) {
    source += source.empty() ? "^(?:" : "|";
    for (const char c : value["wire"].get<std::string>()) {
      // Only what ASCII has could mean something in a pattern.
      const auto byte = static_cast<std::uint8_t>(c);
      constexpr std::string_view digits = "0123456789abcdef";
      if (byte >= 0x80) {
        source += c;
      } else {
        source += "\\x";
        source += digits[byte >> 4U];
        source += digits[byte & 0xfU];
      }
    }
  }
  return texts_of(Json{{"pattern", {source + ")$"}}});
}

Answer within(const Texts& inner, const Texts& outer) {
  return search_with_formats(inner, outer).within;
}

std::optional<std::string> only_in(const Texts& inner, const Texts& outer) {
  return search_with_formats(inner, outer).witness;
}

}  // namespace tally::compiler::compat
