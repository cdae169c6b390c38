// Tokens that tests sign, and keys that sign nothing.
#pragma once

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "tally/engine/values/base64.h"

namespace tally::tests {

/// As JOSE has it.
inline std::string encoded(std::string_view bytes) {
  std::string text(max_encoded_size(bytes.size()), '\0');
  const char* end = encode_base64(text.data(), reinterpret_cast<const std::byte*>(bytes.data()),
                                  bytes.size(), Base64::url);
  text.resize(static_cast<std::size_t>(end - text.data()));
  return text;
}

/// Signed with HS256.
inline std::string token_of(std::string_view claims, std::string_view secret,
                            std::string_view header = R"({"alg":"HS256"})") {
  std::string token = encoded(header) + '.' + encoded(claims);
  std::array<unsigned char, EVP_MAX_MD_SIZE> signature{};
  unsigned int size = 0;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(token.data()), token.size(), signature.data(), &size);
  return token + '.' + encoded({reinterpret_cast<const char*>(signature.data()), size});
}

inline constexpr std::string_view rsa_pem =
    "-----BEGIN PUBLIC KEY-----\n"
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAocOeSnlL91iDNazU4xtf\n"
    "zniQ9/iFA/iG/gC6lcrZTozqRtYTyVeP7QT3mA4c8Qe1CaDLU6oM+/K7wJmgIwau\n"
    "LaXFD/qpy+WsOTzwU6qlNs5utEGgXsU18mXSvzS3LLI1rMiPPGcxFCbAO1Gh6B45\n"
    "cghLnuwvXmwq79y0f0WzH+JjWANpE18a5OtVQMVRLRq6MfOA3AA1djg//Nu7ZX8s\n"
    "+W2BGzg4ro+b4rKP7gnWpLUbVnAPwF1CBCTSQHF2FU7MupFwA7IWJMkCFYTaM3gA\n"
    "M8qJpXMHSqrJQCSmAgQzpkTrmLXm87Ld+GLqXJNkkxKdSalguaH2sNm465PXxqtv\n"
    "TwIDAQAB\n"
    "-----END PUBLIC KEY-----\n";
inline constexpr std::string_view ed25519_pem =
    "-----BEGIN PUBLIC KEY-----\n"
    "MCowBQYDK2VwAyEAwDRG3VmjjCFvN8GSa2bkJv2yQbx09VKo9icH27sVApw=\n"
    "-----END PUBLIC KEY-----\n";

}  // namespace tally::tests
