#include "serve/serve.h"

namespace tally::compiler {

std::optional<std::string> serve_model(const model::Model&, const ServeOptions&,
                                       const ServeReport&) {
  return "this `tally` was built without a server, which needs Boost 1.81 and OpenSSL";
}

}  // namespace tally::compiler
