// The shared vectors of tests/vectors: documents with their verdicts, the same for C++ and
// JavaScript.
#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace tally::tests {

/// One document and what every judge has to say of it.
struct Vector {
  std::string name;
  std::string type;      // with its package
  std::string document;  // bytes: not every document is text
  bool valid = false;
  std::vector<std::pair<std::string, std::string>> issues;  // path and code, in order
};

inline std::string decode_base64(std::string_view text) {
  constexpr std::string_view digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  std::uint32_t bits = 0;
  std::uint32_t count = 0;
  for (const char c : text.substr(0, text.find('='))) {
    const std::size_t digit = digits.find(c);
    if (digit == std::string_view::npos)
      throw std::runtime_error("no base64: " + std::string(text));
    bits = bits << 6U | static_cast<std::uint32_t>(digit);
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes += static_cast<char>(bits >> count & 0xFFU);
    }
  }
  return bytes;
}

/// The document is `document` (text) or `base64` (bytes), followed by `spaces` white space.
inline std::vector<Vector> read_vectors(const std::filesystem::path& path) {
  std::vector<Vector> vectors;
  for (const auto& json : nlohmann::json::parse(std::ifstream(path))) {
    Vector vector;
    vector.name = json.at("name");
    vector.type = json.at("type");
    vector.document = json.contains("base64") ? decode_base64(json["base64"].get<std::string>())
                                              : json.at("document").get<std::string>();
    vector.document.append(json.value("spaces", 0U), ' ');
    vector.valid = json.value("valid", false);
    for (const auto& issue : json.value("issues", nlohmann::json::array())) {
      vector.issues.emplace_back(issue.at("path"), issue.at("code"));
    }
    vectors.push_back(std::move(vector));
  }
  return vectors;
}

/// The files of tests/vectors that hold vectors, by name.
inline std::vector<std::filesystem::path> vector_files() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(TALLY_SOURCE_DIR "/tests/vectors")) {
    if (entry.path().filename() != "json_suite_i.json") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace tally::tests
