#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "commands/commands.h"
#include "commands/session.h"
#include "compat/diff.h"
#include "compile/load_contracts.h"
#include "compile/lock.h"
#include "model/query.h"

namespace tally::compiler {
namespace {

struct DiffArguments {
  std::string before;
  std::string after;
  std::vector<std::string> allowed;
  std::string format = "text";
};

using compat::Change;
using compat::Verdict;
using Json = nlohmann::ordered_json;

/// A member of a type that a migration reads from old documents, or makes.
struct Migrated {
  std::string type;
  std::string member;
  std::uint32_t from;
  std::uint32_t to;
};

/// What is compared.
struct Side {
  compat::Published published;
  std::vector<Migrated> migrated;  // a lock has none
};

std::vector<Migrated> migrated_members(const model::Model& model) {
  std::vector<Migrated> members;
  for (const model::Contract& contract : model.contracts) {
    for (const model::Migration& migration : contract.migrations) {
      const std::string type = qualified_name(model, model.declarations[migration.type]);
      for (const model::MigrationStep& step : migration.steps) {
        members.push_back({type, step.field, migration.from, migration.to});
        if (step.action == model::MigrationStep::Action::rename)
          members.push_back({type, step.to, migration.from, migration.to});
      }
    }
  }
  return members;
}

/// The migration that makes up for a change: old documents break, and `upgrade` reads them.
const Migrated* covering(const Change& change, const std::vector<Migrated>& migrated) {
  if (change.verdict(compat::Direction::old_to_new) == Verdict::compatible) return nullptr;
  const auto found = std::find_if(migrated.begin(), migrated.end(), [&](const Migrated& member) {
    return member.type == change.type && member.member == change.member;
  });
  return found == migrated.end() ? nullptr : &*found;
}

std::optional<Side> read_side(const std::string& path, Session& session) {
  if (path.ends_with(".lock")) {
    auto locked = read_lock_file(path, session.disk.files(), session.diagnostics);
    if (!locked) return std::nullopt;
    return Side{std::move(*locked), {}};
  }
  std::vector<std::string> files = {path};
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) {
    files = expand_glob("**/*.contract.yaml", [&](const std::string& folder) {
      return list_folder(join_path(path, folder));
    });
    for (std::string& file : files) file = join_path(path, file);
    if (files.empty()) {
      session.fail(Code::no_contracts, "there is no `*.contract.yaml` in `" + path + "`");
      return std::nullopt;
    }
  }
  // Both sides are read into one session: what is said may point into either.
  const LoadedModel loaded =
      load_contracts(files, session.disk.files(), session.sources, session.diagnostics);
  if (!loaded.model) return std::nullopt;
  return Side{compat::publish(*loaded.model), migrated_members(*loaded.model)};
}

std::string place_text(Span span, const Sources& sources) {
  const Position position = sources.position(span);
  return sources.file(span.file).path() + ":" + std::to_string(position.line) + ":" +
         std::to_string(position.column);
}

/// `old writers, new readers; C++ source`: where the change has this verdict.
std::string listed(const Change& change, Verdict verdict) {
  std::string list;
  for (const compat::DirectionWord& word : compat::directions()) {
    if (change.verdict(word.direction) != verdict) continue;
    list += (list.empty() ? "" : "; ") + std::string(word.sentence);
  }
  return list;
}

std::string text_of(const Change& change, const Migrated* migrated, const Sources& sources) {
  const compat::ChangeRow& row = row_of(change.kind);
  const bool gone = change.new_place.is_nowhere();
  std::string text;
  if (!gone) text += place_text(change.new_place, sources) + ": ";
  text += change.type + (change.member.empty() ? "" : "/" + printable(change.member));
  if (!change.detail.empty()) text += ": " + printable(change.detail);
  text += " [" + std::string(row.id) + "]\n      = " + std::string(row.description) + "\n";
  const std::string breaks = listed(change, Verdict::breaking);
  const std::string depends = listed(change, Verdict::conditional);
  if (!breaks.empty()) text += "      = breaks " + breaks + "\n";
  if (!depends.empty()) text += "      = may break " + depends + "\n";
  if (breaks.empty() && depends.empty()) text += "      = breaks nothing\n";
  if (migrated == nullptr && change.renaming)
    text += "      = " + printable(sentence(*change.renaming)) + "\n";
  if (migrated != nullptr) {
    text += "      = covered by a migration from " + std::to_string(migrated->from) + " to " +
            std::to_string(migrated->to) + ": `upgrade` reads old documents\n";
  }
  if (!change.old_place.is_nowhere())
    text += "      = was at " + place_text(change.old_place, sources) + "\n";
  return text;
}

Json json_of(Span span, const Sources& sources) {
  if (span.is_nowhere()) return nullptr;
  const Position position = sources.position(span);
  return {{"path", sources.file(span.file).path()},
          {"line", position.line},
          {"column", position.column}};
}

Json json_of(const Migrated* migrated) {
  if (migrated == nullptr) return nullptr;
  return {{"from", migrated->from}, {"to", migrated->to}};
}

Json json_of(const std::optional<compat::Renaming>& renaming) {
  if (!renaming) return nullptr;
  return {{"from", renaming->from}, {"to", renaming->to}};
}

Json json_of(const std::vector<Change>& changes, const std::vector<Migrated>& migrated,
             const Sources& sources) {
  Json list = Json::array();
  for (const Change& change : changes) {
    const compat::ChangeRow& row = row_of(change.kind);
    Json verdicts = Json::object();
    for (const compat::DirectionWord& word : compat::directions())
      verdicts[std::string(word.name)] = name_of(change.verdict(word.direction));
    list.push_back({{"id", row.id},
                    {"type", change.type},
                    {"member", change.member},
                    {"detail", change.detail},
                    {"description", row.description},
                    {"verdicts", std::move(verdicts)},
                    {"renaming", json_of(change.renaming)},
                    {"migration", json_of(covering(change, migrated))},
                    {"old", json_of(change.old_place, sources)},
                    {"new", json_of(change.new_place, sources)}});
  }
  Json verdicts = Json::object();
  for (const compat::DirectionWord& word : compat::directions())
    verdicts[std::string(word.name)] = name_of(worst(changes, word.direction));
  return {{"diff", 1}, {"verdicts", std::move(verdicts)}, {"changes", std::move(list)}};
}

void note_summary(const std::vector<Change>& changes, const Session& session) {
  std::string line = counted(changes.size(), "change");
  for (const compat::DirectionWord& word : compat::directions()) {
    line += "; " + std::string(word.sentence) + ": " +
            std::string(name_of(worst(changes, word.direction)));
  }
  session.console.note(line);
}

Exit run_diff(const DiffArguments& arguments, Session& session) {
  const auto before = read_side(arguments.before, session);
  const auto after = read_side(arguments.after, session);
  if (!before || !after) return session.finish(Exit::failed);
  const std::vector<Change> changes = compat::diff(before->published, after->published);
  const bool breaks =
      std::any_of(compat::directions().begin(), compat::directions().end(), [&](const auto& word) {
        const bool allowed = std::find(arguments.allowed.begin(), arguments.allowed.end(),
                                       word.name) != arguments.allowed.end();
        return !allowed && worst(changes, word.direction) == Verdict::breaking;
      });
  session.finish(Exit::fine);
  if (arguments.format == "json") {
    session.console.write(json_of(changes, after->migrated, session.sources).dump(2) + "\n");
  } else {
    for (const Change& change : changes) {
      const Migrated* migrated = covering(change, after->migrated);
      session.console.write(text_of(change, migrated, session.sources));
    }
    session.console.flush();
    note_summary(changes, session);
  }
  return breaks ? Exit::refused : Exit::fine;
}

std::vector<std::string> direction_names() {
  std::vector<std::string> names;
  for (const compat::DirectionWord& word : compat::directions()) names.emplace_back(word.name);
  return names;
}

std::vector<std::string> formats() {
  return {"text", "json"};
}

constexpr Parameter parameters[] = {
    {.name = "OLD",
     .help = "A contract, a folder of contracts, or a tally.lock",
     .bind = to<&DiffArguments::before>,
     .required = true},
    {.name = "NEW",
     .help = "The same after the change",
     .bind = to<&DiffArguments::after>,
     .required = true},
    {.name = "--allow",
     .help = "What may break: old-to-new, new-to-old, cpp or typescript; more than once",
     .bind = to<&DiffArguments::allowed>,
     .value = "DIRECTION",
     .takes = Takes::one_each_time,
     .choices = direction_names},
    {.name = "--format",
     .help = "text: for people; json: for programs, one object",
     .bind = to<&DiffArguments::format>,
     .choices = formats},
};

}  // namespace

constinit const Command diff_command = {
    .name = "diff",
    .summary = "Say what changed between two versions, and what it breaks",
    .exit_status = R"(0 nothing breaks (but what --allow names), 1 a change is breaking,
2 could not run: a contract has errors or cannot be read.)",
    .examples = R"(  tally diff v1/orders.contract.yaml v2/orders.contract.yaml
  tally diff ../released/schemas schemas --allow cpp --allow typescript
  tally diff tally.lock schemas --format json)",
    .parameters = parameters,
    .arguments = make<DiffArguments>,
    .run = call<run_diff>,
};

}  // namespace tally::compiler
