#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "commands/commands.h"
#include "commands/load_type.h"
#include "commands/session.h"
#include "commands/shared_parameters.h"
#include "plan/plan.h"
#include "sample/sampler.h"
#include "tally/engine/explain/issue_text.h"

namespace tally::compiler {
namespace {

struct SampleArguments {
  std::vector<std::string> contracts;
  std::string type;
  std::uint64_t count = 1;
  std::uint64_t seed = 1;
  bool invalid = false;
  std::string format = "ndjson";
};

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

  const plan::Plan plan = named->plan.plan();
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

Exit run_sample(const SampleArguments& arguments, Session& session) {
  return session.finish(sample(arguments, session));
}

std::vector<std::string> formats() {
  return {"ndjson", "json"};
}

constexpr Parameter parameters[] = {
    {.name = "FILE",
     .help = "Contracts; else those of the project",
     .bind = to<&SampleArguments::contracts>},
    type_name(to<&SampleArguments::type>),
    {.name = "--count",
     .help = "How many",
     .bind = to<&SampleArguments::count>,
     .value = "N",
     .highest = 1'000'000'000'000},
    {.name = "--seed",
     .help = "The same seed gives the same documents everywhere",
     .bind = to<&SampleArguments::seed>,
     .value = "N"},
    {.name = "--invalid",
     .help = "Documents with one fault each: {\"document\", \"code\", \"path\"}",
     .bind = to<&SampleArguments::invalid>},
    {.name = "--format",
     .help = "ndjson: one a line; json: all in one array, one a line",
     .bind = to<&SampleArguments::format>,
     .choices = formats},
};

}  // namespace

constinit const Command sample_command = {
    .name = "sample",
    .summary = "Make up documents of a type",
    .notes =
        R"(Numbers and lengths are at their limits more often than chance would have them. Every
document is judged before it is printed; `path` is the JSON Pointer of the one issue.)",
    .exit_status =
        R"(0 printed, 2 could not run: the contract has errors, there is no such type,
or no document was found.)",
    .examples = R"(  tally sample --type Order
  tally sample schemas/orders.contract.yaml --type Order --count 100 > orders.ndjson
  tally sample --type acme.orders.Order --invalid --count 20 --seed 7)",
    .parameters = parameters,
    .arguments = make<SampleArguments>,
    .run = call<run_sample>,
};

}  // namespace tally::compiler
