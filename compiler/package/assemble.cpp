#include "package/assemble.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <string_view>
#include <system_error>
#include <utility>

#include "render/ordered_json.h"
#include "tally/engine/values/base64.h"

namespace tally::compiler::package {
namespace {

namespace fs = std::filesystem;

std::optional<std::string> bytes_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

/// What belongs to one part alone: modules by the beginning of their names, and entries.
struct Row {
  std::string_view program;
  bool Parts::*part;
  std::array<std::string_view, 2> modules;
  std::array<std::string_view, 3> entries;
};
constexpr std::array<Row, 2> rows = {{
    {"contracts.wasm", &Parts::judge, {"index.", "inline."}, {".", "./inline", "./contracts.wasm"}},
    {"db.wasm", &Parts::db, {"db.", "db."}, {"./db", "./db.wasm", "./db.wasm"}},
}};

std::string to_base64(std::string_view bytes) {
  std::string text(max_encoded_size(bytes.size()), '=');
  const auto* data = reinterpret_cast<const std::byte*>(bytes.data());
  encode_base64(text.data(), data, bytes.size(), Base64::standard);
  return text;
}

std::string manifest_of(const std::string& text, const Parts& parts) {
  OrderedJson manifest = OrderedJson::parse(text);
  for (const Row& row : rows) {
    if (parts.*row.part) continue;
    for (const std::string_view entry : row.entries) manifest["exports"].erase(std::string(entry));
    OrderedJson& files = manifest["files"];
    files.erase(std::remove(files.begin(), files.end(), std::string(row.program)), files.end());
  }
  if (!parts.judge) manifest.erase("types");
  manifest["files"].push_back("*.map");
  return manifest.dump(2) + "\n";
}

}  // namespace

Result<std::vector<OutputFile>, Problem> package_files(std::vector<OutputFile> generated,
                                                       const fs::path& folder, const Parts& parts) {
  for (const Row& row : rows) {
    if (!(parts.*row.part)) {
      const auto belongs = [&](const OutputFile& file) {
        return std::any_of(row.modules.begin(), row.modules.end(),
                           [&](std::string_view begins) { return file.path.starts_with(begins); });
      };
      generated.erase(std::remove_if(generated.begin(), generated.end(), belongs), generated.end());
      continue;
    }
    std::optional<std::string> program = bytes_of(folder / row.program);
    if (!program) return Problem{"missing", "the program was not made", std::string(row.program)};
    if (row.part == &Parts::judge) {
      generated.push_back(
          {"contracts.wasm.js", "export default \"" + to_base64(*program) + "\";\n"});
    }
    generated.push_back({std::string(row.program), std::move(*program)});
    if (auto map = bytes_of(folder / (std::string(row.program) + ".map")))
      generated.push_back({std::string(row.program) + ".map", std::move(*map)});
  }
  for (OutputFile& file : generated) {
    if (file.path == "package.json") file.content = manifest_of(file.content, parts);
  }
  return generated;
}

std::optional<Problem> put_in_place(const fs::path& made, const fs::path& place) {
  std::error_code error;
  fs::create_directories(place.parent_path(), error);
  fs::path old = place;
  old += ".old";
  fs::remove_all(old, error);
  const bool was_there = fs::exists(place, error);
  if (was_there) fs::rename(place, old, error);
  if (!error) fs::rename(made, place, error);
  if (error) {
    const Problem problem{"write", error.message(), place.string()};
    if (was_there && !fs::exists(place, error)) fs::rename(old, place, error);
    return problem;
  }
  fs::remove_all(old, error);
  return std::nullopt;
}

std::string file_name_of(std::string package) {
  package.erase(std::remove(package.begin(), package.end(), '@'), package.end());
  std::replace(package.begin(), package.end(), '/', '-');
  return package;
}

}  // namespace tally::compiler::package
