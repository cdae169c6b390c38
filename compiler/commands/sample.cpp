#include "commands/sample.h"

#include <CLI/CLI.hpp>
#include <string>

#include "commands/load_type.h"
#include "commands/number_option.h"
#include "plan/plan.h"
#include "sample/sampler.h"
#include "tally/engine/issue_text.h"

namespace tally::compiler {
namespace {

/// Samples as they are found, in the form that was asked for.
class Writer {
 public:
  Writer(bool array, Session& session) : array_(array), session_(session) {
    if (array_) session_.console.write("[");
  }

  void add(const std::string& json) {
    if (array_ && !first_) session_.console.write(",");
    session_.console.write((array_ ? "\n  " : "") + json + (array_ ? "" : "\n"));
    first_ = false;
  }

  void finish() {
    if (array_) session_.console.write(first_ ? "]\n" : "\n]\n");
  }

 private:
  bool array_;
  Session& session_;
  bool first_ = true;
};

std::string labelled(const sampling::FaultySample& sample) {
  return "{\"document\":" + sample.document + ",\"code\":" + tally::to_json(sample.code) +
         ",\"path\":" + tally::to_json(sample.path) + "}";
}

Exit sample(const SampleArguments& arguments, Session& session) {
  const auto named = load_type(arguments.contracts, arguments.type, session);
  if (!named) return Exit::failed;
  note_natives(named->plan, session);

  const plan::Plan plan = named->plan.view();
  sampling::Sampler sampler(plan, named->type, arguments.seed);
  Writer writer(arguments.format == "json", session);
  Exit exit = Exit::fine;
  for (std::uint64_t i = 0; i < arguments.count && !session.console.broken(); ++i) {
    std::optional<std::string> json;
    if (arguments.invalid) {
      if (const auto found = sampler.invalid(i)) json = labelled(*found);
    } else {
      json = sampler.valid(i);
    }
    if (!json) {
      session
          .fail(Code::no_sample, std::string("no ") + (arguments.invalid ? "invalid" : "valid") +
                                     " document of `" + arguments.type + "` was found")
          .label(sampler.trouble());
      exit = Exit::failed;
      break;
    }
    writer.add(*json);
  }
  writer.finish();
  return exit;
}

}  // namespace

CLI::App* declare_sample(CLI::App& program, SampleArguments& arguments) {
  CLI::App* command = program.add_subcommand("sample", "Make up documents of a type");
  command->add_option("FILE", arguments.contracts, "Contracts; else those of the project");
  command->add_option("--type", arguments.type, "The type's name, with or without its package")
      ->type_name("NAME")
      ->required();
  whole_number(command->add_option("--count", arguments.count, "How many"), 0, 1'000'000'000'000)
      ->type_name("N")
      ->capture_default_str();
  whole_number(command->add_option("--seed", arguments.seed,
                                   "The same seed gives the same documents everywhere"),
               0, UINT64_MAX)
      ->type_name("N")
      ->capture_default_str();
  command->add_flag("--invalid", arguments.invalid,
                    "Documents with one fault each: {\"document\", \"code\", \"path\"}");
  command
      ->add_option("--format", arguments.format,
                   "ndjson: one a line; json: all in one array, one a line")
      ->check(CLI::IsMember({"ndjson", "json"}))
      ->capture_default_str();
  command->footer(
      R"(Numbers and lengths are at their limits more often than chance would have them. Every
document is judged before it is printed; `path` is the JSON Pointer of the one issue.

Exit status: 0 printed, 2 could not run: the contract has errors, there is no such type,
or no document was found.

Examples:
  tally sample --type Order
  tally sample schemas/orders.contract.yaml --type Order --count 100 > orders.ndjson
  tally sample --type acme.orders.Order --invalid --count 20 --seed 7)");
  return command;
}

Exit run_sample(const SampleArguments& arguments, Session& session) {
  return session.finish(sample(arguments, session));
}

}  // namespace tally::compiler
