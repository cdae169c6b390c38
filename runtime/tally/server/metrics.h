// Metrics in Prometheus text format 0.0.4.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace tally::server {

/// Builds the text, one metric after another. Names are literals.
class Metrics {
 public:
  void begin(std::string_view name, std::string_view type, std::string_view help) {
    name_ = name;
    text_.append("# HELP ").append(name).append(" ").append(help);
    text_.append("\n# TYPE ").append(name).append(" ").append(type).append("\n");
  }
  void sample(std::uint64_t value) { line({}, value); }
  void sample(std::string_view label, std::string_view text, std::uint64_t value) {
    std::string labels = "{" + std::string(label) + "=\"";
    for (const char c : text) {
      if (c == '"' || c == '\\') labels += '\\';
      labels += c;
    }
    line(labels + "\"}", value);
  }
  void single(std::string_view name, std::string_view type, std::string_view help,
              std::uint64_t value) {
    begin(name, type, help);
    sample(value);
  }
  std::string take() { return std::move(text_); }

 private:
  void line(std::string_view labels, std::uint64_t value) {
    text_.append(name_).append(labels).append(" ").append(std::to_string(value)).append("\n");
  }

  std::string_view name_;
  std::string text_;
};

}  // namespace tally::server
