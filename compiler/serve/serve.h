// A hub for the records of contracts.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/model.h"
#include "tally/async/function.h"
#include "tally/async/log.h"
#include "tally/engine/result.h"
#include "tally/sync/bounds.h"

namespace tally::compiler {

struct ServeOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;
  std::string data;  // a folder; empty for none
  std::string durability = "synced";
  std::string files;  // a folder; empty for none
  std::vector<std::string> origins;
  std::string certificate;
  std::string key;
  std::string users;              // a file of keys that tokens are signed with; empty for none
  std::string issuer;             // of tokens; empty for any
  std::string audience;           // the same
  std::string version;            // of the program
  std::uint32_t simulate_ms = 0;  // 0 simulates nothing
  sync::Bounds bounds;            // of what clients make
};

/// What happens, for the command to print.
struct ServeReport {
  async::Function<void(const std::string& url)> listening;
  async::LogSink log;
};

/// Serves until the program is asked to end. A problem when it could not, or had to give up:
/// `empty` when there is nothing to serve, or one of server::Log's or server::HubServer's.
Result<void, Problem> serve_model(const model::Model& model, const ServeOptions& options,
                                  ServeReport report);

}  // namespace tally::compiler
