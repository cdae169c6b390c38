#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "commands/commands.h"
#include "commands/session.h"
#include "commands/version.h"
#include "serve/serve.h"

namespace tally::compiler {
namespace {

struct ServeArguments {
  std::vector<std::string> contracts;  // files and folders
  ServeOptions options;
  std::vector<std::string> limits;  // `records=500000`
  bool simulate = false;
  std::uint32_t simulate_every = 1000;
};

/// Files as they are, and of each folder the contracts in it.
std::vector<std::string> contracts_of(const std::vector<std::string>& given) {
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

/// Sets what `records=500000` says, or says why it cannot.
std::optional<std::string> set_limit(sync::Bounds& bounds, const std::string& given) {
  const std::size_t equals = given.find('=');
  const std::string name = given.substr(0, equals);
  const auto row = std::find_if(std::begin(sync::bound_rows), std::end(sync::bound_rows),
                                [&](const sync::BoundRow& each) { return each.name == name; });
  if (row == std::end(sync::bound_rows)) {
    std::string names;
    for (const sync::BoundRow& each : sync::bound_rows)
      names.append(names.empty() ? "" : ", ").append(each.name);
    return "there is no `" + name + "`, but " + names;
  }
  std::uint64_t& limit = bounds.*row->count;
  const char* begin = given.data() + std::min(name.size() + 1, given.size());
  const char* end = given.data() + given.size();
  const auto [read, error] = std::from_chars(begin, end, limit);
  if (begin == end || read != end || error != std::errc{} || limit == 0)
    return "`" + given + "` gives no number from 1 on";
  return std::nullopt;
}

std::optional<std::string> problem_of_limit(const std::string& given) {
  sync::Bounds scratch;
  return set_limit(scratch, given);
}

Exit serve(const ServeArguments& arguments, Session& session) {
  const auto request = requested(contracts_of(arguments.contracts), session);
  if (!request) return Exit::failed;
  const Compilation made = compile(*request, session);
  if (!made.model) return Exit::failed;
  session.finish(Exit::fine);  // warnings: the hub runs for long
  session.restart();

  ServeOptions options = arguments.options;
  options.version = program_version;
  for (const std::string& limit : arguments.limits) set_limit(options.bounds, limit);
  if (arguments.simulate) options.simulate_ms = arguments.simulate_every;
  const auto served = serve_model(
      *made.model, options,
      {.listening =
           [&](const std::string& url) {
             session.console.write(url + "\n");
             session.console.flush();
           },
       .log = [&](const async::LogLine& line) { session.console.note(to_text(line)); }});
  if (served) return Exit::fine;
  session.fail(Code::cannot_serve, served.problem().text);
  return Exit::failed;
}

Exit run_serve(const ServeArguments& arguments, Session& session) {
  return session.finish(serve(arguments, session));
}

std::vector<std::string> durabilities() {
  return {"memory", "written", "synced"};
}

constexpr Parameter parameters[] = {
    {.name = "--contracts",
     .help = "Contracts, or folders of them; else those of the project",
     .bind = to<&ServeArguments::contracts>,
     .value = "PATH"},
    {.name = "--address",
     .help = "Where to listen; 0.0.0.0 is everywhere",
     .bind = to<&ServeArguments::options, &ServeOptions::address>,
     .value = "ADDRESS"},
    {.name = "--port",
     .help = "The port; 0 takes a free one",
     .bind = to<&ServeArguments::options, &ServeOptions::port>,
     .value = "N"},
    {.name = "--data",
     .help = "Keeps records in this folder; else they end with it",
     .bind = to<&ServeArguments::options, &ServeOptions::data>,
     .value = "DIR"},
    {.name = "--durability",
     .help = "What an acknowledged write survives. memory: nothing; written: the end of this "
             "program; synced: the end of the machine",
     .bind = to<&ServeArguments::options, &ServeOptions::durability>,
     .choices = durabilities},
    {.name = "--static",
     .help = "A folder of files to serve",
     .bind = to<&ServeArguments::options, &ServeOptions::files>,
     .value = "DIR"},
    {.name = "--origin",
     .help = "Pages of this origin may connect, too: https://shop.example",
     .bind = to<&ServeArguments::options, &ServeOptions::origins>,
     .value = "ORIGIN"},
    {.name = "--tls-cert",
     .help = "The certificates, as PEM",
     .bind = to<&ServeArguments::options, &ServeOptions::certificate>,
     .value = "FILE",
     .needs = "--tls-key"},
    {.name = "--tls-key",
     .help = "Their key, as PEM",
     .bind = to<&ServeArguments::options, &ServeOptions::key>,
     .value = "FILE",
     .needs = "--tls-cert"},
    {.name = "--users",
     .help = "Who may do what is in tokens (JWT), which are signed with a key in this file: PEM, "
             "JWK, JWKS or a secret. It is read again when it changes",
     .bind = to<&ServeArguments::options, &ServeOptions::users>,
     .value = "FILE"},
    {.name = "--issuer",
     .help = "Takes tokens of this issuer alone (iss)",
     .bind = to<&ServeArguments::options, &ServeOptions::issuer>,
     .value = "NAME",
     .needs = "--users"},
    {.name = "--audience",
     .help = "Takes tokens for this audience alone (aud)",
     .bind = to<&ServeArguments::options, &ServeOptions::audience>,
     .value = "NAME",
     .needs = "--users"},
    {.name = "--limit",
     .help = "Bounds what clients can make: records=500000; /metrics has all names",
     .bind = to<&ServeArguments::limits>,
     .value = "NAME=N",
     .problem = problem_of_limit},
    {.name = "--simulate",
     .help = "Makes up values of the records that clients only read, as `simulate:` says",
     .bind = to<&ServeArguments::simulate>},
    {.name = "--simulate-every",
     .help = "How often, in milliseconds",
     .bind = to<&ServeArguments::simulate_every>,
     .value = "MS",
     .lowest = 1,
     .highest = 3'600'000},
};

}  // namespace

constinit const Command serve_command = {
    .name = "serve",
    .summary = "Serve the records of contracts to browsers and programs",
    .notes =
        R"(The records are those under `keys:` of the contracts. Prints its URL and runs until it is
interrupted (SIGINT, SIGTERM):
  /tally    the hub: a WebSocket, subprotocol tally.1.json
  /ticket   with --users: a ticket for a token
  /healthz  /metrics  /version  and the files of --static)",
    .exit_status =
        R"(0 served, 2 could not run: the contracts have errors or no keys, the port is taken,
the data are damaged.)",
    .examples = R"(  tally serve --contracts schemas/ --simulate
  tally serve --port 9000 --data var/hub --static dist
  tally serve --address 0.0.0.0 --origin https://shop.example --tls-cert c.pem --tls-key k.pem
  tally serve --users jwks.json --issuer https://login.example --audience plant)",
    .parameters = parameters,
    .arguments = make<ServeArguments>,
    .run = call<run_serve>,
};

}  // namespace tally::compiler
