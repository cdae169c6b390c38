// Makes documents out of sound ones: some only spelled differently, some with one or more faults.
// The same seed makes the same documents on every platform.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "differential/tree.h"

namespace tally::tests {

/// Sebastiano Vigna's SplitMix64.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9E3779B97F4A7C15U;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31U);
  }
  /// Below `count`, which is not 0.
  std::size_t below(std::size_t count) { return static_cast<std::size_t>(next() % count); }
  bool one_in(std::size_t count) { return below(count) == 0; }
  template <class List>
  auto& pick(List& list) {
    return list[below(std::size(list))];
  }

 private:
  std::uint64_t state_;
};

/// Values at the edges of what types hold, and of what a document may hold.
inline constexpr std::string_view edge_values[] = {"null",
                                                   "true",
                                                   "false",
                                                   "[]",
                                                   "{}",
                                                   "\"\"",
                                                   "0",
                                                   "-0",
                                                   "-0.0",
                                                   "1",
                                                   "-1",
                                                   "0.5",
                                                   "1.0",
                                                   "1e0",
                                                   "10e-1",
                                                   "1E+2",
                                                   "127",
                                                   "128",
                                                   "-128",
                                                   "-129",
                                                   "255",
                                                   "256",
                                                   "32767",
                                                   "32768",
                                                   "-32768",
                                                   "-32769",
                                                   "65535",
                                                   "65536",
                                                   "2147483647",
                                                   "2147483648",
                                                   "-2147483648",
                                                   "-2147483649",
                                                   "4294967295",
                                                   "4294967296",
                                                   "9007199254740991",
                                                   "9007199254740992",
                                                   "9007199254740993",
                                                   "-9007199254740993",
                                                   "9223372036854775807",
                                                   "9223372036854775808",
                                                   "-9223372036854775808",
                                                   "-9223372036854775809",
                                                   "18446744073709551614",
                                                   "18446744073709551615",
                                                   "18446744073709551616",
                                                   "1e400",
                                                   "-1e400",
                                                   "1e-400",
                                                   "5e-324",
                                                   "1.7976931348623157e308",
                                                   "1.7976931348623159e308",
                                                   "3.4028234663852886e38",
                                                   "3.5e38",
                                                   "0.1",
                                                   "0.25",
                                                   "0.3",
                                                   "100",
                                                   "99.75",
                                                   "1e21",
                                                   "123456789012345678901234567890",
                                                   "1.00000000000000000000000001",
                                                   "\"0\"",
                                                   "\"-1\"",
                                                   "\"9223372036854775807\"",
                                                   "\"9223372036854775808\"",
                                                   "\"18446744073709551615\"",
                                                   "\"01\"",
                                                   "\"1.0\"",
                                                   "\"null\"",
                                                   "\"a\"",
                                                   "\"A\"",
                                                   "\"\\u0041\"",
                                                   "\"\xC3\xA9\"",
                                                   "\"\xF0\x9F\x98\x80\"",
                                                   "\"\\ud83d\\ude00\"",
                                                   "\"\\ud800\"",
                                                   "\"\\udc00x\"",
                                                   "\"\xED\xA0\x80\"",
                                                   "\"\xFF\"",
                                                   "\"\\u0000\"",
                                                   "\"\\n\\t\\\"\"",
                                                   "\"2026-11-21T10:00:00Z\"",
                                                   "\"2026-11-21T10:00:00.123456789+23:59\"",
                                                   "\"2016-12-31T23:59:60Z\"",
                                                   "\"9999-12-31T23:59:59Z\"",
                                                   "\"6E9BD4B4-9C1C-4C8C-8D6C-0A4F2F8D3A11\"",
                                                   "\"6e9bd4b4\"",
                                                   "[null]",
                                                   "[1,[2,[3]]]",
                                                   "{\"a\":1}",
                                                   "{\"a\":1,\"a\":2}",
                                                   "{\"\\u0061\":1,\"a\":2}",
                                                   "NaN",
                                                   "01",
                                                   "+1",
                                                   ".5",
                                                   "1.",
                                                   "tru",
                                                   "\"\\x\"",
                                                   "'a'"};

inline constexpr std::string_view edge_keys[] = {
    "\"\"",         "\"x\"",       "\"a/b~c\"",   "\"__proto__\"", "\"constructor\"",
    "\"\xC3\xA9\"", "\"\\u0061\"", "\"\\ud800\"", "\"10\"",        "\"2\"",
    "\"type\"",     "\"method\"",  "\"id\""};

