#include "tally/wasm/db.h"

#include <algorithm>
#include <optional>

#include "tally/db/simulation.h"
#include "tally/engine/explain/issue_text.h"
#include "tally/javascript/log.h"
#include "tally/wasm/boundary.h"

namespace tally::wasm {

// What JavaScript is told. It does not throw.

/// A value of a record that it listens to, or has taken: `at` is a `Told`, which holds for as long
/// as the call takes.
TALLY_IMPORT("db_tell") void db_tell(const db::Record* record, const void* at);
/// What its parts have to say: a line as JSON (javascript/log.h).
TALLY_IMPORT("db_log") void db_log(const PageDb* db, const Text* line);
/// The key of a record that was made.
TALLY_IMPORT("db_made") void db_made(const PageDb* db, const Text* key);

namespace {

/// A value as db.js reads it. The view is one of the record's type.
struct Told {
  double sequence;
  double time;  // ms since 1970
  const char* data;
  std::uint32_t size;
  const void* view;
};
static_assert(sizeof(void*) != 4 || sizeof(Told) == 32);

Told told(const db::Value& value) noexcept {
  const std::string_view bytes = value.block.bytes();
  return {buffers::to_number(value.sequence),
          std::chrono::duration<double, std::milli>(value.time.time_since_epoch()).count(),
          bytes.data(), static_cast<std::uint32_t>(bytes.size()), value.block.erased_view()};
}

}  // namespace

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

Result<db::Sequence> PageDb::set(db::Record& record, const void* view) {
  writer_.clear();
  record.type().write(writer_, view);
  return db_.set(record, writer_.text());
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

/// Makes a value of another program the newest one. Whether the contract accepts it.
TALLY_EXPORT("db_put")
bool db_put(PageDb* db, db::Record* record, double time, std::uint32_t text_size) {
  Result<buffers::Block> judged = db->db().pool().judge(record->type(), Texts().take(text_size));
  if (!judged) return false;
  record->put(std::move(*judged),
              async::WallTime(std::chrono::microseconds(static_cast<std::int64_t>(time * 1e3))));
  return true;
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
        const Told value = told(record->value_of(event));
        db_tell(record, &value);
      }));
}
TALLY_EXPORT("db_unlisten") void db_unlisten(buffers::Subscription* subscription) {
  delete subscription;
}

namespace {

double number_of(const Result<db::Sequence>& written) {
  return written ? buffers::to_number(*written) : 0;
}

}  // namespace

/// Judges a text and makes it the record's newest value: the number that it got, or 0.
TALLY_EXPORT("db_set_text")
double db_set_text(PageDb* db, db::Record* record, std::uint32_t text_size) {
  return number_of(db->db().set(*record, Texts().take(text_size)));
}
/// The same for one that lies in the input buffer of contracts.
TALLY_EXPORT("db_set_input")
double db_set_input(PageDb* db, db::Record* record, const char* text, std::uint32_t size) {
  return number_of(db->db().set(*record, {text, size}));
}
/// The same for a view that satisfies the record's contract.
TALLY_EXPORT("db_set_view")
double db_set_view(PageDb* db, db::Record* record, const void* view) {
  return number_of(db->set(*record, view));
}
/// A value was refused before it came here.
TALLY_EXPORT("db_refuse") void db_refuse(db::Record* record) {
  record->count_refusal();
}

/// One that a flow has made was refused, and nobody is told: its first issue.
TALLY_EXPORT("db_drop")
void db_drop(PageDb* db, const db::Record* record, std::uint32_t code_size,
             std::uint32_t path_size) {
  Texts texts;
  const std::string code = texts.take(code_size);
  db->db().dropped(*record, {{.path = texts.take(path_size), .code = code}});
}

TALLY_EXPORT("db_newest") double db_newest(const db::Record* record) {
  return buffers::to_number(record->newest());
}
TALLY_EXPORT("db_oldest") double db_oldest(const db::Record* record) {
  return buffers::to_number(record->oldest());
}

/// Whether a value is kept, and then the value.
TALLY_EXPORT("db_at") bool db_at(const db::Record* record, double sequence, Told* out) {
  const db::Value value = record->at(buffers::from_number(sequence));
  if (!value) return false;
  *out = told(value);
  return true;
}

/// Takes the letter of a mailbox and tells it.
TALLY_EXPORT("db_take") bool db_take(PageDb* db, db::Record* record) {
  buffers::Mailbox* mailbox = record->mailbox();
  const auto letter = mailbox == nullptr ? std::nullopt : mailbox->try_take();
  if (!letter) return false;
  const Told value = told({letter->value, letter->sequence, db->db().loop().wall_now()});
  db_tell(record, &value);
  return true;
}

/// Memory for what `db_at` and `db_stats` give.
TALLY_EXPORT("db_out") Told* db_out() {
  static Told out;
  return &out;
}

}  // namespace tally::wasm
