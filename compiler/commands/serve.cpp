#include "commands/serve.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <charconv>
#include <optional>
#include <system_error>
#include <utility>

#include "commands/number_option.h"
#include "commands/version.h"

namespace tally::compiler {
namespace {

/// Files as they are, and of each folder the contracts in it.
std::optional<std::vector<std::string>> contracts_of(const std::vector<std::string>& given,
                                                     Session& session) {
  if (given.empty()) return contracts_or_project({}, session);
  std::vector<std::string> files;
  for (const std::string& path : given) {
    std::vector<std::string> inside;
    for (const FolderEntry& entry : list_folder(path)) {
      constexpr std::string_view ending = ".contract.yaml";
      if (!entry.is_folder && entry.name.size() > ending.size() &&
          entry.name.compare(entry.name.size() - ending.size(), ending.size(), ending) == 0)
        inside.push_back(join_path(path, entry.name));
    }
    std::sort(inside.begin(), inside.end());
    if (inside.empty()) inside.push_back(path);
    files.insert(files.end(), inside.begin(), inside.end());
  }
  return files;
}

/// Sets what `records=500000` says.
void set_limit(sync::Bounds& bounds, const std::string& given) {
  const std::size_t equals = given.find('=');
  const std::string name = given.substr(0, equals);
  const auto row = std::find_if(std::begin(sync::bound_rows), std::end(sync::bound_rows),
                                [&](const sync::BoundRow& each) { return each.name == name; });
  if (row == std::end(sync::bound_rows)) {
    std::string names;
    for (const sync::BoundRow& each : sync::bound_rows)
      names.append(names.empty() ? "" : ", ").append(each.name);
    throw CLI::ValidationError("--limit", "there is no `" + name + "`, but " + names);
  }
  std::uint64_t& limit = bounds.*row->count;
  const char* begin = given.data() + std::min(name.size() + 1, given.size());
  const char* end = given.data() + given.size();
  const auto [read, error] = std::from_chars(begin, end, limit);
  if (begin == end || read != end || error != std::errc{} || limit == 0)
    throw CLI::ValidationError("--limit", "`" + given + "` gives no number from 1 on");
}

Exit serve(const ServeArguments& arguments, Session& session) {
  const auto contracts = contracts_of(arguments.contracts, session);
  if (!contracts) return Exit::failed;
  LoadedModel loaded = load_model(*contracts, session);
  if (!loaded.model) return Exit::failed;
  session.finish(Exit::fine);  // warnings: the hub runs for long
  session.restart();

  ServeOptions options = arguments.options;
  options.version = program_version;
  if (arguments.simulate) options.simulate_ms = arguments.simulate_every;
  const ServeReport report{[&](const std::string& url) {
                             session.console.write(url + "\n");
                             session.console.flush();
                           },
                           [&](const std::string& line) { session.console.note(line); }};
  const auto problem = serve_model(*loaded.model, options, report);
  if (!problem) return Exit::fine;
  session.fail(Code::cannot_serve, *problem);
  return Exit::failed;
}

}  // namespace

CLI::App* declare_serve(CLI::App& program, ServeArguments& arguments) {
  CLI::App* command =
      program.add_subcommand("serve", "Serve the records of contracts to browsers and programs");
  ServeOptions& options = arguments.options;
  command
      ->add_option("--contracts", arguments.contracts,
                   "Contracts, or folders of them; else those of the project")
      ->type_name("PATH");
  command->add_option("--address", options.address, "Where to listen; 0.0.0.0 is everywhere")
      ->type_name("ADDRESS")
      ->capture_default_str();
  whole_number(command->add_option("--port", options.port, "The port; 0 takes a free one"), 0,
               UINT16_MAX)
      ->type_name("N")
      ->capture_default_str();
  command->add_option("--data", options.data, "Keeps records in this folder; else they end with it")
      ->type_name("DIR");
  command
      ->add_option("--durability", options.durability,
                   "What an acknowledged write survives. memory: nothing; written: the end of this "
                   "program; synced: the end of the machine")
      ->check(CLI::IsMember({"memory", "written", "synced"}))
      ->capture_default_str();
  command->add_option("--static", options.files, "A folder of files to serve")->type_name("DIR");
  command
      ->add_option("--origin", options.origins,
                   "Pages of this origin may connect, too: https://shop.example")
      ->type_name("ORIGIN");
  CLI::Option* certificate =
      command->add_option("--tls-cert", options.certificate, "The certificates, as PEM")
          ->type_name("FILE");
  CLI::Option* key =
      command->add_option("--tls-key", options.key, "Their key, as PEM")->type_name("FILE");
  certificate->needs(key);
  key->needs(certificate);
  command
      ->add_option_function<std::vector<std::string>>(
          "--limit",
          [&options](const std::vector<std::string>& given) {
            for (const std::string& each : given) set_limit(options.bounds, each);
          },
          "Bounds what clients can make: records=500000; /metrics has all names")
      ->type_name("NAME=N");
  command->add_flag("--simulate", arguments.simulate,
                    "Makes up values of the records that clients only read, as `simulate:` says");
  whole_number(command->add_option("--simulate-every", arguments.simulate_every,
                                   "How often, in milliseconds"),
               1, 3'600'000)
      ->type_name("MS")
      ->capture_default_str();
  command->footer(
      R"(The records are those under `keys:` of the contracts. Prints its URL and runs until it is
interrupted (SIGINT, SIGTERM):
  /tally    the hub: a WebSocket, subprotocol tally.1.json
  /healthz  /metrics  /version  and the files of --static

Exit status: 0 served, 2 could not run: the contracts have errors or no keys, the port is taken,
the data are damaged.

Examples:
  tally serve --contracts schemas/ --simulate
  tally serve --port 9000 --data var/hub --static dist
  tally serve --address 0.0.0.0 --origin https://shop.example --tls-cert c.pem --tls-key k.pem)");
  return command;
}

Exit run_serve(const ServeArguments& arguments, Session& session) {
  return session.finish(serve(arguments, session));
}

}  // namespace tally::compiler
