#include "tally/browser/buffers.h"

#include <emscripten.h>

using emscripten::EM_VAL;
using emscripten::val;

// clang-format off
EM_JS(unsigned, tally_bytes_size, (EM_VAL bytes), { return Emval.toValue(bytes).byteLength; });
EM_JS(void, tally_bytes_copy, (EM_VAL bytes, char* to), { HEAPU8.set(Emval.toValue(bytes), to >>> 0); });
EM_JS(EM_VAL, tally_bytes_make, (const char* from, unsigned size), {
  return Emval.toHandle(HEAPU8.slice(from >>> 0, (from >>> 0) + (size >>> 0)));
});
// clang-format on

#ifdef EM_JS_DEPS
EM_JS_DEPS(tally_bytes, "$Emval")
#endif

namespace tally::browser {

template <class Buffer>
buffers::Block Shared<Buffer>::copy(const val& bytes) {
  copied_.resize(tally_bytes_size(bytes.as_handle()));
  tally_bytes_copy(bytes.as_handle(), copied_.data());
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

}  // namespace tally::browser
