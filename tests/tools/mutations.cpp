// Mutates every contract of the repository, thousands of times, and puts what comes out through all
// passes of the compiler: nothing may crash, and nothing may fail without a diagnostic.
// usage: mutations [--documents N] [--seed N] [--only N]
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "check/check.h"
#include "diagnose/print_github.h"
#include "diagnose/print_json.h"
#include "diagnose/print_sarif.h"
#include "diagnose/print_text.h"
#include "differential/mutator.h"
#include "elaborate/elaborate.h"
#include "format/format.h"
#include "lint/lint.h"
#include "plan/plan.h"
#include "resolve/resolve.h"
#include "targets/builtin_templates.h"
#include "targets/generate.h"
#include "targets/load_definition.h"
#include "targets/template_models.h"
#include "yaml/parse.h"

namespace tally::compiler {
namespace {

namespace fs = std::filesystem;
using tests::Random;

const fs::path root = TALLY_SOURCE_DIR;

std::uint64_t current = 0;  // the document that is being worked on, for whoever has to find a crash

void report_crash(int signal) {
  std::fprintf(stderr, "mutations: signal %d in document %llu; --only %llu repeats it\n", signal,
               static_cast<unsigned long long>(current), static_cast<unsigned long long>(current));
  std::_Exit(1);
}

std::optional<std::string> read_text(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

struct Source {
  std::string path;  // from the root
  std::string text;
};

std::vector<Source> all_contracts() {
  std::vector<Source> sources;
  for (const char* folder : {"schemas", "tests"}) {
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
      const std::string path = entry.path().lexically_relative(root).generic_string();
      if (!path.ends_with(".contract.yaml") || path.find("node_modules") != std::string::npos)
        continue;
      sources.push_back({path, read_text(entry.path()).value_or("")});
    }
  }
  std::sort(sources.begin(), sources.end(),
            [](const Source& a, const Source& b) { return a.path < b.path; });
  return sources;
}

// The nodes of a contract by their places, to take apart and put together.
struct Parts {
  std::vector<Span> scalars;
  std::vector<Span> entries;  // of mappings, key and value
  std::vector<Span> nodes;
};

void collect(const yaml::Node& node, Parts& parts) {
  if (node.span.size() > 0) parts.nodes.push_back(node.span);
  if (node.is_scalar() && node.span.size() > 0) parts.scalars.push_back(node.span);
  for (const auto* item : node.items) collect(*item, parts);
  for (const auto& [key, value] : node.entries) {
    parts.entries.push_back({key->span.file, key->span.begin, value->span.end});
    collect(*key, parts);
    collect(*value, parts);
  }
}

class Mutator {
 public:
  explicit Mutator(const std::vector<Source>& contracts) : contracts_(contracts) {
    for (const Source& contract : contracts) {
      const FileId file = sources_.add(contract.path, contract.text);
      Diagnostics ignored;
      Parts& parts = parts_.emplace_back();
      if (const auto tree = yaml::parse(file, sources_, ignored)) collect(tree->root(), parts);
      for (const Span& scalar : parts.scalars) words_.emplace_back(sources_.text(scalar));
    }
  }

  Source next(Random& random) {
    const std::size_t which = random.below(contracts_.size());
    Source source = contracts_[which];
    const std::size_t edits = 1 + random.below(4);
    // Edits by node are done from the back, so that the places in front stay right.
    std::vector<std::pair<Span, std::string>> by_node;
    for (std::size_t i = 0; i < edits; ++i) {
      if (random.one_in(2)) {
        edit_bytes(source.text, random);
        return source;
      }
      if (auto edit = edit_nodes(parts_[which], random)) by_node.push_back(std::move(*edit));
    }
    std::sort(by_node.begin(), by_node.end(),
              [](const auto& a, const auto& b) { return a.first.begin > b.first.begin; });
    std::size_t untouched = source.text.size();
    for (const auto& [span, text] : by_node) {
      if (span.end > untouched) continue;
      source.text.replace(span.begin, span.size(), text);
      untouched = span.begin;
    }
    return source;
  }

