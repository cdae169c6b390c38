#include "tally/server/token.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <utility>

#include "tally/engine/values/base64.h"

namespace tally::server {
namespace {

constexpr std::size_t max_keys = 32;
constexpr std::size_t lowest_secret = 32;  // bytes (RFC 7518, 3.2)
constexpr int lowest_modulus = 2048;       // bits (RFC 7518, 3.3)
constexpr int highest_modulus = 8192;
constexpr std::size_t highest_exponent = 8;  // bytes

/// Frees what OpenSSL has made.
template <auto free>
struct Freed {
  template <class T>
  void operator()(T* made) const noexcept {
    free(made);
  }
};
template <class T, auto free>
using Owned = std::unique_ptr<T, Freed<free>>;
using PublicKey = Owned<EVP_PKEY, EVP_PKEY_free>;

/// Errors of OpenSSL end here: TLS on the same thread must not take them for its own.
class Errors {
 public:
  Errors() noexcept { ERR_set_mark(); }
  Errors(const Errors&) = delete;
  Errors& operator=(const Errors&) = delete;
  ~Errors() { ERR_pop_to_mark(); }
};

Problem bad_keys(std::string text) {
  return {"keys", std::move(text), {}};
}

const unsigned char* bytes_of(std::string_view text) noexcept {
  return reinterpret_cast<const unsigned char*>(text.data());
}

/// Base64url as JOSE has it (RFC 7515, 2).
std::optional<std::string> base64url_decoded(std::string_view text) {
  std::string bytes(max_decoded_size(text.size()), '\0');
  auto* begin = reinterpret_cast<std::byte*>(bytes.data());
  const std::byte* end = decode_base64(text, Base64::url, begin);
  if (end == nullptr) return std::nullopt;
  bytes.resize(static_cast<std::size_t>(end - begin));
  return bytes;
}

/// A value of a contract; nothing where the text is none.
template <class T>
std::optional<typename Contract<T>::Owned> parsed(std::string_view json) {
  Result<typename Contract<T>::Owned> value = parse<T>(json);
  if (!value) return std::nullopt;
  return std::move(*value);
}

}  // namespace

// ---- Keys ----

namespace {

enum class Algorithm : std::uint8_t { hs256, rs256, eddsa };

/// What a key is called in a JWK, and what is signed with it.
struct Kind {
  Algorithm algorithm;
  std::string_view name;
  std::string_view kty;
  std::string_view crv;
  int type;  // of OpenSSL; no public key when 0
};
constexpr Kind kinds[] = {
    {Algorithm::hs256, "HS256", "oct", "", 0},
    {Algorithm::rs256, "RS256", "RSA", "", EVP_PKEY_RSA},
    {Algorithm::eddsa, "EdDSA", "OKP", "Ed25519", EVP_PKEY_ED25519},
};

template <class Matches>
const Kind* find_kind(Matches matches) noexcept {
  const auto* found = std::find_if(std::begin(kinds), std::end(kinds), matches);
  return found == std::end(kinds) ? nullptr : found;
}

bool signs(const Kind& kind, const EVP_PKEY& key, std::string_view text,
           std::string_view signature) {
  const Owned<EVP_MD_CTX, EVP_MD_CTX_free> context(EVP_MD_CTX_new());
  const EVP_MD* digest = kind.algorithm == Algorithm::rs256 ? EVP_sha256() : nullptr;
  return context != nullptr &&
         EVP_DigestVerifyInit(context.get(), nullptr, digest, nullptr,
                              const_cast<EVP_PKEY*>(&key)) == 1 &&
         EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(text),
                          text.size()) == 1;
}

bool signs(std::string_view secret, std::string_view text, std::string_view signature) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> expected{};
  unsigned int size = 0;
  return HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()), bytes_of(text),
              text.size(), expected.data(), &size) != nullptr &&
         signature.size() == size && CRYPTO_memcmp(signature.data(), expected.data(), size) == 0;
}

/// Whether a JWK is of this kind, and for signatures.
bool is_of(const token::Key& jwk, const Kind& kind) {
  const auto may_be = [](const std::optional<std::string>& member, std::string_view name) {
    return !member || *member == name;
  };
  const bool verifies = !jwk.key_ops || std::find(jwk.key_ops->begin(), jwk.key_ops->end(),
                                                  "verify") != jwk.key_ops->end();
  return jwk.kty == kind.kty && jwk.crv.value_or("") == kind.crv && may_be(jwk.alg, kind.name) &&
         may_be(jwk.use, "sig") && verifies;
}

