// Tokens, and the keys that prove them: a JWT (RFC 7519) that is signed (RFC 7515) with HS256,
// RS256 or EdDSA (RFC 7518, 8037). A key fixes the algorithm: what a token says of it has to be the
// same.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tally/async/time.h"
#include "tally/contracts/token.h"
#include "tally/engine/result.h"

namespace tally::server {

/// Longer tokens are none, and larger files of keys hold none. Bytes.
constexpr std::size_t max_token_size = 8U << 10U;
constexpr std::size_t max_token_keys_size = 64U << 10U;

/// What a token has to say of itself.
struct TokenRules {
  /// Who gave it out; anybody who has a key when empty.
  std::string issuer;
  /// Whom it is for. When empty, a token that is for somebody is refused.
  std::string audience;
  /// How far clocks may be apart.
  async::Duration leeway = std::chrono::seconds(30);
};

class TokenKeys {
 public:
  /// Of a file: public keys as PEM (RSA, Ed25519), a JWK or a set of them (`oct`, `RSA`, `OKP` with
  /// Ed25519; others are left out), or else a secret, which is the text up to the end of its line.
  /// A problem has no code but `keys`: there is no key in it, too many, or one that is weak
  /// (a secret below 32 bytes, RSA below 2048 bits) or private.
  static Result<TokenKeys, Problem> read(std::string_view text);
  TokenKeys(TokenKeys&&) noexcept;
  TokenKeys& operator=(TokenKeys&&) noexcept;
  ~TokenKeys();

  /// What a token says, if it is signed with one of the keys, its time has come and not gone, and
  /// it is as the rules want it. Problems, of which none tells what is in the token:
  ///   syntax, claims              it is no token, or lacks something
  ///   algorithm, key, signature   it is signed otherwise, by somebody else, or not so
  ///   expired, early              by its own times
  ///   issuer, audience            of somebody else, for somebody else
  [[nodiscard]] Result<token::Claims, Problem> verify(std::string_view text,
                                                      const TokenRules& rules,
                                                      async::WallTime now) const;
  [[nodiscard]] std::size_t size() const noexcept;

 private:
  struct Key;
  TokenKeys() noexcept;
  Result<void, Problem> add_pem(std::string_view text);
  Result<void, Problem> add_json(std::string_view text);
  Result<void, Problem> add_jwk(const token::Key& jwk);
  Result<void, Problem> add_secret(std::string secret, std::string id);

  std::vector<Key> keys_;
};

}  // namespace tally::server
