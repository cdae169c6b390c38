// Judges mutated documents with everything that runs natively and counts where two judges disagree:
// judge, explain, the plan that the compiler builds, and all of them again on the canonical form of
// what is accepted. usage: differential [--documents N] [--seed N] [--stream]
// --stream writes every document with what was said of it to stdout, for the other side to compare;
// see `put` below.
#include <algorithm>
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
#include "contracts/vectors.h"
#include "differential/mutator.h"

namespace {

using namespace tally::tests;

struct Options {
  std::uint64_t documents = 20000;
  std::uint64_t seed = 1;
  bool stream = false;
};

struct Sample {
  std::uint32_t type;  // position in contract_set::types()
  Tree tree;
  std::size_t size;
};

/// The vectors that are accepted, but for those that are large for the sake of being large.
std::vector<Sample> samples() {
  const auto types = contract_set::types();
  std::vector<Sample> found;
  for (const auto& file : vector_files()) {
    for (const Vector& vector : read_vectors(file)) {
      if (!vector.valid || vector.document.size() > 4000) continue;
      const auto type = std::find_if(types.begin(), types.end(),
                                     [&](const auto* t) { return t->name == vector.type; });
      if (type == types.end()) throw std::runtime_error("no type " + vector.type);
      found.push_back({static_cast<std::uint32_t>(type - types.begin()),
                       TreeReader(vector.document).read(), vector.document.size()});
    }
  }
  return found;
}

void put(std::uint32_t number) {
  std::fwrite(&number, sizeof number, 1, stdout);
}
void put(std::string_view text) {
  put(static_cast<std::uint32_t>(text.size()));
  std::fwrite(text.data(), 1, text.size(), stdout);
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

int run(const Options& options) {
  const Plans plans;
  const std::vector<Sample> sound = samples();
  std::map<std::string_view, Count> counts;
  Random random(options.seed);
  Mutator mutate(random.next());
  Judge judge;
  std::uint64_t disagreements = 0;
  for (std::uint64_t i = 0; i < options.documents; ++i) {
    // The larger of two, because there is more to go wrong in it.
    const Sample& one = random.pick(sound);
    const Sample& two = random.pick(sound);
    const Sample& sample = one.size > two.size ? one : two;
    const std::string text = mutate(sample.tree, random.pick(sound).tree);
    const tally::ContractType& type = *contract_set::types()[sample.type];

    Judgement judgement = judge(type, text);
    const tally::Document document(text);
    if (judgement.discord.empty() &&
        plans.explain(type.name, document.padded()) != judgement.issues) {
      judgement.discord = "the compiler's plan disagrees with the generated one";
    }
    Count& count = counts[type.name];
    ++count.documents;
    if (judgement.accepted) ++count.accepted;
    if (!judgement.discord.empty() && ++disagreements <= 10) {
      std::fprintf(stderr, "%s: %s\n%s\n", std::string(type.name).c_str(),
                   judgement.discord.c_str(), text.c_str());
    }
    if (options.stream) {
      put(sample.type);
      put(judgement.accepted ? 1U : 0U);
      put(text);
      put(judgement.accepted ? judgement.canonical : tally::to_json(judgement.issues, text));
    }
  }
  report(counts, disagreements);
  return disagreements == 0 ? 0 : 1;
}

Options read_options(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string_view option = argv[i];
    if (option == "--stream") {
      options.stream = true;
    } else if ((option == "--documents" || option == "--seed") && i + 1 < argc) {
      (option == "--seed" ? options.seed : options.documents) =
          std::strtoull(argv[++i], nullptr, 10);
    } else {
      throw std::runtime_error("usage: differential [--documents N] [--seed N] [--stream]");
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
