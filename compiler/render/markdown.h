// Text as it has to be spelled in Markdown (CommonMark with the tables of GitHub). No `<` of a
// contract is written but as a reference or in a code span, so that none of its text is HTML.
#pragma once

#include <string>
#include <string_view>

namespace tally::compiler::markdown {

/// Text that is shown as it is, within a line.
std::string text(std::string_view utf8);

/// Documentation, which is Markdown itself, but without HTML: a tag in it is shown. For a place
/// between blank lines.
std::string document(std::string_view utf8);

/// The same for a place within a line: fences and lists mean nothing there.
std::string phrase(std::string_view utf8);

/// A code span. Line ends become blanks, hidden characters escapes.
std::string code(std::string_view utf8);

/// Markdown as the cell of a table: one line, without what would end the cell.
std::string cell(std::string_view markdown);

/// A path as the target of a link.
std::string target(std::string_view path);

/// Text for the inside of an HTML comment.
std::string comment(std::string_view utf8);

}  // namespace tally::compiler::markdown