/// Null where the numbers make no key.
PublicKey rsa_key(std::string_view modulus, std::string_view exponent) {
  if (modulus.empty() || exponent.empty() || exponent.size() > highest_exponent) return {};
  const auto number_of = [](std::string_view bytes) {
    return Owned<BIGNUM, BN_free>(
        BN_bin2bn(bytes_of(bytes), static_cast<int>(bytes.size()), nullptr));
  };
  const auto n = number_of(modulus);
  const auto e = number_of(exponent);
  if (!n || !e || !BN_is_odd(n.get()) || !BN_is_odd(e.get()) || BN_is_one(e.get())) return {};
  const Owned<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free> builder(OSSL_PARAM_BLD_new());
  if (!builder || OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1)
    return {};
  const Owned<OSSL_PARAM, OSSL_PARAM_free> parameters(OSSL_PARAM_BLD_to_param(builder.get()));
  const Owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free> context(
      EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
  EVP_PKEY* key = nullptr;
  if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1)
    return {};
  return PublicKey(key);
}

void free_bytes(void* bytes) noexcept {
  OPENSSL_free(bytes);
}

/// A part of a PEM file (RFC 7468); without data where there is none.
struct PemBlock {
  Owned<char, free_bytes> name;
  Owned<char, free_bytes> header;
  Owned<unsigned char, free_bytes> data;
  long size = 0;

  [[nodiscard]] bool is(std::string_view what) const noexcept { return name && name.get() == what; }
};
PemBlock next_block(BIO& source) {
  char* name = nullptr;
  char* header = nullptr;
  unsigned char* data = nullptr;
  long size = 0;
  PEM_read_bio(&source, &name, &header, &data, &size);
  PemBlock block;
  block.name.reset(name);
  block.header.reset(header);
  block.data.reset(data);
  block.size = size;
  return block;
}

/// Why a key must not be used.
std::optional<Problem> weakness_of(const EVP_PKEY& key) {
  if (EVP_PKEY_get_base_id(&key) != EVP_PKEY_RSA) return std::nullopt;
  const int bits = EVP_PKEY_get_bits(&key);
  if (bits >= lowest_modulus && bits <= highest_modulus) return std::nullopt;
  return bad_keys("an RSA key has 2048 to 8192 bits");
}

}  // namespace

struct TokenKeys::Key {
  const Kind& kind;
  std::string id;  // empty for none
  std::string secret;
  PublicKey key;

  [[nodiscard]] bool signs(std::string_view text, std::string_view signature) const {
    return key ? server::signs(kind, *key, text, signature)
               : server::signs(secret, text, signature);
  }
};

std::size_t TokenKeys::size() const noexcept {
  return keys_.size();
}

TokenKeys::TokenKeys() noexcept = default;
TokenKeys::TokenKeys(TokenKeys&&) noexcept = default;
TokenKeys& TokenKeys::operator=(TokenKeys&&) noexcept = default;
TokenKeys::~TokenKeys() = default;

Result<TokenKeys, Problem> TokenKeys::read(std::string_view text) {
  const Errors errors;
  if (text.size() > max_token_keys_size) return bad_keys("keys are 64 KiB at most");
  TokenKeys keys;
  const std::size_t begin = std::min(text.find_first_not_of(" \t\r\n"), text.size());
  Result<void, Problem> added;
  if (text.substr(begin).starts_with("-----BEGIN")) {
    added = keys.add_pem(text);
  } else if (text.substr(begin).starts_with('{')) {
    added = keys.add_json(text);
  } else {
    if (text.ends_with('\n')) text.remove_suffix(1);
    if (text.ends_with('\r')) text.remove_suffix(1);
    added = keys.add_secret(std::string(text), {});
  }
  if (!added) return added.problem();
  if (keys.keys_.empty()) return bad_keys("there is no key of HS256, RS256 or EdDSA");
  if (keys.keys_.size() > max_keys) return bad_keys("there are more than 32 keys");
  return keys;
}

