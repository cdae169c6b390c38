// Judges mutated documents with everything that runs natively and counts where two judges disagree:
// judge, explain, the plan that the compiler builds, and all of them again on the canonical form of
// what is accepted; for a set of its own also the C++ values.
// usage: differential [--documents N] [--seed N] [--stream] [--set FILE --contracts FOLDER]
// --stream writes every document with what was said of it to stdout, for the other side to compare;
// see `put` below. --set is a shared library made of tests/differential/set and the C++ files of
// the contracts in FOLDER; without it the set is the one of tally.tests.yaml.
#include <dlfcn.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "contracts/judgement.h"
#include "contracts/plans.h"
#include "contracts/round_trip.h"
#include "differential/mutator.h"
#include "differential/older.h"
#include "differential/samples.h"
#include "differential/traits.h"

namespace {

using namespace tally::tests;

struct Options {
  std::uint64_t documents = 20000;
  std::uint64_t seed = 1;
  bool stream = false;
  std::string set{};
  std::string contracts{};
};

/// The set in a shared library, which stays loaded.
ContractSet load_set(const std::string& file) {
  void* library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) throw std::runtime_error(dlerror());
  void* function = dlsym(library, "tested_set");
  if (function == nullptr) throw std::runtime_error(dlerror());
  ContractSet set;
  reinterpret_cast<void (*)(ContractSet&)>(function)(set);
  return set;
}

void put(std::uint32_t number) {
  std::fwrite(&number, sizeof number, 1, stdout);
}
void put(std::string_view text) {
  put(static_cast<std::uint32_t>(text.size()));
  std::fwrite(text.data(), 1, text.size(), stdout);
}

/// A record of the stream: the position of the type, bits (1: accepted, 2 and 4: the type's traits,
/// 8: upgraded, and from 16 on the version that was said, 0 for none), the document, and its
/// canonical text or its issues.
void put(std::uint32_t type, std::uint32_t bits, std::string_view text,
         const Judgement& judgement) {
  put(type);
  put(bits | (judgement.accepted ? 1U : 0U));
  put(text);
  put(judgement.accepted ? judgement.canonical : tally::to_json(judgement.issues, text));
}

std::uint32_t flags_of(const Traits& traits) {
  return (traits.opaque ? 2U : 0U) | (traits.millis ? 4U : 0U);
}

struct Count {
  std::uint64_t documents = 0;
  std::uint64_t accepted = 0;
};

void report(const std::map<std::string_view, Count>& counts, std::uint64_t disagreements) {
  Count total;
  for (const auto& [name, count] : counts) {
    std::fprintf(stderr, "%-36s %8llu documents, %8llu accepted\n", std::string(name).c_str(),
                 static_cast<unsigned long long>(count.documents),
                 static_cast<unsigned long long>(count.accepted));
    total.documents += count.documents;
    total.accepted += count.accepted;
  }
  std::fprintf(stderr, "native: %llu documents, %llu accepted (%.1f %%), %llu disagreements\n",
               static_cast<unsigned long long>(total.documents),
               static_cast<unsigned long long>(total.accepted),
               100.0 * static_cast<double>(total.accepted) / static_cast<double>(total.documents),
               static_cast<unsigned long long>(disagreements));
}

/// What the C++ value says of a document; empty when it agrees.
std::string value_discord(const Door& door, std::string_view text, const Judgement& judgement) {
  const RoundTrip trip = door.round_trip(text);
  if (trip.issues != judgement.issues) return "the issues of the C++ value differ";
  if (trip.canonical != judgement.canonical) return "the text of the C++ value: " + trip.canonical;
  return trip.stable ? "" : "the C++ value is not stable";
}

int run(const Options& options) {
  const ContractSet set =
      options.set.empty() ? ContractSet{fixtures::contract_set::types()} : load_set(options.set);
  const Plans plans = options.set.empty() ? Plans() : Plans({options.contracts}, set.types);
  const std::vector<Sample> sound = options.set.empty()
                                        ? vector_samples(set.types)
                                        : made_samples(set.types, plans, options.seed);
  const std::vector<Traits> traits = traits_of(set.types, plans);
  std::map<std::string_view, Count> counts;
  Random random(options.seed);
  Mutator mutate(random.next());
  Judge judge;
  std::uint64_t disagreements = 0;
  const auto note = [&](const tally::ContractType& type, const Judgement& judgement,
                        const std::string& text) {
    Count& count = counts[type.name];
    ++count.documents;
    if (judgement.accepted) ++count.accepted;
    if (!judgement.discord.empty() && ++disagreements <= 10) {
      std::fprintf(stderr, "%s: %s\n%s\n", std::string(type.name).c_str(),
                   judgement.discord.c_str(), text.c_str());
    }
  };
  for (std::uint64_t i = 0; i < options.documents; ++i) {
    // The larger of two, because there is more to go wrong in it.
    const Sample& one = random.pick(sound);
    const Sample& two = random.pick(sound);
    const Sample& sample = one.size > two.size ? one : two;
    const tally::ContractType& type = *set.types[sample.type];
    const std::uint32_t bits = flags_of(traits[sample.type]);
    if (!options.set.empty() && !type.plan.migrations.empty() && random.one_in(3)) {
      const Tree tree = older(sample.tree, type.plan, random);
      const std::string text = mutate(tree, random.pick(sound).tree);
      const auto version = static_cast<std::uint32_t>(random.below(5));
      const auto [plan, index] = plans.at(type.name);
      const Judgement judgement =
          judge_upgraded(type, plan, index, text,
                         version == 0 ? tally::UpgradeOptions{} : tally::UpgradeOptions{version});
      note(type, judgement, text);
      if (options.stream) put(sample.type, bits | 8U | version << 4U, text, judgement);
      continue;
    }
    const std::string text = mutate(sample.tree, random.pick(sound).tree);
    Judgement judgement = judge(type, text);
    const tally::Document document(text);
    if (judgement.discord.empty() &&
        plans.explain(type.name, document.padded()) != judgement.issues) {
      judgement.discord = "the compiler's plan disagrees with the generated one";
    }
    if (judgement.discord.empty() && !set.doors.empty())
      judgement.discord = value_discord(set.doors[sample.type], text, judgement);
    note(type, judgement, text);
    if (options.stream) put(sample.type, bits, text, judgement);
  }
  if (options.set.empty()) report(counts, disagreements);
  return disagreements == 0 ? 0 : 1;
}

Options read_options(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string_view option = argv[i];
    if (option == "--stream") {
      options.stream = true;
    } else if ((option == "--set" || option == "--contracts") && i + 1 < argc) {
      (option == "--set" ? options.set : options.contracts) = argv[++i];
    } else if ((option == "--documents" || option == "--seed") && i + 1 < argc) {
      (option == "--seed" ? options.seed : options.documents) =
          std::strtoull(argv[++i], nullptr, 10);
    } else {
      throw std::runtime_error(
          "usage: differential [--documents N] [--seed N] [--stream] [--set FILE --contracts "
          "FOLDER]");
    }
  }
  return options;
}

}  // namespace

int main(int argc, char** argv) try {
  return run(read_options(argc, argv));
} catch (const std::exception& error) {
  std::fprintf(stderr, "differential: %s\n", error.what());
  return 2;
}
