// The shared vectors through everything that runs natively: judge, explain, the plan that the
// compiler builds, and the owned values.
#include "contracts/vectors.h"

#include <set>
#include <string>

#include "catch.h"
#include "contracts/doors.h"
#include "contracts/judgement.h"
#include "contracts/plans.h"

namespace {

using namespace tally::tests;

std::string expected(const Vector& vector) {
  std::string text;
  for (const auto& [path, code] : vector.issues) text += path + ' ' + code + '\n';
  return text;
}

std::string reported(const tally::Issues& issues) {
  std::string text;
  for (const tally::Issue& issue : issues)
    text += issue.path + ' ' + std::string(issue.code) + '\n';
  return text;
}

}  // namespace

TEST_CASE("every vector is judged as it says, by every judge") {
  const Plans plans;
  Judge judge;
  for (const auto& file : vector_files()) {
    for (const Vector& vector : read_vectors(file)) {
      CAPTURE(file.filename().string(), vector.name);
      const Door* door = find_door(vector.type);
      REQUIRE(door != nullptr);

      const Judgement judgement = judge(door->type, vector.document);
      CHECK(judgement.discord == "");
      CHECK(judgement.accepted == vector.valid);
      CHECK(reported(judgement.issues) == expected(vector));

      const tally::Document document(vector.document);
      CHECK(plans.explain(vector.type, document.padded()) == judgement.issues);

      const RoundTrip trip = door->round_trip(vector.document);
      CHECK(reported(trip.issues) == expected(vector));
      CHECK(trip.canonical == judgement.canonical);
      CHECK(trip.stable);
    }
  }
}

TEST_CASE("every entry point has a door") {
  for (const tally::ContractType* type : fixtures::contract_set::types()) {
    CAPTURE(type->name);
    CHECK(find_door(type->name) != nullptr);
  }
}

TEST_CASE("names of vectors are unique") {
  std::set<std::string> names;
  for (const auto& file : vector_files()) {
    for (const Vector& vector : read_vectors(file)) {
      CAPTURE(vector.name);
      CHECK(names.insert(vector.name).second);
    }
  }
}
