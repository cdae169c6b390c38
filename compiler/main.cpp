// The program `tally`: its commands, and what becomes of their status.
#include <cstdio>
#include <exception>

#include "commands/command_line.h"
#include "commands/commands.h"

namespace tally::compiler {
namespace {

constexpr const Command* commands[] = {
    &init_command,      &generate_command,   &check_command,   &validate_command, &upgrade_command,
    &fix_command,       &fmt_command,        &explain_command, &model_command,    &diff_command,
    &lock_command,      &package_command,    &sample_command,  &schema_command,   &serve_command,
    &templates_command, &completion_command, &manual_command,
};

constexpr Command program = {
    .name = "tally",
    .summary = "Tally, a contract compiler",
    .notes = R"(`tally COMMAND --help` shows a command's options, exit status and examples.
Data goes to stdout, diagnostics to stderr; NO_COLOR turns colours off.)",
    .exit_status = "0 done, 1 what the command judges was found wrong, 2 could not run.",
    .examples = R"(  tally check
  tally generate
  tally validate order.json --type Order
  tally explain T204)",
    .commands = commands,
};

int number(Exit status) {
  return static_cast<int>(status);
}

int run_program(int argc, char** argv) {
  Session session;
  if (argc > 0) session.program = argv[0];
  Exit status = run_command_line(program, argc, argv, session);
  if (!session.console.flush()) {
    session.console.note("error[" + code_text(Code::cannot_write) +
                         "]: cannot write to stdout: " + session.console.problem());
    status = Exit::failed;
  }
  return number(status);
}

}  // namespace
}  // namespace tally::compiler

int main(int argc, char** argv) {
  try {
    return tally::compiler::run_program(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "error: internal error, please report it: %s\n", error.what());
    return tally::compiler::number(tally::compiler::Exit::failed);
  }
}
