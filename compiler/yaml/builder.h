// Makes a Tree from yaml-cpp's events, and refuses what the strict subset leaves out.
#pragma once

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/mark.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "yaml/parse.h"

namespace tally::compiler::yaml {

// Thrown through yaml-cpp, and caught by parse(), when going on makes no sense; the error has been
// added.
struct Stop {};

class Builder final : public YAML::EventHandler {
 public:
  Builder(FileId file, const Sources& sources, Diagnostics& diagnostics, const Limits& limits);

  // Whether a document with something in it was read.
  bool has_root() const { return has_root_; }
  Tree take_tree() { return std::move(tree_); }

  // Behind the last thing that was read.
  std::uint32_t cursor() const { return cursor_; }

  // Scalars over more than one line, in order: in them a line's start says nothing about structure.
  const std::vector<Span>& long_scalars() const { return long_scalars_; }

  // Where the innermost bracket that is still open stands, or nowhere.
  Span open_bracket() const;

  void OnDocumentStart(const YAML::Mark& mark) override;
  void OnDocumentEnd() override;
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override;
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override;
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override;
  void OnMapEnd() override { close(); }

 private:
  // A collection that is being read.
  struct Open {
    Node* node;
    bool bracket;               // starts with one; `[a: b]` holds a mapping that does not
    bool block;                 // laid out by indentation
    const Node* key = nullptr;  // read, its value is not
    std::unordered_map<std::string_view, const Node*> seen = {};  // keys so far
  };

  Span span(std::uint32_t begin, std::uint32_t end) const { return {file_, begin, end}; }
  bool expects_key() const {
    return !open_.empty() && open_.back().node->is_mapping() && open_.back().key == nullptr;
  }

  std::uint32_t refuse_properties(std::uint32_t at);
  std::uint32_t place_of_empty() const;
  bool is_written_null(std::uint32_t at, std::uint32_t end) const;

  Node& add_node(Kind kind, std::uint32_t begin, std::uint32_t end);
  void add_scalar(std::uint32_t begin, std::uint32_t end, Style style, std::string text);
  void open(Kind kind, const YAML::Mark& mark, bool flow);
  void close();
  void attach(const Node& node);
  void check_key(const Node& key);
  void check_quotes(Span scalar);
  void check_comment(std::uint32_t at);
  void add_entry(Open& mapping, const Node& value);

  FileId file_;
  std::string_view text_;
  Diagnostics& diagnostics_;
  Limits limits_;
  Tree tree_;
  std::vector<Open> open_;
  std::vector<Span> long_scalars_;
  // Reported when the document is complete: yaml-cpp also invents empty keys just before it gives
  // up.
  std::vector<Span> missing_keys_;
  std::uint32_t cursor_ = 0;
  bool has_root_ = false;
};

}  // namespace tally::compiler::yaml