/// Byte sequences that text readers stumble over.
inline constexpr std::string_view edge_bytes[] = {"\xEF\xBB\xBF",
                                                  "\xFF",
                                                  "\xED\xA0\x80",
                                                  "\xC0\x80",
                                                  "\xE2\x82",
                                                  "\xF4\x90\x80\x80",
                                                  "\\",
                                                  "\"",
                                                  "{",
                                                  "}",
                                                  "[",
                                                  "]",
                                                  ",",
                                                  ":",
                                                  "\n",
                                                  "\t",
                                                  "\\u",
                                                  "\\ud800",
                                                  "e",
                                                  ".",
                                                  "-",
                                                  "0",
                                                  "//",
                                                  "\x01u",
                                                  "\x7F",
                                                  " "};

class Mutator {
 public:
  explicit Mutator(std::uint64_t seed) : random_(seed) {}

  /// A document made of `sample`; `other` gives parts that are strange to it.
  std::string operator()(const Tree& sample, const Tree& other) {
    Tree tree = sample;
    const std::size_t respellings = random_.below(4);
    for (std::size_t i = 0; i < respellings; ++i) respell(tree);
    // Two in five documents are left sound.
    const std::size_t faults = random_.below(5) < 2 ? 0 : 1 + random_.below(3);
    for (std::size_t i = 0; i < faults; ++i) damage(tree, other);
    std::string text = printed(tree);
    if (faults > 0 && random_.one_in(5)) damage_bytes(text);
    return text;
  }

 private:
  Tree& any_node(Tree& tree) {
    nodes_.clear();
    collect(tree, nodes_);
    return *random_.pick(nodes_);
  }

  /// Any node of this kind, or null.
  Tree* any_node(Tree& tree, bool (*suits)(const Tree&)) {
    nodes_.clear();
    collect(tree, nodes_);
    std::erase_if(nodes_, [&](const Tree* node) { return !suits(*node); });
    return nodes_.empty() ? nullptr : random_.pick(nodes_);
  }

  static bool is_number(const Tree& tree) {
    return !tree.text.empty() &&
           (tree.text[0] == '-' || (tree.text[0] >= '0' && tree.text[0] <= '9'));
  }
  static bool is_string(const Tree& tree) { return !tree.text.empty() && tree.text[0] == '"'; }
  static bool is_object(const Tree& tree) { return !tree.keys.empty(); }
  static bool has_items(const Tree& tree) { return !tree.items.empty(); }

  // ---- The same document, spelled differently ----

  void respell(Tree& tree) {
    switch (random_.below(4)) {
      case 0:
        if (Tree* object = any_node(tree, is_object)) shuffle(*object);
        break;
      case 1:
        if (Tree* number = any_node(tree, is_number)) respell_number(number->text);
        break;
      case 2:
        if (Tree* string = any_node(tree, is_string)) escape(string->text);
        break;
      default:
        if (Tree* object = any_node(tree, is_object)) escape(random_.pick(object->keys));
        break;
    }
  }

  void shuffle(Tree& object) {
    for (std::size_t i = object.keys.size() - 1; i > 0; --i) {
      const std::size_t j = random_.below(i + 1);
      std::swap(object.keys[i], object.keys[j]);
      std::swap(object.items[i], object.items[j]);
    }
  }

  void respell_number(std::string& text) {
    const bool exponent = text.find_first_of("eE") != std::string::npos;
    const bool fraction = text.find('.') != std::string::npos;
    if (exponent) return;
    switch (random_.below(4)) {
      case 0:
        text += "e0";
        break;
      case 1:
        text += "E+00";
        break;
      case 2:
        text += fraction ? "000" : ".000";
        break;
      default:
        text += fraction ? "0e-0" : "00e-2";
        break;
    }
  }

