#include "commands/vocabulary_page.h"

#include <initializer_list>
#include <string_view>

#include "model/vocabulary.h"
#include "render/markdown.h"

namespace tally::compiler {
namespace {

using markdown::cell;
using markdown::code;

using Cells = std::initializer_list<std::string>;

std::string line(Cells cells) {
  std::string text = "|";
  for (const std::string& each : cells) text += (each.empty() ? "" : " " + cell(each)) + " |";
  return text + "\n";
}

std::string heading(std::string_view title, std::string_view about, Cells columns) {
  std::string text = "\n## " + std::string(title) + "\n\n" + std::string(about) + "\n\n";
  text += line(columns) + "|";
  for (std::size_t i = 0; i < columns.size(); ++i) text += "---|";
  return text + "\n";
}

std::string code_or_nothing(std::string_view text) {
  return text.empty() ? std::string() : code(text);
}

/// `a`, `b`.
void append(std::string& list, std::string_view word) {
  list += (list.empty() ? "" : ", ") + code(word);
}

std::string constraints_of(const model::KindRow& kind) {
  std::string list;
  for (const model::KeywordRow& keyword : model::keywords()) {
    if (has(kind.takes, keyword.subject)) append(list, keyword.word);
  }
  return list;
}

std::string kinds_of(const model::KeywordRow& keyword) {
  std::string list;
  for (const model::KindRow& kind : model::kinds()) {
    if (has(kind.takes, keyword.subject)) append(list, kind.word);
  }
  return list;
}

std::string types() {
  std::string text =
      heading("Types", "What is built in.", {"type", "", "C++", "TypeScript", "constraints"});
  for (const model::KindRow& kind : model::builtin_types()) {
    text += line({code(kind.word), std::string(kind.doc), code(kind.cpp), code(kind.typescript),
                  constraints_of(kind)});
  }
  return text;
}

std::string constraints() {
  std::string text = heading("Constraints", "What may be asked of a value.",
                             {"constraint", "", "for example", "of", "code of its issues"});
  for (const model::KeywordRow& keyword : model::keywords()) {
    const auto which = static_cast<plan::Keyword>(&keyword - model::keywords().data());
    text += line({code(keyword.word), std::string(keyword.doc), code(keyword.example),
                  kinds_of(keyword), code(word_of(code_of(which)))});
  }
  return text;
}

std::string issues() {
  std::string text = heading(
      "Issues",
      "The codes of issues, but for those of rules, which contracts choose. In sentences `{name}` "
      "stands for a parameter,\nand `{one|many}` for the noun of the number before it. What "
      "follows "
      "a comma is left out without its parameters.",
      {"code", "", "sentence", "`params`"});
  for (const model::IssueRow& issue : model::issues()) {
    text += line({code(issue.code), std::string(issue.meaning), code(issue.sentence),
                  code_or_nothing(issue.parameters)});
  }
  return text;
}

std::string operations() {
  std::string text = heading("Operations of rules", "What expressions are made of.",
                             {"written", "", "in `spellings` of a target"});
  for (const model::OperationRow& operation : model::operations())
    text +=
        line({code_or_nothing(operation.sign), std::string(operation.doc), code(operation.word)});
  return text;
}

std::string encodings() {
  std::string text =
      heading("Encodings", "How a value is written where there is a choice.", {"key", "word", ""});
  constexpr std::string_view rows[][3] = {
#define TALLY_ENCODING_WORD(key, of, word, id, doc) {#key, word, doc},
#include "tally/engine/vocabulary/encodings.def"
  };
  for (const auto& [key, word, doc] : rows) text += line({code(key), code(word), std::string(doc)});
  return text;
}

std::string words(std::string_view title, std::string_view about,
                  std::span<const model::WordRow> rows) {
  std::string text = heading(title, about, {"word", ""});
  for (const model::WordRow& row : rows) text += line({code(row.word), std::string(row.doc)});
  return text;
}

}  // namespace

std::string vocabulary_page() {
  return "<!-- Made by `tally explain vocabulary` of the tables in "
         "runtime/tally/engine/vocabulary. -->\n\n"
         "# Vocabulary\n\n"
         "The words that contracts and issues are written with. What they mean together is told in "
         "[the language](language.md).\n" +
         types() + constraints() + issues() + operations() + encodings() +
         words("Formats", "What `format` may ask for. Formats always assert.", model::formats()) +
         words("Units of length", "What `lengthUnit` may say.", model::length_units()) +
         words("Unknown members", "What `unknown` may say.", model::policies()) +
         words("Generators", "What `simulate` may say.", model::generators()) +
         words("Buffers", "What `buffer` of a key may say.", model::buffers()) +
         words("Access", "What `access` of a key may say.", model::accesses()) +
         words("Steps of migrations", "What is done to documents of older versions.",
               model::steps());
}

}  // namespace tally::compiler
