// What is wrong with a document.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tally {

/// One thing that is wrong with a document, for programs (`path`, `code`, `params`) and for people
/// (`message`).
struct Issue {
  static constexpr std::uint32_t nowhere = UINT32_MAX;

  std::string
      path;  // JSON Pointer (RFC 6901) to the value; of a missing member: to where it should be
  std::string_view
      code;  // the JSON Schema keyword that failed, or another entry of the issue catalogue
  std::string params;   // a JSON object: the limit, the actual length, the known names, ...
  std::string message;  // one English sentence without the path, `must be at least 3`
  std::uint32_t offset =
      nowhere;  // first byte of the value in the document; nowhere for values that had no text

  friend bool operator==(const Issue&, const Issue&) = default;
};

using Issues = std::vector<Issue>;

/// A place in a document. Both count from 1; columns are Unicode scalar values.
struct Place {
  std::uint32_t line;
  std::uint32_t column;
};

/// O(offset).
Place place_of(std::string_view document, std::uint32_t offset) noexcept;

/// `[{"path", "code", "params", "message", "offset", "line", "column"}, ...]`. The place is left
/// out where there is none. The same issues give the same bytes on every platform.
std::string to_json(const Issues& issues, std::string_view document);

}  // namespace tally
