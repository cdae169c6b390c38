// native_bench FOLDER [--quick]: Tally and its rivals on the documents of FOLDER/manifest.json,
// which tests/bench/inputs.mjs makes. Prints JSON for tests/bench/run.mjs: what was measured, and
// who does not do which check.
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "earthquakes.h"
#include "measure.h"
#include "orders.h"
#include "rivals.h"
#include "sensors.h"

namespace bench {
namespace {

using nlohmann::ordered_json;

constexpr Effort thorough{.rounds = 101, .batch = 2e6};
constexpr Effort quick{.rounds = 11, .batch = 5e5};

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Tally's judgement of one document, as a program that lives on makes it: the arena is kept.
template <class T>
class TallyJudge final : public Judge {
 public:
  explicit TallyJudge(std::string_view text) : document_(text) {}

  bool accepts() override {
    arena_.reset();
    return tally::judge<T>(arena_, document_.padded()) != nullptr;
  }

 private:
  tally::Document document_;
  tally::Arena arena_;
};

/// A C++ value that owns its memory, from the document as it comes, which is copied.
template <class T>
class TallyParser final : public Judge {
 public:
  explicit TallyParser(std::string_view text) : text_(text) {}

  bool accepts() override { return static_cast<bool>(tally::parse<T>(text_)); }

 private:
  std::string text_;
};

/// Canonical text, judged before it leaves.
template <class T>
class TallyWriter final : public Judge {
 public:
  explicit TallyWriter(std::string_view text) : value_(*tally::parse<T>(text)) {}

  bool accepts() override { return static_cast<bool>(tally::stringify<T>(value_)); }

 private:
  typename tally::Contract<T>::Owned value_;
};

template <template <class> class Work>
std::unique_ptr<Judge> make_tally(std::string_view type, std::string_view text) {
  if (type == "sensors.Temperature") return std::make_unique<Work<sensors::Temperature>>(text);
  if (type == "sensors.Temperatures")
    return std::make_unique<Work<sensors::TemperaturesContract>>(text);
  if (type == "acme.orders.Order") return std::make_unique<Work<acme::orders::Order>>(text);
  if (type == "usgs.earthquakes.Feed") return std::make_unique<Work<usgs::earthquakes::Feed>>(text);
  return nullptr;
}

/// Who can judge a document.
struct JudgeMaker {
  const char* name;
  std::unique_ptr<Judge> (*make)(std::string_view type, std::string_view text);
};
constexpr JudgeMaker judges[] = {
    {"Tally", make_tally<TallyJudge>},
    {"simdjson on-demand + checks", make_simdjson_judge},
    {"nlohmann::json + checks", make_nlohmann_judge},
};

/// Which probes who gets wrong. Throws when one of them is essential: then nothing is comparable.
ordered_json find_differences(const ordered_json& probes) {
  ordered_json differences = ordered_json::array();
  for (const ordered_json& probe : probes) {
    const std::string what = probe["what"];
    for (const JudgeMaker& maker : judges) {
      const auto judge = maker.make(std::string(probe["type"]), std::string(probe["text"]));
      if (judge->accepts() == probe["acceptable"]) continue;
      if (probe["essential"]) throw std::runtime_error(std::string(maker.name) + ": " + what);
      differences.push_back({{"contestant", maker.name}, {"what", what}});
    }
  }
  return differences;
}

using Judges = std::vector<std::pair<const char*, std::unique_ptr<Judge>>>;

void measure(const ordered_json& input, const char* work, const Judges& entrants, Effort effort,
             ordered_json& measurements) {
  std::vector<Contestant> contestants;
  for (const auto& [name, judge] : entrants) {
    contestants.push_back(contestant(name, [&judge = *judge] { return judge.accepts(); }));
  }
  const std::vector<Timing> timings = race(contestants, effort);
  for (std::size_t i = 0; i < timings.size(); ++i) {
    measurements.push_back({{"input", input["name"]},
                            {"work", work},
                            {"contestant", contestants[i].name},
                            {"median", timings[i].median},
                            {"minimum", timings[i].minimum}});
  }
}

void measure_input(const ordered_json& input, const std::string& folder, Effort effort,
                   ordered_json& measurements) {
  const std::string type = input["type"];
  const std::string text = read_file(folder + "/" + std::string(input["file"]));
  const std::string broken = read_file(folder + "/" + std::string(input["broken"]));

  Judges verdict;
  for (const JudgeMaker& maker : judges) {
    if (maker.make(type, broken)->accepts())
      throw std::runtime_error(std::string(maker.name) + " accepts a broken " + type);
    verdict.emplace_back(maker.name, maker.make(type, text));
  }
  verdict.emplace_back("nlohmann::json, no checks", make_nlohmann_parser(text));
  measure(input, "bytes -> verdict", verdict, effort, measurements);

  Judges parse;
  parse.emplace_back("Tally", make_tally<TallyParser>(type, text));
  parse.emplace_back("nlohmann::json, no checks", make_nlohmann_parser(text));
  measure(input, "bytes -> owned value", parse, effort, measurements);

  Judges write;
  write.emplace_back("Tally", make_tally<TallyWriter>(type, text));
  write.emplace_back("nlohmann::json, no checks", make_nlohmann_writer(text));
  measure(input, "owned value -> text", write, effort, measurements);
}

int run(const std::string& folder, Effort effort) {
  const auto manifest = ordered_json::parse(read_file(folder + "/manifest.json"));
  ordered_json measurements = ordered_json::array();
  ordered_json differences = find_differences(manifest["probes"]);
  for (const ordered_json& input : manifest["inputs"])
    measure_input(input, folder, effort, measurements);
  const ordered_json report = {
      {"versions",
       {{"compiler", __VERSION__},
        {"simdjson", simdjson_version()},
        {"nlohmann::json", nlohmann_version()}}},
      {"measurements", measurements},
      {"differences", differences},
  };
  std::cout << report.dump(2) << '\n';
  return EXIT_SUCCESS;
}

}  // namespace
}  // namespace bench

int main(int argc, char** argv) {
  const bool quick = argc == 3 && std::string_view(argv[2]) == "--quick";
  if (argc != 2 && !quick) {
    std::cerr << "usage: native_bench FOLDER [--quick]\n";
    return EXIT_FAILURE;
  }
  try {
    return bench::run(argv[1], quick ? bench::quick : bench::thorough);
  } catch (const std::exception& error) {
    std::cerr << "native_bench: " << error.what() << '\n';
    return EXIT_FAILURE;
  }
}
