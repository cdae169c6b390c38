#pragma once

// Identifier styles, and identifiers that a target language accepts. Case is changed for ASCII
// letters only; other letters count as lower case and are kept.

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tally::compiler {

enum class NameStyle : uint8_t { snake, camel, pascal, screaming_snake, kebab };

/// The style called "snake_case", "camelCase", "PascalCase", "SCREAMING_SNAKE" or "kebab-case".
std::optional<NameStyle> find_name_style(std::string_view name);

/// The names find_name_style() knows, for messages.
std::vector<std::string_view> name_style_names();

/// Splits an identifier into lower-case words. A word ends before an upper-case letter that follows
/// a lower-case letter or a digit, before the last capital of a run that a lower-case letter
/// follows, and at every ASCII character that is neither letter nor digit (which is dropped):
/// `HTTPServer2` is http, server2; `@type` is type.
std::vector<std::string> split_words(std::string_view identifier);

/// Joins lower-case words.
std::string join_words(std::span<const std::string> words, NameStyle style);

/// split_words() and join_words() in one.
std::string restyle(std::string_view identifier, NameStyle style);

/// What a target language accepts as an identifier, beyond ASCII letters, digits and `_`.
struct IdentifierRules {
  std::string extra;                  ///< Further ASCII characters, such as `$` or `-`.
  bool unicode = false;               ///< Non-ASCII letters are allowed.
  std::string digit_prefix = "_";     ///< Goes before a leading digit.
  std::vector<std::string> reserved;  ///< Sorted; these words get a trailing underscore.
};

/// The nearest identifier that `rules` accept. A run of invalid ASCII characters or malformed UTF-8
/// becomes one `_` (none after a `_`), a non-ASCII code point that is not allowed `u` and its
/// hexadecimal number. Never empty. Different names may get the same identifier: see make_unique().
/// As letters count Latin, Greek, Cyrillic, kana, Hangul and CJK ideographs (all of them XID_Start
/// in UAX #31).
std::string escape_identifier(std::string_view name, const IdentifierRules& rules);

/// Gives the second and later bearers of a name the suffixes `_2`, `_3`, ..., leaving out names
/// that are already taken. The result depends only on the names and their order.
std::vector<std::string> make_unique(std::span<const std::string> names);

/// The same beside other names, which are taken before the first of these.
using IsTaken = std::function<bool(std::string_view name)>;
std::vector<std::string> make_unique(std::span<const std::string> names, const IsTaken& is_taken);

/// The name of a file without its ending: `stem`, with a `_` behind it where its lower case is
/// taken. Some file systems do not tell cases apart.
std::string free_stem(const std::string& stem, const IsTaken& is_taken);

}  // namespace tally::compiler
