#include "tally/db/db.h"

#include <algorithm>

#include "tally/engine/explain/issue_text.h"

namespace tally::db {
namespace {

std::string to_text(const Place& place) {
  std::string text = place.file;
  return place.line == 0 ? text : text + ":" + decimal_text(place.line);
}

/// Equal by meaning: two programs' tables of one contract are different objects.
bool same_type(const ContractType& a, const ContractType& b) noexcept {
  return &a == &b || (a.name == b.name && a.fingerprint == b.fingerprint);
}

}  // namespace

Result<Record&, Problem> Db::restore(std::string_view key, const ContractType& type, Buffer buffer,
                                     Sequence after, Place place) {
  const std::string here = to_text(place);
  if (const Record* existing = find(key)) {
    const bool typed = same_type(existing->type(), type);
    if (typed && existing->buffer() == buffer) return *records_.find(key)->second;
    const std::string_view what = typed ? "buffer" : "type";
    std::string text = "record `" + std::string(key) + "` has one ";
    text.append(what).append(" at ").append(to_text(existing->place()));
    text.append(" and another at ").append(here);
    return Problem{what, std::move(text), here};
  }
  if (!is_key(key))
    return Problem{"key", "`" + std::string(key) + "` cannot be a key (" + here + ")", here};
  auto made = std::make_unique<Record>(std::string(key), type, buffer, place, after, held_);
  Record& record = *made;
  records_.emplace(record.key(), std::move(made));
  // A watcher may configure further records, which calls it again.
  const auto watchers = watchers_;
  for (const auto& each : watchers) {
    if (const auto watcher = each.lock()) (*watcher)(record);
  }
  return record;
}

Record* Db::find(std::string_view key) const noexcept {
  const auto found = records_.find(key);
  return found == records_.end() ? nullptr : found->second.get();
}

std::vector<Record*> Db::discover(std::string_view pattern) const {
  std::vector<Record*> found;
  if (names_one(pattern)) {
    if (Record* record = find(pattern)) found.push_back(record);
    return found;
  }
  for (const auto& [key, record] : records_) {
    if (matches(pattern, key)) found.push_back(record.get());
  }
  return found;
}

Watch Db::watch(async::Function<void(Record&)> watcher) {
  auto shared = std::make_shared<async::Function<void(Record&)>>(std::move(watcher));
  watchers_.erase(std::remove_if(watchers_.begin(), watchers_.end(),
                                 [](const auto& each) { return each.expired(); }),
                  watchers_.end());
  watchers_.push_back(shared);
  for (Record* record : discover("#")) (*shared)(*record);
  return Watch(std::move(shared));
}

Result<Sequence> Db::put(Record& record, Result<Judged> judged) {
  if (!judged) {
    record.count_refusal();
    return std::move(judged).issues();
  }
  return record.put(std::move(*judged), loop_.wall_now());
}

async::LogSink Db::sink_or_own(async::LogSink sink) {
  if (sink) return sink;
  return [this](const async::LogLine& line) { log_.write(line); };
}

void Db::dropped(const Record& record, const Issues& issues) {
  const Issue& first = issues.front();
  const async::LogField fields[] = {
      {"code", first.code}, {"record", record.key()}, {"path", first.path}};
  log_.say(async::LogLevel::warning, "a value that was made here broke its contract", fields);
}

}  // namespace tally::db
