// Members that no record declares, as a single call wants them.
#include <string>

#include "catch.h"
#include "orders.h"
#include "rules.h"

namespace {

using tally::plan::UnknownOverride;

// Envelope keeps what it does not know, the order in it refuses it.
const std::string order =
    R"({"id":"6e9bd4b4-9c1c-4c8c-8d6c-0a4f2f8d3a11","status":"placed","lines":[{"sku":"A-100",)"
    R"("quantity":1,"price":{"micros":1,"currency":"EUR","cent":[0]}}],"total":1,)"
    R"("created_at":"2026-11-21T10:00:00Z"})";
const std::string envelope = R"({"more":{},"sequence":1,"attempt":1,"order":)" + order + "}";

template <class T>
std::string verdict(const std::string& text, UnknownOverride unknown) {
  const auto value = tally::parse<T>(text, {.unknown = unknown});
  if (value) return *tally::stringify<T>(*value);
  std::string issues;
  for (const tally::Issue& issue : value.issues())
    issues += issue.path + " " + std::string(issue.code) + ";";
  return issues;
}

}  // namespace

TEST_CASE("a call may refuse and drop what records keep and refuse") {
  using acme::orders::Envelope;
  using acme::orders::Probe;
  const std::string cent = "/order/lines/0/price/cent unknown;";
  CHECK(verdict<Envelope>(envelope, UnknownOverride::none) == cent);
  CHECK(verdict<Envelope>(envelope, UnknownOverride::reject) == "/more unknown;" + cent);
  const std::string dropped = verdict<Envelope>(envelope, UnknownOverride::drop);
  CHECK(dropped.find("more") == std::string::npos);
  CHECK(dropped.find("cent") == std::string::npos);
  CHECK(dropped.find(R"("attempt":1)") != std::string::npos);

  CHECK(verdict<Probe>(R"({"word":1,"other":2})", UnknownOverride::none) == R"({"word":1})");
  CHECK(verdict<Probe>(R"({"word":1,"other":2})", UnknownOverride::reject) == "/other unknown;");
}

TEST_CASE("what a call drops has to be sound, and there once") {
  CHECK(verdict<acme::money::Amount>(R"({"micros":1,"currency":"EUR","a":1,"b":2,"a":3})",
                                     UnknownOverride::drop) == "/a duplicate;");
  CHECK(verdict<acme::money::Amount>(R"({"micros":1,"currency":"EUR","a":1e400})",
                                     UnknownOverride::drop) == "/a range;");
  CHECK(verdict<acme::money::Amount>(R"({"micros":1,"micros":1,"currency":"EUR","a":1})",
                                     UnknownOverride::drop) == "/micros duplicate;");
}

TEST_CASE("native rules see the document as the call wants it") {
  using acme::rules::Shipment;
  CHECK(verdict<Shipment>(R"({"by":"parcel","number":18,"weight":2})", UnknownOverride::drop) ==
        R"({"by":"parcel","number":"18"})");
  CHECK(verdict<Shipment>(R"({"by":"parcel","weight":2,"number":19})", UnknownOverride::drop) ==
        "/number check-digit;");
}
