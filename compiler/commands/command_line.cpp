#include "commands/command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <deque>
#include <limits>
#include <type_traits>

#include "commands/version.h"
#include "source/suggest.h"

namespace tally::compiler {
namespace {

/// A command with the parser of its words, and the arguments that they become.
struct Declared {
  const Command* command;
  CLI::App* app;
  Arguments arguments;
};

template <class Value>
struct NumberIn {
  using Type = Value;
};
template <class Value>
struct NumberIn<std::optional<Value>> {
  using Type = Value;
};

bool is_in_range(const std::string& text, std::uint64_t lowest, std::uint64_t highest) {
  if (text.size() > 1 && text.front() == '0') return false;
  std::uint64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value);
  return read.ec == std::errc() && read.ptr == end && value >= lowest && value <= highest;
}

/// The option takes a whole number in this range, written in decimal, and nothing else: the parser
/// alone would read `-1` as a very large one and `010` as 8.
void take_whole_number(CLI::Option& option, std::uint64_t lowest, std::uint64_t highest) {
  option.check([=](const std::string& text) {
    return is_in_range(text, lowest, highest)
               ? std::string()
               : "must be a whole number from " + std::to_string(lowest) + " to " +
                     std::to_string(highest) + ", not " + text;
  });
}

/// The option with what follows from the kind of its value.
template <class Value>
CLI::Option& add_to(CLI::App& app, const Parameter& parameter, Value& value) {
  const std::string name(parameter.name);
  const std::string help(parameter.help);
  if constexpr (std::is_same_v<Value, bool>) {
    return *app.add_flag(name, value, help);
  } else {
    CLI::Option& option = *app.add_option(name, value, help);
    using Number = typename NumberIn<Value>::Type;
    if constexpr (std::is_same_v<Value, std::vector<std::string>>) {
      if (parameter.takes != Takes::any_number) option.expected(1);
      if (parameter.takes == Takes::one_each_time)
        option.multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    } else if constexpr (std::is_integral_v<Number>) {
      constexpr std::uint64_t largest = std::numeric_limits<Number>::max();
      take_whole_number(option, parameter.lowest, std::min(parameter.highest, largest));
    }
    if constexpr (std::is_same_v<Value, std::string> || std::is_integral_v<Value>)
      option.capture_default_str();
    return option;
  }
}

void add_parameter(CLI::App& app, const Parameter& parameter, Arguments& arguments) {
  CLI::Option& option =
      std::visit([&](auto* value) -> CLI::Option& { return add_to(app, parameter, *value); },
                 parameter.bind(arguments));
  if (!parameter.value.empty()) option.type_name(std::string(parameter.value));
  if (parameter.required) option.required();
  if (parameter.choices != nullptr) option.check(CLI::IsMember(parameter.choices()));
  if (parameter.problem != nullptr) {
    option.check([problem = parameter.problem](const std::string& text) {
      return problem(text).value_or("");
    });
  }
}

/// What parameters say about each other, when all are there.
void relate(CLI::App& app, const Parameter& parameter) {
  const auto option = [&](std::string_view name) { return app.get_option(std::string(name)); };
  for (const std::string_view other : parameter.excludes) {
    if (!other.empty()) option(parameter.name)->excludes(option(other));
  }
  if (!parameter.needs.empty()) option(parameter.name)->needs(option(parameter.needs));
}

std::string footer_of(const Command& command) {
  std::string text(command.notes);
  if (!text.empty()) text += "\n\n";
  return text.append("Exit status: ")
      .append(command.exit_status)
      .append("\n\nExamples:\n")
      .append(command.examples);
}

void declare(CLI::App& above, const Command& command, std::deque<Declared>& declared) {
  CLI::App& app = *above.add_subcommand(std::string(command.name), std::string(command.summary));
  // Without one it has that of the program.
  if (!command.examples.empty()) app.footer(footer_of(command));
  if (command.run != nullptr) {
    Declared& own = declared.emplace_back(Declared{&command, &app, command.arguments()});
    for (const Parameter& parameter : command.parameters)
      add_parameter(app, parameter, own.arguments);
    for (const Parameter& parameter : command.parameters) relate(app, parameter);
  }
  if (!command.commands.empty()) app.require_subcommand(1);
  for (const Command* below : command.commands) declare(app, *below, declared);
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "`" : " ") + word;
  return text + "`";
}

/// The options of the chosen command, or the commands when none is chosen.
std::vector<std::string> known_words(const CLI::App& program, const CLI::App& chosen) {
  std::vector<std::string> words;
  for (const CLI::Option* option : chosen.get_options()) {
    for (const std::string& name : option->get_lnames()) words.push_back("--" + name);
  }
  if (&chosen == &program) {
    for (const CLI::App* command : program.get_subcommands([](const CLI::App*) { return true; })) {
      words.push_back(command->get_name());
    }
  }
  return words;
}

const CLI::App& chosen_command(const CLI::App& program) {
  const auto chosen = program.get_subcommands();
  return chosen.empty() ? program : *chosen.front();
}

Exit refuse(const CLI::App& program, const std::string& reason, Session& session) {
  const CLI::App& chosen = chosen_command(program);
  const std::vector<std::string> unexpected = program.remaining(true);
  const std::string hint = "`" + std::string(&chosen == &program ? "" : "tally ") +
                           chosen.get_name() + " --help` shows what there is";
  if (unexpected.empty()) {
    session.fail(Code::bad_command_line, reason).label(hint);
  } else {
    const auto near = suggest(unexpected.front(), known_words(program, chosen));
    session.fail(Code::bad_command_line, joined(unexpected) + " is not expected here")
        .label(near ? "did you mean `" + *near + "`?" : hint);
  }
  return session.finish(Exit::failed);
}

}  // namespace

Exit run_command_line(const Command& program, int argc, char** argv, Session& session) {
  CLI::App app(std::string(program.summary), std::string(program.name));
  const std::string version = std::string(program.name) + " " + program_version;
  app.set_version_flag("--version", version);
  app.footer(footer_of(program));
  std::deque<Declared> declared;  // whose arguments stay where the parser writes them
  for (const Command* command : program.commands) declare(app, *command, declared);

  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    session.console.write(app.help());
    return Exit::fine;
  } catch (const CLI::CallForVersion&) {
    session.console.write(version + "\n");
    return Exit::fine;
  } catch (const CLI::ParseError& error) {
    return refuse(app, error.what(), session);
  }
  const auto chosen = std::find_if(declared.begin(), declared.end(),
                                   [](const Declared& each) { return each.app->parsed(); });
  if (chosen == declared.end()) return refuse(app, "a command is missing", session);
  session.command_line = &program;
  return chosen->command->run(chosen->arguments, session);
}

}  // namespace tally::compiler
