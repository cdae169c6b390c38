#include "tally/wasm/db.h"

#include <algorithm>
#include <array>
#include <utility>

#include "tally/db/simulation.h"
#include "tally/engine/explain/issue_text.h"
#include "tally/javascript/log.h"
#include "tally/wasm/boundary.h"

namespace tally::wasm {

// What JavaScript is told. It does not throw.

/// A value of a record that it listens to, or has taken, of a time in ms since 1970. The view is
/// one of the record's type, and holds for as long as the call takes.
TALLY_IMPORT("db_tell")
void db_tell(const db::Record* record, double sequence, double time, const void* view);
/// What its parts have to say: a line as JSON (javascript/log.h).
TALLY_IMPORT("db_log") void db_log(const PageDb* db, const Text* line);
/// The key of a record that was made.
TALLY_IMPORT("db_made") void db_made(const PageDb* db, const Text* key);

namespace {

void tell(const db::Record* record, const db::Value& value) {
  db_tell(record, buffers::to_number(value.sequence), to_ms(value.time), value.block.erased_view());
}

}  // namespace

double to_ms(async::WallTime time) noexcept {
  return std::chrono::duration<double, std::milli>(time.time_since_epoch()).count();
}

async::WallTime from_ms(double time) noexcept {
  return async::WallTime(std::chrono::microseconds(static_cast<std::int64_t>(time * 1e3)));
}

PageDb::PageDb()
    : db_(loop_, {.log = [this](const async::LogLine& line) {
            const std::string json = javascript::to_json(line);
            const Text text = to_text(json);
            db_log(this, &text);
          }}) {}

void PageDb::declare(std::string pattern, const ContractType& type, db::Buffer buffer,
                     std::string origin) {
  declared_.push_back({std::move(pattern), type, buffer, std::move(origin)});
}

db::Record* PageDb::find_or_make(std::string_view key) {
  if (db::Record* record = db_.find(key)) return record;
  const auto found = std::find_if(declared_.begin(), declared_.end(), [key](const Declared& each) {
    return db::matches(each.pattern, key);
  });
  if (found == declared_.end()) return nullptr;
  const auto made = make(key, found->type, found->buffer, found->origin);
  return made ? &*made : nullptr;
}

Result<db::Record&, Problem> PageDb::configure(std::string_view key, const ContractType& type,
                                               db::Buffer buffer, std::string place) {
  // What a contract declares is there first.
  find_or_make(key);
  return make(key, type, buffer, places_.emplace_back(std::move(place)));
}

Result<db::Record&, Problem> PageDb::make(std::string_view key, const ContractType& type,
                                          db::Buffer buffer, const std::string& place) {
  const bool is_new = db_.find(key) == nullptr;
  Result<db::Record&, Problem> made = db_.configure(key, type, buffer, {place.c_str(), 0});
  if (made && is_new) {
    const Text made_key = to_text(key);
    db_made(this, &made_key);
  }
  return made;
}

const void* PageDb::keep(std::optional<db::Judged> judged) {
  judged_ = std::move(judged);
  return judged_ ? judged_->erased_view() : nullptr;
}

db::Judged PageDb::take() {
  db::Judged taken = std::move(*judged_);
  judged_.reset();
  return taken;
}

std::vector<const ContractType*> PageDb::types() const {
  std::vector<const ContractType*> types;
  for (const Declared& each : declared_) {
    if (std::find(types.begin(), types.end(), &each.type) == types.end())
      types.push_back(&each.type);
  }
  return types;
}

namespace {

db::Buffer to_buffer(std::uint32_t kind, std::uint32_t capacity) {
  return {static_cast<db::Buffer::Kind>(kind), std::max(1U, capacity)};
}

/// A simulation whose base JavaScript gives at each step.
class PageSimulation {
 public:
  PageSimulation(PageDb& db, db::Record& record, std::uint64_t seed)
      : simulation_(
            db.db(), record, [this] { return std::move(base_); }, seed) {}
  PageSimulation(const PageSimulation&) = delete;
  PageSimulation& operator=(const PageSimulation&) = delete;

  void step(std::string base) {
    base_ = std::move(base);
    simulation_.step_or_drop();
  }