  /// Replaces one ASCII character that is no part of an escape by its \u form.
  void escape(std::string& text) {
    const std::size_t at = 1 + random_.below(text.size());
    if (at + 1 >= text.size() || text.find('\\') != std::string::npos) return;
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte >= 0x80) return;
    constexpr std::string_view digits = "0123456789abcdef";
    text.replace(at, 1, {'\\', 'u', '0', '0', digits[byte >> 4U], digits[byte & 15U]});
  }

  std::string printed(const Tree& tree) {
    constexpr std::string_view spaces[] = {" ", "\n", "\t", "\r\n  "};
    const bool spaced = random_.one_in(3);
    const auto space = [&] {
      return spaced && random_.one_in(4) ? random_.pick(spaces) : std::string_view{};
    };
    std::string text(space());
    print(tree, text, space);
    text += space();
    return text;
  }

  // ---- Something else ----

  void damage(Tree& tree, const Tree& other) {
    switch (random_.below(13)) {
      case 0:
      case 1:
      case 2:
        set_value(any_node(tree));
        break;
      case 3:
        if (Tree* number = any_node(tree, is_number)) damage_number(number->text);
        break;
      case 4:
      case 5:
        if (Tree* string = any_node(tree, is_string)) damage_string(string->text);
        break;
      case 6:
        if (Tree* node = any_node(tree, has_items)) erase(*node, random_.below(node->items.size()));
        break;
      case 7:
        if (Tree* node = any_node(tree, has_items)) repeat(*node);
        break;
      case 8:
        if (Tree* object = any_node(tree, is_object)) rename(*object);
        break;
      case 9:
        if (Tree* object = any_node(tree, is_object)) add_member(*object);
        break;
      case 10:
        swap(tree);
        break;
      case 11:
        any_node(tree) = transplant(other);
        break;
      default:
        wrap(any_node(tree));
        break;
    }
  }

  void set_value(Tree& node) { node = {.text = std::string(random_.pick(edge_values))}; }

  void damage_number(std::string& text) {
    switch (random_.below(5)) {
      case 0:
        text = text[0] == '-' ? text.substr(1) : '-' + text;
        break;
      case 1:
        text += '0';
        break;
      case 2:
        text += "e1";
        break;
      case 3:
        text += "e-1";
        break;
      default:
        text.back() = static_cast<char>('0' + random_.below(10));
        break;
    }
  }

  void damage_string(std::string& text) {
    constexpr std::string_view parts[] = {
        "a", "A", "0", "-", ".", " ", "\xC3\xA9", "\xF0\x9F\x98\x80", "\\u0000", "\\n"};
    if (text.size() > 2 && random_.one_in(2)) {
      text.erase(1 + random_.below(text.size() - 2), 1);
      return;
    }
    const std::size_t count = random_.one_in(4) ? random_.below(300) : 1;
    const std::string_view part = random_.pick(parts);
    const std::size_t at = random_.one_in(2) ? 1 : text.size() - 1;
    for (std::size_t i = 0; i < count; ++i) text.insert(at, part);
  }

  static void erase(Tree& node, std::size_t at) {
    node.items.erase(node.items.begin() + static_cast<std::ptrdiff_t>(at));
    if (node.kind == Tree::Kind::object)
      node.keys.erase(node.keys.begin() + static_cast<std::ptrdiff_t>(at));
  }

  /// One item or member again: once, or so often that a limit is reached.
  void repeat(Tree& node) {
    const std::size_t at = random_.below(node.items.size());
    const Tree item = node.items[at];
    const std::size_t count = random_.one_in(8) ? random_.below(250) : 1;
    for (std::size_t i = 0; i < count && item.items.size() < 10; ++i) {
      node.items.push_back(item);
      if (node.kind != Tree::Kind::object) continue;
      std::string key = node.keys[at];
      if (count > 1) key.insert(key.size() - 1, std::to_string(i));
      node.keys.push_back(std::move(key));
    }
  }

  void rename(Tree& object) {
    std::string& key = random_.pick(object.keys);
    switch (random_.below(3)) {
      case 0:
        key = random_.pick(edge_keys);
        break;
      case 1:
        key = std::string(random_.pick(object.keys));
        break;
      default:
        damage_string(key);
        break;
    }
  }

  void add_member(Tree& object) {
    object.keys.emplace_back(random_.pick(edge_keys));
    object.items.emplace_back();
    set_value(object.items.back());
  }

  void swap(Tree& tree) {
    nodes_.clear();
    collect(tree, nodes_);
    Tree* a = random_.pick(nodes_);
    Tree* b = random_.pick(nodes_);
    // Neither may lie inside the other.
    if (a->kind == Tree::Kind::scalar && b->kind == Tree::Kind::scalar) std::swap(*a, *b);
  }

  Tree transplant(const Tree& other) {
    Tree copy = other;
    return any_node(copy);
  }

  /// Puts a value into arrays or objects, sometimes beyond every limit of depth.
  void wrap(Tree& node) {
    const std::size_t depth = random_.one_in(4) ? random_.below(80) : 1;
    const bool object = random_.one_in(2);
    std::string text = printed(node);
    for (std::size_t i = 0; i < depth; ++i)
      text = object ? "{\"a\":" + text + '}' : '[' + text + ']';
    node = {.text = std::move(text)};
  }

  void damage_bytes(std::string& text) {
    const std::size_t at = random_.below(text.size() + 1);
    switch (random_.below(6)) {
      case 0:
        text.insert(at, random_.pick(edge_bytes));
        break;
      case 1:
        text.resize(at);
        break;
      case 2:
        text.erase(at, 1 + random_.below(3));
        break;
      case 3:
        text.insert(random_.one_in(2) ? 0 : text.size(), random_.pick(edge_bytes));
        break;
      case 4:
        text.insert(at, 1, static_cast<char>(random_.below(256)));
        break;
      default:
        if (at < text.size()) text[at] = static_cast<char>(text[at] ^ (1 << random_.below(8)));
        break;
    }
  }

  Random random_;
  std::vector<Tree*> nodes_;
};

}  // namespace tally::tests
