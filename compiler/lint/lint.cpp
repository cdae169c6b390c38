#include "lint/lint.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "diagnose/quote.h"
#include "lint/findings.h"
#include "yaml/comments.h"
#include "yaml/parse.h"

namespace tally::compiler::linting {
namespace {

constexpr std::string_view marker = "# tally-ignore";
constexpr std::string_view file_suffix = "-file";  // behind the marker: in the whole file

// One rule that one comment keeps back.
struct Suppression {
  RuleId rule{};
  std::optional<std::uint32_t> line;  // of the findings; all lines without one
  Span comment;
  bool used = false;
};

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = std::min(text.find_first_not_of(" \t"), text.size());
  text.remove_prefix(begin);
  return text.substr(0, text.find_last_not_of(" \t") + 1);  // npos + 1 is 0
}

class Comments {
 public:
  Comments(FileId file, const Sources& sources, Diagnostics& diagnostics)
      : file_(file), sources_(sources), diagnostics_(diagnostics) {}

  std::vector<Suppression> read() {
    // Most files have no such comment, and need not be parsed a second time.
    if (sources_.file(file_).text().find(marker) == std::string_view::npos) return {};
    Diagnostics known;  // the file was read before, and what is wrong with it said
    const auto tree = yaml::parse(file_, sources_, known);
    if (!tree || known.has_errors()) return {};
    for (const Span& comment : yaml::find_comments(file_, sources_, *tree)) read(comment);
    return std::move(result_);
  }

 private:
  // `# tally-ignore RULE[, RULE...]: REASON`, or `# tally-ignore-file ...`
  void read(Span comment) {
    std::string_view rest = sources_.text(comment);
    if (!rest.starts_with(marker)) return;
    rest.remove_prefix(marker.size());
    const bool whole_file = rest.starts_with(file_suffix);
    if (whole_file) rest.remove_prefix(file_suffix.size());
    if (!rest.empty() && rest.front() != ' ' && rest.front() != ':') return;
    const std::size_t colon = std::min(rest.find(':'), rest.size());
    const std::string_view reason = trimmed(rest.substr(std::min(colon + 1, rest.size())));
    std::string_view names = rest.substr(0, colon);
    if (reason.empty()) {
      diagnostics_.add(Code::ignore_without_reason, comment, "the comment does not say why")
          .label("write `# tally-ignore RULE: reason`");
      // What it meant is kept back all the same: one complaint is enough.
    }
    while (true) {
      const std::size_t comma = std::min(names.find(','), names.size());
      add(trimmed(names.substr(0, comma)), comment, whole_file);
      if (comma == names.size()) break;
      names.remove_prefix(comma + 1);
    }
  }

  void add(std::string_view name, Span comment, bool whole_file) {
    if (const auto rule = find_rule(name)) {
      Suppression& made = result_.emplace_back(Suppression{*rule, std::nullopt, comment});
      if (!whole_file) made.line = target_line(comment);
      return;
    }
    const auto begin = static_cast<std::uint32_t>(
        name.empty() ? comment.begin : name.data() - sources_.file(file_).text().data());
    const Span span{file_, begin,
                    name.empty() ? comment.end : static_cast<std::uint32_t>(begin + name.size())};
    diagnostics_
        .add(Code::unknown_lint_rule, span,
             name.empty() ? "the comment names no rule" : "there is no rule " + quote(name))
        .suggest(find_suggestion(name, rule_names()), span);
  }

  // The comment's own line, or the next one with content if it stands alone.
  std::uint32_t target_line(Span comment) const {
    const File& file = sources_.file(file_);
    std::uint32_t line = file.position(comment.begin).line;
    const auto has_content = [&](std::uint32_t number) {
      const std::string_view text = trimmed(file.line_text(number));
      return !text.empty() && text.front() != '#';
    };
    while (line <= file.line_count() && !has_content(line)) ++line;
    return line;
  }

  FileId file_;
  const Sources& sources_;
  Diagnostics& diagnostics_;
  std::vector<Suppression> result_;
};

// What goes when the comment goes: its line when it stands alone, else the blanks in front of it.
Span removal(Span comment, const Sources& sources) {
  const File& file = sources.file(comment.file);
  const std::uint32_t line = file.position(comment.begin).line;
  const std::uint32_t start = file.line_start(line);
  const std::string_view before = sources.text({comment.file, start, comment.begin});
  const std::size_t content = before.find_last_not_of(" \t");
  if (content == std::string_view::npos) return {comment.file, start, file.line_start(line + 1)};
  return {comment.file, static_cast<std::uint32_t>(start + content + 1), comment.end};
}

void report_unused(const std::vector<Suppression>& suppressions, const Settings& settings,
                   const Sources& sources, Diagnostics& diagnostics) {
  for (const Suppression& each : suppressions) {
    if (each.used || settings.level(each.rule) == Level::off) continue;
    const bool alone = std::count_if(suppressions.begin(), suppressions.end(),
                                     [&](const auto& s) { return s.comment == each.comment; }) == 1;
    auto draft = diagnostics.add(Code::unused_ignore, each.comment,
                                 "nothing here is against " + quote(rule(each.rule).name));
    draft.label("remove it");
    if (alone) draft.fix(removal(each.comment, sources), "");
  }
}

}  // namespace

void lint(const model::Model& model, const std::set<std::string>& paths, const Settings& settings,
          const Sources& sources, Diagnostics& diagnostics) {
  for (const auto& contract : model.contracts) {
    if (!paths.contains(contract.path)) continue;
    auto suppressions = Comments(contract.file, sources, diagnostics).read();
    for (auto& finding : find_all(model, contract, sources)) {
      const std::uint32_t line = sources.position(finding.span).line;
      bool kept_back = false;
      for (auto& suppression : suppressions) {
        if (suppression.rule != finding.rule || suppression.line.value_or(line) != line) continue;
        suppression.used = kept_back = true;
      }
      const Level level = settings.level(finding.rule);
      if (kept_back || level == Level::off) continue;
      const Severity severity = level == Level::error ? Severity::error : Severity::warning;
      auto draft = diagnostics.add(rule(finding.rule).code, severity, finding.span,
                                   std::move(finding.message));
      draft.label(std::move(finding.label));
      if (finding.fix) draft.fix(finding.fix->span, std::move(finding.fix->replacement));
    }
    report_unused(suppressions, settings, sources, diagnostics);
  }
}

}  // namespace tally::compiler::linting
