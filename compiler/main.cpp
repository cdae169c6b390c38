// The program `tally`: its command line, and which function does what.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "commands/check.h"
#include "commands/diff.h"
#include "commands/explain.h"
#include "commands/fix.h"
#include "commands/fmt.h"
#include "commands/generate.h"
#include "commands/init.h"
#include "commands/lock.h"
#include "commands/model.h"
#include "commands/sample.h"
#include "commands/schema.h"
#include "commands/serve.h"
#include "commands/session.h"
#include "commands/templates.h"
#include "commands/upgrade.h"
#include "commands/validate.h"
#include "commands/version.h"
#include "source/suggest.h"

namespace tally::compiler {
namespace {

constexpr const char* footer =
    R"(`tally COMMAND --help` shows a command's options, exit status and examples.
Data goes to stdout, diagnostics to stderr; NO_COLOR turns colours off.

Exit status: 0 done, 1 what the command judges was found wrong, 2 could not run.

Examples:
  tally check
  tally generate
  tally validate order.json --type Order
  tally explain T204)";

int number(Exit status) {
  return static_cast<int>(status);
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

Exit run(int argc, char** argv, Session& session) {
  CLI::App program("Tally, a contract compiler", "tally");
  const std::string version = "tally " + std::string(program_version);
  program.set_version_flag("--version", version);
  program.footer(footer);

  InitArguments init;
  init.program = argc > 0 ? argv[0] : "";
  GenerateArguments generate;
  CheckArguments check;
  ValidateArguments validate;
  UpgradeArguments upgrade;
  FixArguments fix;
  FmtArguments fmt;
  ExplainArguments explain;
  ModelArguments model;
  DiffArguments diff;
  LockArguments lock;
  SampleArguments sample;
  SchemaArguments schema;
  ServeArguments serve;
  TemplatesArguments templates;
  const CLI::App* init_command = declare_init(program, init);
  const CLI::App* generate_command = declare_generate(program, generate);
  const CLI::App* check_command = declare_check(program, check);
  const CLI::App* validate_command = declare_validate(program, validate);
  const CLI::App* upgrade_command = declare_upgrade(program, upgrade);
  const CLI::App* fix_command = declare_fix(program, fix);
  const CLI::App* fmt_command = declare_fmt(program, fmt);
  const CLI::App* explain_command = declare_explain(program, explain);
  const CLI::App* model_command = declare_model(program, model);
  const CLI::App* diff_command = declare_diff(program, diff);
  const CLI::App* lock_command = declare_lock(program, lock);
  const CLI::App* sample_command = declare_sample(program, sample);
  const CLI::App* schema_command = declare_schema(program, schema);
  const CLI::App* serve_command = declare_serve(program, serve);
  const CLI::App* templates_export = declare_templates_export(program, templates);

  try {
    program.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    session.console.write(program.help());
    return Exit::fine;
  } catch (const CLI::CallForVersion&) {
    session.console.write(version + "\n");
    return Exit::fine;
  } catch (const CLI::ParseError& error) {
    return refuse(program, error.what(), session);
  }
  if (init_command->parsed()) return run_init(init, session);
  if (generate_command->parsed()) return run_generate(generate, session);
  if (check_command->parsed()) return run_check(check, session);
  if (validate_command->parsed()) return run_validate(validate, session);
  if (upgrade_command->parsed()) return run_upgrade(upgrade, session);
  if (fix_command->parsed()) return run_fix(fix, session);
  if (fmt_command->parsed()) return run_fmt(fmt, session);
  if (explain_command->parsed()) return run_explain(explain, session);
  if (model_command->parsed()) return run_model(model, session);
  if (diff_command->parsed()) return run_diff(diff, session);
  if (lock_command->parsed()) return run_lock(lock, session);
  if (sample_command->parsed()) return run_sample(sample, session);
  if (schema_command->parsed()) return run_schema(schema, session);
  if (serve_command->parsed()) return run_serve(serve, session);
  if (templates_export->parsed()) return run_templates_export(templates, session);
  return refuse(program, "a command is missing", session);
}

int run_program(int argc, char** argv) {
  Session session;
  Exit status = run(argc, argv, session);
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
