#include "tally/engine/values/base64.h"

#include <optional>
#include <string>
#include <vector>

#include "catch.h"

using tally::Base64;

namespace {

using Bytes = std::vector<std::byte>;

std::optional<Bytes> decoded(std::string_view text, Base64 form) {
  Bytes bytes(tally::max_decoded_size(text.size()));
  const std::byte* end = tally::decode_base64(text, form, bytes.data());
  if (end == nullptr) return std::nullopt;
  bytes.resize(static_cast<std::size_t>(end - bytes.data()));
  return bytes;
}

std::string encoded(const Bytes& bytes, Base64 form) {
  std::string text(tally::max_encoded_size(bytes.size()), '\0');
  const char* end = tally::encode_base64(text.data(), bytes.data(), bytes.size(), form);
  text.resize(static_cast<std::size_t>(end - text.data()));
  return text;
}

Bytes bytes_of(std::string_view text) {
  Bytes bytes;
  for (const char c : text) bytes.push_back(static_cast<std::byte>(c));
  return bytes;
}

}  // namespace

TEST_CASE("the test vectors of RFC 4648") {
  const std::string_view texts[] = {"", "f", "fo", "foo", "foob", "fooba", "foobar"};
  const std::string_view padded[] = {"",         "Zg==",     "Zm8=",    "Zm9v",
                                     "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"};
  const std::string_view bare[] = {"", "Zg", "Zm8", "Zm9v", "Zm9vYg", "Zm9vYmE", "Zm9vYmFy"};
  for (std::size_t i = 0; i < 7; ++i) {
    CHECK(encoded(bytes_of(texts[i]), Base64::standard) == padded[i]);
    CHECK(encoded(bytes_of(texts[i]), Base64::url) == bare[i]);
    CHECK(decoded(padded[i], Base64::standard) == bytes_of(texts[i]));
    CHECK(decoded(bare[i], Base64::url) == bytes_of(texts[i]));
    CHECK(decoded(bare[i], Base64::standard).has_value() == (padded[i] == bare[i]));
    CHECK(decoded(padded[i], Base64::url).has_value() == (padded[i] == bare[i]));
  }
}

TEST_CASE("every text of up to four characters is refused, or the only one for its bytes") {
  const std::string_view some = "Az09+/-_=";
  for (const Base64 form : {Base64::standard, Base64::url}) {
    std::vector<std::string> texts = {""};
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const std::string text = texts[i];
      const auto bytes = decoded(text, form);
      if (bytes) REQUIRE(encoded(*bytes, form) == text);
      if (text.size() == 4) continue;
      for (const char c : some) texts.push_back(text + c);
    }
  }
}

TEST_CASE("all bytes survive") {
  Bytes bytes;
  for (int i = 0; i < 1000; ++i) bytes.push_back(static_cast<std::byte>(i * 7));
  for (const Base64 form : {Base64::standard, Base64::url}) {
    for (std::size_t size = 990; size < 1000; ++size) {
      bytes.resize(size);
      CHECK(decoded(encoded(bytes, form), form) == bytes);
    }
    bytes.resize(1000);
  }
}
