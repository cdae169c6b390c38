#include "diagnose/print_github.h"

#include <string_view>

#include "diagnose/print_text.h"

namespace tally::compiler {
namespace {

std::string escaped(std::string_view text, std::string_view also = {}) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string result;
  for (const char c : text) {
    if (c == '%' || c == '\r' || c == '\n' || also.find(c) != std::string_view::npos) {
      const auto byte = static_cast<unsigned char>(c);
      result += {'%', digits[byte >> 4U], digits[byte & 15U]};
    } else {
      result += c;
    }
  }
  return result;
}

std::string property(std::string_view text) {
  return escaped(visible(text), ":,");
}

std::string at(const FilePlace& place) {
  return " at " + visible(place.path) + ":" + std::to_string(place.begin.line) + ":" +
         std::to_string(place.begin.column);
}

}  // namespace

std::string print_github(std::span<const Finding> findings) {
  constexpr std::string_view commands[] = {"error", "warning", "notice"};
  std::string out;
  for (const Finding& finding : findings) {
    out.append("::").append(commands[static_cast<std::size_t>(finding.severity)]).append(" ");
    if (const auto& place = finding.place) {
      out += "file=" + property(place->path) + ",line=" + std::to_string(place->begin.line);
      if (place->end.line == place->begin.line) {
        out += ",col=" + std::to_string(place->begin.column) +
               ",endColumn=" + std::to_string(place->end.column);
      } else {
        out += ",endLine=" + std::to_string(place->end.line);
      }
      out += ",";
    }
    std::string text = visible(finding.message);
    if (!finding.label.empty()) text += "\n" + visible(finding.label);
    for (const RelatedFinding& related : finding.related) {
      text += "\n" + visible(related.message) + (related.place ? at(*related.place) : "");
    }
    out += "title=" + property(finding.rule) + "::" + escaped(text) + "\n";
  }
  return out;
}

}  // namespace tally::compiler
