// Manual pages in the language of man(7), made of what `--help` prints.
#include <string>
#include <string_view>
#include <vector>

#include "commands/commands.h"
#include "commands/session.h"
#include "commands/version.h"
#include "commands/write.h"

namespace tally::compiler {
namespace {

struct ManualArguments {
  std::string folder;
};

/// Text as roff shows it: what would be a request at the beginning of a line, or an escape, is
/// none.
std::string roff(std::string_view text) {
  std::string shown;
  bool first = true;  // of a line
  for (const char c : text) {
    if (first && (c == '.' || c == '\'')) shown += "\\&";
    if (c == '\\') {
      shown += "\\e";
    } else if (c == '-') {
      shown += "\\-";
    } else {
      shown += c;
    }
    first = c == '\n';
  }
  return shown;
}

void add_section(std::string& page, std::string_view title, const std::string& text) {
  if (!text.empty()) page.append(".SH ").append(title).append("\n").append(text).append("\n");
}

std::string options_of(const Command& command) {
  std::string text;
  for (const Parameter& parameter : command.parameters) {
    text.append(".TP\n\\fB").append(roff(parameter.name)).append("\\fR");
    if (!parameter.value.empty()) text.append(" \\fI").append(parameter.value).append("\\fR");
    text.append("\n")
        .append(roff(parameter.help))
        .append(parameter.required ? " (required)\n" : "\n");
    if (parameter.choices == nullptr) continue;
    std::string choices;
    for (const std::string& choice : parameter.choices())
      choices.append(choices.empty() ? "One of " : ", ").append(roff(choice));
    text.append(choices).append(".\n");
  }
  return text;
}

std::string verbatim(std::string_view text) {
  return text.empty() ? std::string() : ".nf\n" + roff(text) + "\n.fi";
}

/// `name` is that of the command with those above it, `tally generate`.
void add_pages(std::vector<OutputFile>& pages, const Command& command, const std::string& name,
               const std::string& above) {
  std::string page_name = name;
  for (char& c : page_name) c = c == ' ' ? '-' : c;
  std::string page = ".TH \"" + page_name + "\" 1 \"\" \"Tally " + program_version + "\"\n";
  add_section(page, "NAME", roff(page_name) + " \\- " + roff(command.summary));
  const bool has_commands = !command.commands.empty();
  add_section(page, "SYNOPSIS",
              "\\fB" + roff(name) + "\\fR " +
                  (has_commands ? "\\fICOMMAND\\fR [\\fIOPTIONS\\fR]" : "[\\fIOPTIONS\\fR]"));
  add_section(page, "DESCRIPTION", roff(command.notes));
  std::string below;
  for (const Command* each : command.commands)
    below.append(".TP\n\\fB")
        .append(roff(each->name))
        .append("\\fR\n")
        .append(roff(each->summary))
        .append("\n");
  add_section(page, "COMMANDS", below);
  add_section(page, "OPTIONS", options_of(command));
  add_section(page, "EXIT STATUS", roff(command.exit_status));
  add_section(page, "EXAMPLES", verbatim(command.examples));
  std::string others = above.empty() ? std::string() : ".BR " + roff(above) + " (1)\n";
  for (const Command* each : command.commands)
    others.append(".BR ").append(roff(page_name + "-" + std::string(each->name))).append(" (1)\n");
  add_section(page, "SEE ALSO", others);
  pages.push_back({page_name + ".1", std::move(page)});
  for (const Command* each : command.commands)
    add_pages(pages, *each, name + " " + std::string(each->name), page_name);
}

Exit run_manual(const ManualArguments& arguments, Session& session) {
  std::vector<OutputFile> pages;
  add_pages(pages, *session.command_line, std::string(session.command_line->name), {});
  const WriteReport report = write_if_changed(arguments.folder, pages);
  for (const OutputError& error : report.failed) {
    session.fail(Code::cannot_write,
                 "`" + join_path(arguments.folder, error.path) + "`: " + error.message);
  }
  return session.finish(session.diagnostics.has_errors() ? Exit::failed : Exit::fine);
}

constexpr Parameter parameters[] = {
    {.name = "DIR",
     .help = "Where to: a folder like /usr/share/man/man1",
     .bind = to<&ManualArguments::folder>,
     .required = true},
};

}  // namespace

constinit const Command manual_command = {
    .name = "manual",
    .summary = "Write manual pages for man(1)",
    .exit_status = "0 written, 2 could not run.",
    .examples = "  tally manual ~/.local/share/man/man1 && man tally-generate",
    .parameters = parameters,
    .arguments = make<ManualArguments>,
    .run = call<run_manual>,
};

}  // namespace tally::compiler
