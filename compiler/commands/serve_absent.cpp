#include "serve/serve.h"

namespace tally::compiler {

Result<void, Problem> serve_model(const model::Model&, const ServeOptions&, ServeReport) {
  return Problem{
      "absent", "this `tally` was built without a server, which needs Boost 1.81 and OpenSSL", {}};
}

}  // namespace tally::compiler