 private:
  void edit_bytes(std::string& text, Random& random) {
    constexpr std::string_view pieces[] = {
        " ", "\n", "  ", ": ",  "- ",   "{",    "}", "[",       "]", ",",
        "'", "\"", "#",  "&a ", "*a",   "!t ",  "|", ">",       "%", "@",
        "`", "? ", "\t", "\r",  "\x01", "\xff", "<", " | null", "?", "\xef\xbb\xbf"};
    if (text.empty()) return;
    const std::size_t at = random.below(text.size());
    switch (random.below(5)) {
      case 0:
        text.erase(at, 1 + random.below(8));
        break;
      case 1:
        text[at] = static_cast<char>(random.below(256));
        break;
      case 2:
        text.resize(at);
        break;
      case 3: {
        const std::string copy = text.substr(random.below(text.size()), random.below(60));
        text.insert(at, copy);
        break;
      }
      default:
        text.insert(at, random.pick(pieces));
    }
  }

  std::optional<std::pair<Span, std::string>> edit_nodes(const Parts& parts, Random& random) {
    constexpr std::string_view values[] = {"0",
                                           "-1",
                                           "1e999",
                                           "99999999999999999999",
                                           "~",
                                           "''",
                                           "true",
                                           "{}",
                                           "[]",
                                           "[a, {b: c}]",
                                           "'^('",
                                           "a.b",
                                           "list<list<string>>",
                                           "string | null | null",
                                           "map<",
                                           "0.1",
                                           "int64",
                                           "json"};
    if (parts.scalars.empty()) return std::nullopt;
    const Span scalar = random.pick(parts.scalars);
    switch (random.below(5)) {
      case 0:
        return std::pair(scalar, words_[random.below(words_.size())]);
      case 1:
        return std::pair(scalar, std::string(random.pick(values)));
      case 2:  // one node in place of another
        return std::pair(random.pick(parts.nodes),
                         std::string(sources_.text(random.pick(parts.nodes))));
      case 3:
        if (parts.entries.empty()) return std::nullopt;
        return std::pair(random.pick(parts.entries), std::string());
      default:
        if (parts.entries.empty()) return std::nullopt;
        return std::pair(random.pick(parts.entries),
                         std::string(sources_.text(random.pick(parts.entries))));
    }
  }

  const std::vector<Source>& contracts_;
  Sources sources_;
  std::vector<Parts> parts_;
  std::vector<std::string> words_;
};

// What went wrong; empty if nothing did.
using Fault = std::string;

Fault check_formatting(FileId file, Sources& sources) {
  Diagnostics found;
  const auto tree = yaml::parse(file, sources, found);
  if (!tree || found.has_errors()) return found.has_errors() ? "" : "YAML refused without an error";
  const auto once = format(file, sources, *tree);
  if (!once) return "not formatted";
  const FileId again = sources.add("formatted", *once);
  const auto second = yaml::parse(again, sources, found);
  if (!second || found.has_errors()) return "formatted into something that is not YAML";
  if (!same_content(file, *tree, again, *second, sources)) return "formatted into something else";
  if (format(again, sources, *second) != once) return "formatted differently a second time";
  return "";
}

Fault check_diagnostics(const Diagnostics& diagnostics, const Sources& sources) {
  const auto sorted = diagnostics.sorted();
  for (const Diagnostic& diagnostic : sorted) {
    std::vector<Span> spans{diagnostic.span};
    if (diagnostic.fix) spans.push_back(diagnostic.fix->span);
    for (const Span& span : spans) {
      if (span.is_nowhere()) continue;
      if (span.begin > span.end || span.end > sources.file(span.file).text().size())
        return "a place outside of its file: " + diagnostic.message;
    }
    if (diagnostic.message.empty()) return "a diagnostic that says nothing";
    if (diagnostic.fix && sources.text(diagnostic.fix->span) == diagnostic.fix->replacement)
      return "a fix that changes nothing: " + diagnostic.message;
  }
  print_text(sorted, sources);
  print_json(sorted, sources);
  const auto all = findings(sorted, sources);
  print_github(all);
  print_sarif(all, [](const std::string&) { return RulePage{}; }, {});
  return "";
}

Fault generate_everything(const model::Model& model) {
  for (std::size_t i = 0; i < model.contracts.size(); ++i)
    build_plan(model, static_cast<model::ContractId>(i));
  for (const char* name : {"cpp", "embind", "typescript"}) {
    Sources templates;
    Diagnostics diagnostics;
    const auto target = targets::load_definition(targets::builtin_folder(name),
                                                 targets::read_builtin(builtin_templates()),
                                                 templates, diagnostics);
    if (!target) return "a built-in target cannot be loaded";
    const auto* template_model = targets::find_template_model(target->definition.model);
    const auto data = template_model->make(model, target->definition, OrderedJson::object());
    targets::generate(model, *target, data, diagnostics);
    if (diagnostics.has_errors())
      return "a sound contract is not generated: " + diagnostics.sorted()[0].message;
  }
  return "";
}

class Run {
 public:
  explicit Run(const std::vector<Source>& contracts) {
    for (const Source& contract : contracts) files_[contract.path] = contract.text;
  }

