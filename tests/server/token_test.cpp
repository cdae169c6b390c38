#include "tally/server/token.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catch.h"
#include "server/signing.h"

namespace tally::server {
namespace {

using namespace std::chrono_literals;
using tests::encoded;
using tests::token_of;

constexpr async::WallTime now{std::chrono::seconds(2'000'000'000)};
constexpr std::string_view secret = "a secret of more than 32 bytes, for tests";
constexpr std::string_view good = R"({"sub":"ann","exp":2000000100})";

TokenKeys keys_of(std::string_view text) {
  Result<TokenKeys, Problem> keys = TokenKeys::read(text);
  REQUIRE(keys);
  return std::move(*keys);
}

std::string why_no_keys(std::string_view text) {
  const Result<TokenKeys, Problem> keys = TokenKeys::read(text);
  return keys ? "fine" : keys.problem().text;
}

/// The code of the problem, or who it is.
std::string verdict(const TokenKeys& keys, std::string_view token, const TokenRules& rules = {}) {
  const Result<token::Claims, Problem> claims = keys.verify(token, rules, now);
  return claims ? claims->sub : std::string(claims.problem().code);
}

/// With one character of the signature changed, so that it is another one of the same length.
std::string forged(std::string token) {
  char& changed = token[token.rfind('.') + 5];
  changed = changed == 'A' ? 'B' : 'A';
  return token;
}

// ---- The examples of the RFCs, whose payloads are no claims of a user ----

struct Example {
  const char* name;
  std::string keys;
  std::string token;
};

const std::vector<Example>& examples() {
  static const std::string payload =
      "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVl"
      "fQ";
  static const std::vector<Example> all{
      {"RFC 7515, A.1",
       R"({"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"})",
       "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9." + payload +
           ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"},
      {"RFC 7515, A.2",
       R"({"kty":"RSA","e":"AQAB","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"})",
       "eyJhbGciOiJSUzI1NiJ9." + payload +
           ".cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_"
           "O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_"
           "nZLgrnbyTyWzO75vRK5h6xBArLIARNP"
           "vkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-"
           "eOkHWEsqtFZESc6BfI7noOPqvhJ1ph"
           "CnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"},
      {"RFC 8037, A.4",
       R"({"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})",
       "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc."
       "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"},
  };
  return all;
}

TEST_CASE("The signatures of the RFCs are sound, and no others in their places") {
  for (const Example& example : examples()) {
    INFO(example.name);
    const TokenKeys keys = keys_of(example.keys);
    CHECK(verdict(keys, example.token) == "claims");  // which is asked after the signature
    CHECK(verdict(keys, forged(example.token)) == "signature");
    for (const Example& other : examples()) {
      if (&other != &example) CHECK(verdict(keys, other.token) == "key");
    }
    // One set has them all.
    std::string set = R"({"keys":[{"kty":"EC","crv":"P-256"},7)";
    for (const Example& each : examples()) set += ',' + each.keys;
    CHECK(verdict(keys_of(set + "]}"), example.token) == "claims");
  }
}

TEST_CASE("A token without a signature is none, whatever the keys are (RFC 7519, 6.1)") {
  const std::string token = encoded(R"({"alg":"none"})") + '.' + encoded(good) + '.';
  for (const Example& example : examples())
    CHECK(verdict(keys_of(example.keys), token) == "algorithm");
}

TEST_CASE("A public key is never the secret of a signature") {
  const std::string token = token_of(good, examples()[1].keys);
  CHECK(verdict(keys_of(examples()[1].keys), token) == "key");
  CHECK(verdict(keys_of(tests::rsa_pem), token_of(good, tests::rsa_pem)) == "key");
}

// ---- Tokens ----

TEST_CASE("A token says who it is and what it grants") {
  const std::string token = token_of(
      R"({"sub":"ann","exp":2e9,"tally":{"read":["tanks.#"],"write":["a","b"]},"name":"Ann"})",
      secret);
  const auto claims = keys_of(secret).verify(token, {}, now);
  REQUIRE(claims);
  CHECK(claims->sub == "ann");
  CHECK(claims->grants.read == token::Patterns{"tanks.#"});
  CHECK(claims->grants.write == token::Patterns{"a", "b"});
  const auto nothing = keys_of(secret).verify(token_of(good, secret), {}, now);
  REQUIRE(nothing);
  CHECK(nothing->grants == token::Grants{});
}

TEST_CASE("Claims are as they have to be") {
  const TokenKeys keys = keys_of(std::string(secret) + "\r\n");
  for (const auto& [claims, expected] : std::vector<std::pair<std::string, std::string>>{
           {R"({"sub":"ann","exp":2000000000})", "ann"},
           {R"({"sub":"ann","exp":1999999970.5})", "ann"},  // clocks may be 30 s apart
           {R"({"sub":"ann","exp":1999999970})", "expired"},
           {R"({"sub":"ann","exp":2000000100,"nbf":2000000030})", "ann"},
           {R"({"sub":"ann","exp":2000000100,"nbf":2000000031})", "early"},
           {R"({"sub":"ann"})", "claims"},
           {R"({"exp":2000000100})", "claims"},
           {R"({"sub":"","exp":2000000100})", "claims"},
           {R"({"sub":"ann","exp":"2000000100"})", "claims"},
           {R"({"sub":"ann","exp":1e999})", "claims"},
           {R"({"sub":"ann","exp":2000000100,"sub":"bob"})", "claims"},
           {R"({"sub":"ann","exp":2000000100,"tally":{"read":"#"}})", "claims"},
           {R"({"sub":"ann","exp":2000000100,"aud":"plant"})", "audience"},
           {R"(["ann"])", "claims"},
       }) {
    INFO(claims);
    CHECK(verdict(keys, token_of(claims, secret)) == expected);
  }
}

TEST_CASE("Whose token it is and for whom is asked by rules") {
  const TokenKeys keys = keys_of(secret);
  TokenRules rules;
  rules.issuer = "login";
  rules.audience = "plant";
  for (const auto& [more, expected] : std::vector<std::pair<std::string, std::string>>{
           {R"(,"iss":"login","aud":"plant")", "ann"},
           {R"(,"iss":"login","aud":["shop","plant"])", "ann"},
           {R"(,"iss":"other","aud":"plant")", "issuer"},
           {R"(,"aud":"plant")", "issuer"},
           {R"(,"iss":"login","aud":"shop")", "audience"},
           {R"(,"iss":"login","aud":[])", "audience"},
           {R"(,"iss":"login","aud":{"plant":1})", "audience"},
           {R"(,"iss":"login")", "audience"},
       }) {
    INFO(more);
    const std::string claims = R"({"sub":"ann","exp":2000000100)" + more + '}';
    CHECK(verdict(keys, token_of(claims, secret), rules) == expected);
  }
}

TEST_CASE("What is no token is refused before anything of it is believed") {
  const TokenKeys keys = keys_of(secret);
  const std::string token = token_of(good, secret);
  REQUIRE(verdict(keys, token) == "ann");
  for (const std::string& text :
       {std::string(), std::string("."), std::string(".."), std::string("..."), token + '.',
        token + '=', ' ' + token, token + '\n', token.substr(0, token.rfind('.')),
        "." + token.substr(token.find('.')), std::string(max_token_size + 1, 'A')}) {
    INFO(text.substr(0, 40));
    CHECK(verdict(keys, text) == "syntax");
  }
  CHECK(verdict(keys, token_of(good, secret, R"({"alg":"HS256","crit":["b64"],"b64":false})")) ==
        "syntax");
  CHECK(verdict(keys, token_of(good, secret, R"({"alg":"hs256"})")) == "algorithm");
  CHECK(verdict(keys, token_of(good, secret, R"({"alg":"HS512"})")) == "algorithm");
  CHECK(verdict(keys, token_of(good, secret, R"({"alg":"HS256","alg":"none"})")) == "syntax");
  CHECK(verdict(keys, token_of(good, "another secret of at least 32 bytes!")) == "signature");
}

TEST_CASE("A token that names its key is checked with that one alone") {
  const std::string key = R"({"kty":"oct","k":")" + encoded(secret) + R"(","kid":)";
  const TokenKeys keys = keys_of(R"({"keys":[)" + key + R"("old"},)" + key + R"("new"}]})");
  CHECK(keys.size() == 2);
  const auto named = [](const std::string& name) {
    return token_of(good, secret, R"({"alg":"HS256","kid":")" + name + R"("})");
  };
  CHECK(verdict(keys, named("new")) == "ann");
  CHECK(verdict(keys, named("newer")) == "key");
  CHECK(verdict(keys, token_of(good, secret)) == "ann");
  CHECK(verdict(keys_of(secret), named("new")) == "ann");  // the key has no name
}

// ---- Keys ----

TEST_CASE("Keys are read as PEM, as JWK, as a set, or as a secret") {
  CHECK(keys_of(tests::rsa_pem).size() == 1);
  CHECK(keys_of(std::string(tests::rsa_pem) + std::string(tests::ed25519_pem)).size() == 2);
  CHECK(keys_of(" \n" + examples()[2].keys).size() == 1);
  CHECK(
      keys_of(R"({"keys":[{"kty":"oct","k":")" + encoded(secret) + R"(","use":"sig"}]})").size() ==
      1);
}

TEST_CASE("Keys that are none, weak or private are problems that say so") {
  const std::string oct = R"({"kty":"oct","k":")" + encoded(secret) + '"';
  CHECK(why_no_keys("") == "a secret of HS256 has 32 bytes at least");
  CHECK(why_no_keys("short") == "a secret of HS256 has 32 bytes at least");
  CHECK(why_no_keys(R"({"kty":"oct","k":"c2hvcnQ"})") == "a secret of HS256 has 32 bytes at least");
  CHECK(why_no_keys(R"({"kty":"oct"})") == "an `oct` has a secret `k`");
  CHECK(why_no_keys("{") == "this is no JWK, and no set of them");
  CHECK(why_no_keys(R"({"keys":[]})") == "there is no key of HS256, RS256 or EdDSA");
  for (const char* more : {R"(,"alg":"HS512")", R"(,"use":"enc")", R"(,"key_ops":["sign"])"})
    CHECK(why_no_keys(oct + more + '}') == "there is no key of HS256, RS256 or EdDSA");
  CHECK(why_no_keys(R"({"kty":"OKP","crv":"Ed25519","x":"c2hvcnQ"})") ==
        "the numbers of a JWK make no key");
  CHECK(why_no_keys(R"({"kty":"RSA","n":"oQ","e":"AQAB"})") == "an RSA key has 2048 to 8192 bits");
  CHECK(why_no_keys(R"({"kty":"RSA","n":"oQ","e":"AQ"})") == "the numbers of a JWK make no key");
  const std::string okp = examples()[2].keys.substr(0, examples()[2].keys.size() - 1);
  CHECK(why_no_keys(okp + R"(,"d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"})") ==
        "this is a private key: a hub needs the public one");
  CHECK(why_no_keys("-----BEGIN PRIVATE KEY-----\n") ==
        "this is a private key: a hub needs the public one");
  CHECK(why_no_keys("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n") ==
        "what is there as PEM is no public key");
  CHECK(why_no_keys(std::string(max_token_keys_size + 1, 'A')) == "keys are 64 KiB at most");
  std::string many = R"({"keys":[)" + oct + '}';
  for (int i = 0; i < 32; ++i) many += ',' + oct + '}';
  CHECK(why_no_keys(many + "]}") == "there are more than 32 keys");
}

}  // namespace
}  // namespace tally::server
