// What the playground serves: its page, the names of the types, and verdicts.
#pragma once

#include <filesystem>

#include "http.h"

namespace playground {

/// `GET /types`, `POST /judge?type=NAME` with the document as body, and the files in `folder` for
/// everything else. Answers with the headers that a page with WebAssembly and no foreign code
/// needs.
Handler make_site(std::filesystem::path folder);

}  // namespace playground