  Fault judge(const Source& mutated) {
    Sources sources;
    Diagnostics diagnostics;
    const ReadFile read = [&](const std::string& path) -> std::optional<std::string> {
      if (path == mutated.path) return mutated.text;
      const auto known = files_.find(path);
      if (known == files_.end()) return std::nullopt;
      return known->second;
    };
    const std::vector<std::string> roots{mutated.path};
    auto written = resolve(roots, read, sources, diagnostics);
    if (!written && !diagnostics.has_errors()) return "no model, and no error";
    std::optional<model::Model> model;
    if (written) model = elaborate(std::move(*written), sources, diagnostics);
    if (model) check(*model, diagnostics);
    linting::Settings all;
    for (const auto name : linting::rule_names())
      all.set(*linting::find_rule(name), linting::Level::warning);
    const bool sound = model && !diagnostics.has_errors();
    if (sound) linting::lint(*model, {mutated.path}, all, sources, diagnostics);
    for (const Diagnostic& each : diagnostics.sorted()) ++codes_[code_text(each.code)];
    sound_ += sound ? 1 : 0;
    if (Fault fault = check_diagnostics(diagnostics, sources); !fault.empty()) return fault;
    const auto file = sources.find(mutated.path);
    if (file) {
      if (Fault fault = check_formatting(*file, sources); !fault.empty()) return fault;
    }
    // Each costs as much as hundreds of refusals.
    if (sound && sound_ % 20 == 0) return generate_everything(*model);
    return "";
  }

  std::size_t sound() const { return sound_; }
  std::size_t codes() const { return codes_.size(); }

 private:
  std::map<std::string, std::string> files_;
  std::map<std::string, std::size_t> codes_;
  std::size_t sound_ = 0;
};

std::uint64_t option(int argc, char** argv, const char* name, std::uint64_t otherwise) {
  for (int i = 1; i + 1 < argc; ++i) {
    if (std::strcmp(argv[i], name) == 0) return std::strtoull(argv[i + 1], nullptr, 10);
  }
  return otherwise;
}

int run(int argc, char** argv) {
  const std::uint64_t documents = option(argc, argv, "--documents", 10'000);
  const std::uint64_t seed = option(argc, argv, "--seed", 1);
  const std::uint64_t only = option(argc, argv, "--only", 0);
  for (const int signal : {SIGSEGV, SIGABRT, SIGFPE, SIGILL, SIGBUS})
    std::signal(signal, report_crash);

  const std::vector<Source> contracts = all_contracts();
  Mutator mutator(contracts);
  Run judge(contracts);
  std::size_t faults = 0;
  for (current = 1; current <= documents; ++current) {
    if (only != 0 && current != only) continue;
    Random random(seed * 1'000'003 + current);
    const Source mutated = mutator.next(random);
    if (only != 0) std::fputs(mutated.text.c_str(), stdout);
    const Fault fault = judge.judge(mutated);
    if (fault.empty()) continue;
    std::fprintf(stderr, "document %llu (%s): %s\n", static_cast<unsigned long long>(current),
                 mutated.path.c_str(), fault.c_str());
    if (++faults == 20) break;
  }
  std::printf(
      "%llu mutated contracts (seed %llu): %zu sound, %zu kinds of diagnostics, %zu faults\n",
      static_cast<unsigned long long>(documents), static_cast<unsigned long long>(seed),
      judge.sound(), judge.codes(), faults);
  return faults == 0 ? 0 : 1;
}

}  // namespace
}  // namespace tally::compiler

int main(int argc, char** argv) {
  return tally::compiler::run(argc, argv);
}