 private:
  std::string base_;
  db::Simulation simulation_;
};

}  // namespace

// ---- Exports ----

TALLY_EXPORT("db_make") PageDb* db_make() {
  return new PageDb;
}
TALLY_EXPORT("db_free") void db_free(PageDb* db) {
  delete db;
}

TALLY_EXPORT("db_declare")
void db_declare(PageDb* db, const ContractType* type, std::uint32_t kind, std::uint32_t capacity,
                std::uint32_t pattern_size, std::uint32_t origin_size) {
  Texts texts;
  std::string pattern = texts.take(pattern_size);
  db->declare(std::move(pattern), *type, to_buffer(kind, capacity), texts.take(origin_size));
}

TALLY_EXPORT("db_find") db::Record* db_find(PageDb* db, std::uint32_t key_size) {
  return db->db().find(Texts().take(key_size));
}
TALLY_EXPORT("db_find_or_make")
db::Record* db_find_or_make(PageDb* db, std::uint32_t key_size) {
  return db->find_or_make(Texts().take(key_size));
}

/// What is wrong with it; null when that is nothing.
TALLY_EXPORT("db_configure")
const Text* db_configure(PageDb* db, const ContractType* type, std::uint32_t kind,
                         std::uint32_t capacity, std::uint32_t key_size, std::uint32_t place_size) {
  Texts texts;
  const std::string key = texts.take(key_size);
  std::string place = texts.take(place_size);
  const auto made = db->configure(key, *type, to_buffer(kind, capacity), std::move(place));
  return made ? nullptr : answer(made.problem().text);
}

/// The keys that a pattern names as an array in JSON.
TALLY_EXPORT("db_discover") const Text* db_discover(PageDb* db, std::uint32_t pattern_size) {
  std::string json = "[";
  for (const db::Record* record : db->db().discover(Texts().take(pattern_size))) {
    if (json.size() > 1) json += ',';
    json += to_json(record->key());
  }
  return answer(json + ']');
}

TALLY_EXPORT("db_type_of") const ContractType* db_type_of(const db::Record* record) {
  return &record->type();
}
TALLY_EXPORT("db_buffer_of") std::uint32_t db_buffer_of(const db::Record* record) {
  return static_cast<std::uint32_t>(record->buffer().kind);
}
TALLY_EXPORT("db_capacity_of") std::uint32_t db_capacity_of(const db::Record* record) {
  return record->buffer().capacity;
}

/// Four numbers: accepted, refused, overwritten, bytes.
TALLY_EXPORT("db_stats") void db_stats(const db::Record* record, double* out) {
  const db::Stats& stats = record->stats();
  out[0] = buffers::to_number(stats.accepted);
  out[1] = buffers::to_number(stats.refused);
  out[2] = buffers::to_number(stats.overwritten);
  out[3] = buffers::to_number(stats.bytes);
}

TALLY_EXPORT("db_is_pattern") bool db_is_pattern(std::uint32_t size) {
  return db::is_pattern(Texts().take(size));
}
TALLY_EXPORT("db_matches") bool db_matches(std::uint32_t pattern_size, std::uint32_t key_size) {
  Texts texts;
  const std::string pattern = texts.take(pattern_size);
  return db::matches(pattern, texts.take(key_size));
}

TALLY_EXPORT("db_simulate")
PageSimulation* db_simulate(PageDb* db, db::Record* record, double seed) {
  return new PageSimulation(*db, *record, buffers::from_number(seed));
}
TALLY_EXPORT("db_simulate_step")
void db_simulate_step(PageSimulation* simulation, std::uint32_t base_size) {
  simulation->step(Texts().take(base_size));
}
TALLY_EXPORT("db_simulate_free") void db_simulate_free(PageSimulation* simulation) {
  delete simulation;
}

/// JavaScript is told of a record's values from now on. Not for mailboxes.
TALLY_EXPORT("db_listen") buffers::Subscription* db_listen(db::Record* record) {
  return new buffers::Subscription(
      record->broadcast()->subscribe([record](const buffers::Event& event) {
        if (event.kind != buffers::Event::Kind::value) return;
        tell(record, record->value_of(event));
      }));
}
TALLY_EXPORT("db_unlisten") void db_unlisten(buffers::Subscription* subscription) {
  delete subscription;
}

// The doors. What one has accepted waits there until `db_put` or `bridge_write_value` takes it; its
// view is the answer, and null when it was refused.

/// Memory for the view of a record's next value, with so many bytes in front of it for its texts,
/// if they are short; see `begin_view`.
TALLY_EXPORT("db_begin")
void* db_begin(PageDb* db, const db::Record* record, std::uint32_t in_front) {
  return begin_view(db->db().pool().draft(), record->type(), in_front);
}
/// For that view, when it is written.
TALLY_EXPORT("db_judge_view")
const void* db_judge_view(PageDb* db, const db::Record* record, const void* view) {
  return db->keep(db->db().pool().accept(record->type(), view));
}
/// The same, and makes it the record's newest value as of a time in ms since 1970: the number that
/// it got, 0 when it was refused.
TALLY_EXPORT("db_set")
double db_set(PageDb* db, db::Record* record, const void* view, double time) {
  std::optional<db::Judged> judged = db->db().pool().accept(record->type(), view);
  return judged ? buffers::to_number(record->put(std::move(*judged), from_ms(time))) : 0;
}
/// For a value that was written out as a text.
TALLY_EXPORT("db_judge_foreign")
const void* db_judge_foreign(PageDb* db, const db::Record* record, const char* text,
                             std::uint32_t size) {
  return db->keep(db->db().pool().accept_foreign(record->type(), {text, size}));
}
/// For a document that lies in the input buffer of contracts.
TALLY_EXPORT("db_judge_input")
const void* db_judge_input(PageDb* db, const db::Record* record, const char* text,
                           std::uint32_t size) {
  return db->keep(db->db().pool().accept(record->type(), std::string_view(text, size)));
}
/// For one that comes as the text of this call.
TALLY_EXPORT("db_judge_text")
const void* db_judge_text(PageDb* db, const db::Record* record, std::uint32_t text_size) {
  return db->keep(db->db().pool().accept(record->type(), Texts().view(text_size)));
}

/// The view of what waits at the door.
TALLY_EXPORT("db_judged") const void* db_judged(const PageDb* db) {
  return db->judged();
}
/// Makes what waits at the door the record's newest value, as of a time in ms since 1970: the
/// number that it got.
TALLY_EXPORT("db_put") double db_put(PageDb* db, db::Record* record, double time) {
  return buffers::to_number(record->put(db->take(), from_ms(time)));
}
/// A value was refused at the door.
TALLY_EXPORT("db_refuse") void db_refuse(db::Record* record) {
  record->count_refusal();
}

/// One that a flow has made was refused, and nobody is told: its first issue.
TALLY_EXPORT("db_drop")
void db_drop(PageDb* db, const db::Record* record, std::uint32_t code_size,
             std::uint32_t path_size) {
  Texts texts;
  const std::string code = texts.take(code_size);
  Issue issue;
  issue.path = texts.take(path_size);
  issue.code = code;
  db->db().dropped(*record, {std::move(issue)});
}

TALLY_EXPORT("db_newest") double db_newest(const db::Record* record) {
  return buffers::to_number(record->newest());
}
TALLY_EXPORT("db_oldest") double db_oldest(const db::Record* record) {
  return buffers::to_number(record->oldest());
}

/// The view of a value that is kept, and its time in ms since 1970; null when there is none.
TALLY_EXPORT("db_at")
const void* db_at(const db::Record* record, double sequence, double* time) {
  const db::Value value = record->at(buffers::from_number(sequence));
  if (!value) return nullptr;
  *time = to_ms(value.time);
  return value.block.erased_view();
}

/// Takes the letter of a mailbox and tells it.
TALLY_EXPORT("db_take") bool db_take(PageDb* db, db::Record* record) {
  buffers::Mailbox* mailbox = record->mailbox();
  const auto letter = mailbox == nullptr ? std::nullopt : mailbox->try_take();
  if (!letter) return false;
  tell(record, {letter->value, letter->sequence, db->db().loop().wall_now()});
  return true;
}

/// Memory for what `db_at` and `db_stats` give.
TALLY_EXPORT("db_out") double* db_out() {
  static std::array<double, 4> out;
  return out.data();
}

}  // namespace tally::wasm
