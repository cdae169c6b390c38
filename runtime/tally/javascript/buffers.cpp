#include "tally/javascript/buffers.h"

#include <emscripten.h>

using emscripten::EM_VAL;
using emscripten::val;

// clang-format off
// runtime/js/async.js makes the Uint8Array that comes here, so that it tells the truth; and nothing is written beyond `size`.
EM_JS(unsigned, tally_bytes_size, (EM_VAL bytes), { return Emval.toValue(bytes).byteLength; });
EM_JS(void, tally_bytes_copy, (EM_VAL bytes, char* to, unsigned size), {
  HEAPU8.subarray(to >>> 0, (to >>> 0) + (size >>> 0)).set(Emval.toValue(bytes));
});
EM_JS(EM_VAL, tally_bytes_make, (const char* from, unsigned size), {
  return Emval.toHandle(HEAPU8.slice(from >>> 0, (from >>> 0) + (size >>> 0)));
});
// clang-format on

#ifdef EM_JS_DEPS
EM_JS_DEPS(tally_bytes, "$Emval")
#endif

namespace tally::javascript {

template <class Buffer>
buffers::Block Shared<Buffer>::copy(const val& bytes) {
  const unsigned size = tally_bytes_size(bytes.as_handle());
  copied_.resize(size);
  tally_bytes_copy(bytes.as_handle(), copied_.data(), size);
  return pool_.copy(copied_);
}

template class Shared<buffers::Ring>;
template class Shared<buffers::Latest>;
template class Shared<buffers::Mailbox>;

val to_js(const buffers::Block& block) {
  const std::string_view bytes = block.bytes();
  return val::take_ownership(
      tally_bytes_make(bytes.data(), static_cast<std::uint32_t>(bytes.size())));
}

}  // namespace tally::javascript
