#include "diagnose/print_sarif.h"

#include <map>
#include <nlohmann/json.hpp>
#include <string_view>

namespace tally::compiler {
namespace {

using Json = nlohmann::ordered_json;

// RFC 3986: what is neither unreserved nor a `/` is written as `%XX`.
std::string uri(std::string_view path) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  constexpr std::string_view kept =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/";
  std::string result = path.starts_with('/') ? "file://" : "";
  for (const char c : path) {
    if (kept.find(c) != std::string_view::npos) {
      result += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      result += {'%', digits[byte >> 4U], digits[byte & 15U]};
    }
  }
  return result;
}

Json region(const FilePlace& place) {
  return {{"startLine", place.begin.line},
          {"startColumn", place.begin.column},
          {"endLine", place.end.line},
          {"endColumn", place.end.column}};
}

Json artifact(const FilePlace& place) {
  return {{"uri", uri(place.path)}};
}

Json location(const FilePlace& place) {
  return {{"physicalLocation", {{"artifactLocation", artifact(place)}, {"region", region(place)}}}};
}

Json text(const std::string& content) {
  return {{"text", content}};
}

Json fix_of(const Finding& finding) {
  const auto& [place, replacement] = *finding.fix;
  Json edit{{"deletedRegion", region(place)}};
  edit["insertedContent"] = text(replacement);
  Json change{{"artifactLocation", artifact(place)}};
  change["replacements"] = Json::array({std::move(edit)});
  Json fix;
  fix["description"] = text(finding.label.empty() ? "Put right what is certain" : finding.label);
  fix["artifactChanges"] = Json::array({std::move(change)});
  return fix;
}

Json result_of(const Finding& finding, std::size_t rule) {
  Json result{{"ruleId", finding.rule}, {"ruleIndex", rule}};
  result["level"] = severity_text(finding.severity);
  result["message"] = text(finding.message + (finding.label.empty() ? "" : "\n" + finding.label));
  result["locations"] = Json::array();
  if (finding.place) result["locations"].push_back(location(*finding.place));
  for (const RelatedFinding& related : finding.related) {
    Json place = related.place ? location(*related.place) : Json::object();
    place["message"] = text(related.message);
    result["relatedLocations"].push_back(std::move(place));
  }
  if (finding.fix) result["fixes"] = Json::array({fix_of(finding)});
  return result;
}

Json rule_of(const Finding& finding, const RulePage& page) {
  Json rule{{"id", finding.rule}};
  rule["shortDescription"] = text(page.title);
  rule["help"] = {{"text", page.markdown}, {"markdown", page.markdown}};
  rule["defaultConfiguration"] = {{"level", severity_text(finding.severity)}};
  return rule;
}

}  // namespace

std::string print_sarif(std::span<const Finding> findings,
                        const std::function<RulePage(const std::string& rule)>& page_of,
                        const SarifRun& run) {
  Json rules = Json::array();
  Json results = Json::array();
  std::map<std::string_view, std::size_t> indices;
  for (const Finding& finding : findings) {
    const auto [known, fresh] = indices.emplace(finding.rule, rules.size());
    if (fresh) rules.push_back(rule_of(finding, page_of(finding.rule)));
    results.push_back(result_of(finding, known->second));
  }
  Json driver{{"name", "tally"}, {"version", run.version}};
  driver["rules"] = std::move(rules);
  Json invocation{{"executionSuccessful", run.completed}, {"exitCode", run.exit_status}};

  Json log;
  log["$schema"] =
      "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
      "sarif-schema-2.1.0.json";
  log["version"] = "2.1.0";
  Json entry;
  entry["tool"]["driver"] = std::move(driver);
  entry["invocations"] = Json::array({std::move(invocation)});
  entry["columnKind"] = "unicodeCodePoints";
  entry["results"] = std::move(results);
  log["runs"] = Json::array({std::move(entry)});
  // Messages may quote what was not UTF-8 in a source.
  return log.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace tally::compiler
