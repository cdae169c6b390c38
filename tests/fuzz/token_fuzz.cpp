// libFuzzer: any bytes as keys, as a token, and as the header and the claims of one that is signed.
// Nothing is believed that nobody has signed: a token that is good is not good any more with
// another signature.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "server/signing.h"
#include "tally/server/token.h"

namespace {

using tally::server::TokenKeys;

constexpr std::string_view secret = "a secret of more than 32 bytes, for tests";
constexpr tally::async::WallTime now{std::chrono::seconds(2'000'000'000)};

bool good(const TokenKeys& keys, std::string_view token) {
  return static_cast<bool>(keys.verify(token, {}, now));
}

void must(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto signing = TokenKeys::read(secret);
  const TokenKeys& keys = *signing;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto read = TokenKeys::read(text)) must(read->size() > 0);
  must(!good(keys, text));
  const std::size_t parted = text.find('\n');
  if (parted == text.npos) return 0;
  std::string token =
      tally::tests::token_of(text.substr(parted + 1), secret, text.substr(0, parted));
  if (!good(keys, token)) return 0;
  char& changed = token[token.rfind('.') + 5];
  changed = changed == 'A' ? 'B' : 'A';
  must(!good(keys, token));
  return 0;
}