Result<void, Problem> TokenKeys::add_pem(std::string_view text) {
  if (text.find("PRIVATE KEY-----") != std::string_view::npos)
    return bad_keys("this is a private key: a hub needs the public one");
  const Owned<BIO, BIO_free> source(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  while (source && keys_.size() <= max_keys) {
    const PemBlock block = next_block(*source);
    if (!block.data && ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE) return {};
    const unsigned char* at = block.data.get();
    PublicKey key(block.is("PUBLIC KEY") ? d2i_PUBKEY(nullptr, &at, block.size) : nullptr);
    if (!key || at != block.data.get() + block.size)
      return bad_keys("what is there as PEM is no public key");
    const Kind* kind =
        find_kind([&](const Kind& each) { return each.type == EVP_PKEY_get_base_id(key.get()); });
    if (kind == nullptr) return bad_keys("a public key is one of RSA or Ed25519");
    if (std::optional<Problem> weakness = weakness_of(*key)) return *weakness;
    keys_.push_back({*kind, {}, {}, std::move(key)});
  }
  return {};
}

Result<void, Problem> TokenKeys::add_secret(std::string secret, std::string id) {
  if (secret.size() < lowest_secret) return bad_keys("a secret of HS256 has 32 bytes at least");
  keys_.push_back({kinds[0], std::move(id), std::move(secret), {}});
  return {};
}

Result<void, Problem> TokenKeys::add_json(std::string_view text) {
  const auto set = parsed<token::KeySet>(text);
  if (!set) {
    const auto key = parsed<token::Key>(text);
    return key ? add_jwk(*key) : bad_keys("this is no JWK, and no set of them");
  }
  for (const RawJson& each : set->keys) {
    // One that is no key at all is of a kind that is not known (RFC 7517, 5).
    const auto key = parsed<token::Key>(each.text);
    if (!key) continue;
    if (auto added = add_jwk(*key); !added) return added;
  }
  return {};
}

Result<void, Problem> TokenKeys::add_jwk(const token::Key& jwk) {
  const Kind* kind = find_kind([&](const Kind& each) { return is_of(jwk, each); });
  if (kind == nullptr) return {};
  if (jwk.d) return bad_keys("this is a private key: a hub needs the public one");
  const auto bytes = [](const std::optional<std::string>& member) {
    return member ? base64url_decoded(*member) : std::nullopt;
  };
  PublicKey made;
  switch (kind->algorithm) {
    case Algorithm::hs256: {
      std::optional<std::string> secret = bytes(jwk.k);
      if (!secret) return bad_keys("an `oct` has a secret `k`");
      return add_secret(std::move(*secret), jwk.kid.value_or(""));
    }
    case Algorithm::rs256:
      made = rsa_key(bytes(jwk.n).value_or(""), bytes(jwk.e).value_or(""));
      break;
    case Algorithm::eddsa: {
      const std::string point = bytes(jwk.x).value_or("");
      made.reset(EVP_PKEY_new_raw_public_key(kind->type, nullptr, bytes_of(point), point.size()));
      break;
    }
  }
  if (!made) return bad_keys("the numbers of a JWK make no key");
  if (std::optional<Problem> weakness = weakness_of(*made)) return *weakness;
  keys_.push_back({*kind, jwk.kid.value_or(""), {}, std::move(made)});
  return {};
}

// ---- Tokens ----

namespace {

Problem refusal(std::string_view code, std::string text) {
  return {code, std::move(text), {}};
}

/// Whether a token is for somebody; `aud` is a name or a list of names (RFC 7519, 4.1.3).
bool is_for(const std::optional<RawJson>& audience, const std::string& name) {
  if (!audience) return name.empty();
  const auto one = parsed<token::Name>(audience->text);
  if (one) return one->value == name && !name.empty();
  const auto all = parsed<token::NamesContract>(audience->text);
  return all && !name.empty() &&
         std::find(all->begin(), all->end(), token::Name{name}) != all->end();
}

std::optional<Problem> fault_of(const token::Claims& claims, const TokenRules& rules,
                                async::WallTime now) {
  using Seconds = std::chrono::duration<double>;
  const double seconds = Seconds(now.time_since_epoch()).count();
  const double leeway = Seconds(rules.leeway).count();
  if (seconds >= claims.exp + leeway) return refusal("expired", "the token has expired");
  if (claims.nbf && seconds + leeway < *claims.nbf)
    return refusal("early", "the token is not good yet");
  if (!rules.issuer.empty() && (!claims.iss || claims.iss->value != rules.issuer))
    return refusal("issuer", "the token is of another issuer");
  if (!is_for(claims.aud, rules.audience))
    return refusal("audience", "the token is for another audience");
  return std::nullopt;
}

}  // namespace

Result<token::Claims, Problem> TokenKeys::verify(std::string_view text, const TokenRules& rules,
                                                 async::WallTime now) const {
  const Errors errors;
  const Problem no_token = refusal("syntax", "this is no token");
  if (text.size() > max_token_size) return no_token;
  const std::size_t first = text.find('.');
  const std::size_t second = first == text.npos ? first : text.find('.', first + 1);
  if (second == text.npos || text.find('.', second + 1) != text.npos) return no_token;
  const auto header_text = base64url_decoded(text.substr(0, first));
  const auto claims_text = base64url_decoded(text.substr(first + 1, second - first - 1));
  const auto signature = base64url_decoded(text.substr(second + 1));
  if (!header_text || !claims_text || !signature) return no_token;
  const auto header = parsed<token::Header>(*header_text);
  if (!header || header->crit) return no_token;

  const Kind* kind = find_kind([&](const Kind& each) { return each.name == header->alg; });
  if (kind == nullptr)
    return refusal("algorithm", "the token is not signed with HS256, RS256 or EdDSA");
  bool has_key = false;
  const bool is_signed = std::any_of(keys_.begin(), keys_.end(), [&](const Key& key) {
    if (&key.kind != kind || (header->kid && !key.id.empty() && key.id != *header->kid))
      return false;
    has_key = true;
    return key.signs(text.substr(0, second), *signature);
  });
  if (!has_key) return refusal("key", "no key is the token's");
  if (!is_signed) return refusal("signature", "the signature of the token is wrong");

  auto claims = parsed<token::Claims>(*claims_text);
  if (!claims) return refusal("claims", "the token lacks `sub` or `exp`, or a claim is wrong");
  if (std::optional<Problem> fault = fault_of(*claims, rules, now)) return *fault;
  return std::move(*claims);
}

}  // namespace tally::server
