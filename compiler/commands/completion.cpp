// What shells complete a command line with.
#include <string>
#include <string_view>
#include <vector>

#include "commands/commands.h"
#include "commands/session.h"

namespace tally::compiler {
namespace {

struct CompletionArguments {
  std::string shell;
};

bool is_option(const Parameter& parameter) {
  return parameter.name.starts_with('-');
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text.append(text.empty() ? "" : " ").append(word);
  return text;
}

// ---- bash ----

/// The words that may follow those of a command, and what its options may be: rows of `case`, by
/// the words that were written.
void add_bash(std::string& rows, const Command& command, const std::string& name) {
  std::vector<std::string> words;
  for (const Command* below : command.commands) words.emplace_back(below->name);
  for (const Parameter& parameter : command.parameters) {
    if (is_option(parameter)) words.emplace_back(parameter.name);
    if (parameter.choices == nullptr) continue;
    const std::string choices = joined(parameter.choices());
    if (is_option(parameter)) {
      rows.append("    '").append(name).append(" ").append(parameter.name).append("') words='");
      rows.append(choices).append("' ;;\n");
    } else {
      words.push_back(choices);
    }
  }
  words.emplace_back("--help");
  rows.append("    '").append(name).append("') words='").append(joined(words)).append("' ;;\n");
  for (const Command* below : command.commands)
    add_bash(rows, *below, name + " " + std::string(below->name));
}

std::string bash(const Command& program) {
  const std::string name(program.name);
  std::string rows;
  add_bash(rows, program, name);
  return "# Completion of `" + name + R"(` for bash; made by `tally completion bash`.
_)" + name +
         R"(_words() {
  local words=
  case "$1" in
)" + rows +
         R"(  esac
  echo "$words"
}
_)" + name +
         R"(() {
  local current=${COMP_WORDS[COMP_CWORD]} command=)" +
         name + R"( word words
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    [[ $word != -* && -n $(_)" +
         name + R"(_words "$command $word") ]] && command+=" $word"
  done
  words=$(_)" +
         name + R"(_words "$command ${COMP_WORDS[COMP_CWORD-1]}")
  [[ -n $words ]] || words=$(_)" +
         name + R"(_words "$command")
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
  ((${#COMPREPLY[@]})) || compopt -o default
}
complete -F _)" +
         name + " " + name + "\n";
}

// ---- zsh ----

/// Text within a specification of _arguments or _describe, which is in single quotes.
std::string zsh_text(std::string_view text) {
  std::string shown;
  for (const char c : text) {
    if (c == '\'') {
      shown += "'\\''";
    } else {
      if (c == ':' || c == '[' || c == ']' || c == '\\') shown += '\\';
      shown += c;
    }
  }
  return shown;
}

void add_zsh(std::string& functions, const Command& command, const std::string& function) {
  std::string body = "_arguments '--help[Print help]'";
  std::size_t position = 0;
  for (const Parameter& parameter : command.parameters) {
    const std::string values =
        parameter.choices == nullptr ? "_files" : "(" + joined(parameter.choices()) + ")";
    if (!is_option(parameter)) {
      const bool several = parameter.choices == nullptr && parameter.takes == Takes::any_number;
      body.append(" '").append(several ? "*" : std::to_string(++position)).append(":");
      body.append(zsh_text(parameter.help)).append(":").append(values).append("'");
      continue;
    }
    body.append(" '")
        .append(parameter.name)
        .append("[")
        .append(zsh_text(parameter.help))
        .append("]");
    if (!parameter.value.empty() || parameter.choices != nullptr) {
      body.append(":").append(zsh_text(parameter.value.empty() ? "word" : parameter.value));
      body.append(":").append(values);
    }
    body.append("'");
  }
  if (!command.commands.empty()) {
    body.append(" '1:command:").append(function).append("_commands' '*::arguments:->below'");
    std::string names;
    std::string rows;
    for (const Command* below : command.commands) {
      const std::string name(below->name);
      names.append(" '").append(name).append(":").append(zsh_text(below->summary)).append("'");
      rows.append("    ").append(name).append(") ").append(function + "_" + name).append(" ;;\n");
      add_zsh(functions, *below, function + "_" + name);
    }
    functions.append(function).append("_commands() {\n  local commands=(").append(names);
    functions.append(")\n  _describe command commands\n}\n");
    body = "local line state\n  " + body + "\n  [[ $state == below ]] && case $words[1] in\n" +
           rows + "  esac";
  }
  functions.append(function).append("() {\n  ").append(body).append("\n}\n");
}

std::string zsh(const Command& program) {
  const std::string name(program.name);
  std::string functions;
  add_zsh(functions, program, "_" + name);
  return "#compdef " + name + "\n# Made by `tally completion zsh`.\n" + functions + "_" + name +
         " \"$@\"\n";
}

struct Shell {
  std::string_view name;
  std::string (*script)(const Command& program);
};

constexpr Shell shells[] = {{"bash", bash}, {"zsh", zsh}};

std::vector<std::string> shell_names() {
  std::vector<std::string> names;
  for (const Shell& shell : shells) names.emplace_back(shell.name);
  return names;
}

Exit run_completion(const CompletionArguments& arguments, Session& session) {
  for (const Shell& shell : shells) {
    if (shell.name == arguments.shell) session.console.write(shell.script(*session.command_line));
  }
  return Exit::fine;
}

constexpr Parameter parameters[] = {
    {.name = "SHELL",
     .help = "The shell",
     .bind = to<&CompletionArguments::shell>,
     .required = true,
     .choices = shell_names},
};

}  // namespace

constinit const Command completion_command = {
    .name = "completion",
    .summary = "Print what a shell completes command lines of tally with",
    .exit_status = "0 printed, 2 could not run.",
    .examples = R"(  source <(tally completion bash)
  tally completion zsh > ~/.zfunc/_tally)",
    .parameters = parameters,
    .arguments = make<CompletionArguments>,
    .run = call<run_completion>,
};

}  // namespace tally::compiler
