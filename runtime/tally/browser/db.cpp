#include "tally/browser/db.h"

#include <emscripten.h>
#include <emscripten/bind.h>

#include <algorithm>
#include <optional>

#include "tally/browser/bind.h"

using emscripten::class_;
using emscripten::val;

// `at` is a `Told`, which holds for as long as the call takes. It does not throw.
// clang-format off
EM_JS(void, tally_db_tell, (const void* record, const void* at), { Module["tallyTell"](record, at); });
// clang-format on

namespace tally::browser {
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
  return {static_cast<double>(value.sequence),
          std::chrono::duration<double, std::milli>(value.time.time_since_epoch()).count(),
          bytes.data(), static_cast<std::uint32_t>(bytes.size()), value.block.erased_view()};
}

}  // namespace

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
  const db::Configured made =
      db_.configure(key, found->type, found->buffer, {found->origin.c_str(), 0});
  return made ? &*made : nullptr;
}

std::string PageDb::configure(std::string_view key, const ContractType& type, db::Buffer buffer,
                              std::string place) {
  // What a contract declares is there first.
  find_or_make(key);
  const db::Configured made =
      db_.configure(key, type, buffer, {places_.emplace_back(std::move(place)).c_str(), 0});
  return made ? std::string() : made.conflict().message();
}

Result<db::Sequence> PageDb::set(db::Record& record, const void* view) {
  writer_.clear();
  record.type().write(writer_, view);
  return db_.set(record, writer_.text());
}

void PageDb::listen(db::Record& record, bool on) {
  if (!on) {
    heard_.erase(&record);
    return;
  }
  heard_[&record] = record.broadcast()->subscribe([&record](const buffers::Event& event) {
    if (event.kind != buffers::Event::Kind::value) return;
    const Told value = told(record.value_of(event));
    tally_db_tell(&record, &value);
  });
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

// ---- The class ----

// Texts cross as `val`: where JavaScript calls a function again from within a call of it, embind of
// Emscripten 3.1.6 gives the memory of the inner call's std::string back twice.
std::string text_of(const val& text) {
  return text.as<std::string>();
}

// embind knows no pointers to what it has not bound, so these cross as numbers.
using Address = std::uintptr_t;

const ContractType& type_at(Address type) {
  return *reinterpret_cast<const ContractType*>(type);
}
db::Record& record_at(Address record) {
  return *reinterpret_cast<db::Record*>(record);
}

db::Buffer to_buffer(int kind, std::uint32_t capacity) {
  return {static_cast<db::Buffer::Kind>(kind), std::max(1U, capacity)};
}

void declare(PageDb& db, const std::string& pattern, Address type, int kind, std::uint32_t capacity,
             const std::string& origin) {
  db.declare(pattern, type_at(type), to_buffer(kind, capacity), origin);
}

Address find(PageDb& db, const val& key) {
  return reinterpret_cast<Address>(db.db().find(text_of(key)));
}
Address find_or_make(PageDb& db, const val& key) {
  return reinterpret_cast<Address>(db.find_or_make(text_of(key)));
}

std::string configure(PageDb& db, const val& key, Address type, int kind, std::uint32_t capacity,
                      const val& place) {
  return db.configure(text_of(key), type_at(type), to_buffer(kind, capacity), text_of(place));
}

val discover(PageDb& db, const std::string& pattern) {
  val keys = val::array();
  for (const db::Record* record : db.db().discover(pattern)) keys.call<void>("push", record->key());
  return keys;
}

/// Told of keys, all of them.
struct KeyWatch {
  db::Watch watch;
};

std::unique_ptr<KeyWatch> watch(PageDb& db, const val& callback) {
  return std::make_unique<KeyWatch>(KeyWatch{db.db().watch(
      [callback](db::Record& record) { callback.call<void>("call", val::null(), record.key()); })});
}

Address type_of(Address record) {
  return reinterpret_cast<Address>(&record_at(record).type());
}
int buffer_of(Address record) {
  return static_cast<int>(record_at(record).buffer().kind);
}
std::uint32_t capacity_of(Address record) {
  return record_at(record).buffer().capacity;
}

val stats(Address record) {
  const db::Stats& stats = record_at(record).stats();
  val out = val::object();
  out.set("accepted", static_cast<double>(stats.accepted));
  out.set("refused", static_cast<double>(stats.refused));
  out.set("overwritten", static_cast<double>(stats.overwritten));
  out.set("bytes", static_cast<double>(stats.bytes));
  return out;
}

bool is_pattern(const std::string& text) {
  return db::is_pattern(text);
}
bool matches(const std::string& pattern, const std::string& key) {
  return db::matches(pattern, key);
}

/// Makes a value of another program the newest one. Whether the contract accepts it.
bool put(PageDb& db, Address address, const val& text, double time) {
  db::Record& record = record_at(address);
  Result<buffers::Block> judged = db.db().pool().judge(record.type(), text_of(text));
  if (!judged) return false;
  record.put(std::move(*judged),
             async::WallTime(std::chrono::microseconds(static_cast<std::int64_t>(time * 1e3))));
  return true;
}

/// The number that the value got, or 0.
double set_text(PageDb& db, Address record, const val& text) {
  const Result<db::Sequence> number = db.db().set(record_at(record), text_of(text));
  return number ? static_cast<double>(*number) : 0;
}

void listen(PageDb& db, Address record, bool on) {
  db.listen(record_at(record), on);
}
Address address_of(const PageDb& db) {
  return reinterpret_cast<Address>(&db);
}

}  // namespace

void bind_db() {
  class_<KeyWatch>("TallyWatch");
  class_<PageDb>("TallyDb")
      .constructor<>()
      .property("address", &address_of)
      .function("declare", &declare)
      .function("find", &find)
      .function("findOrMake", &find_or_make)
      .function("configure", &configure)
      .function("discover", &discover)
      .function("watch", &watch)
      .function("listen", &listen)
      .class_function("stats", &stats)
      .class_function("typeOf", &type_of)
      .class_function("bufferOf", &buffer_of)
      .class_function("capacityOf", &capacity_of)
      .class_function("put", &put)
      .class_function("setText", &set_text)
      .class_function("isPattern", &is_pattern)
      .class_function("matches", &matches);
}

// ---- What is called for each value ----

extern "C" {

/// Judges a text and makes it the record's newest value: the number that it got, or 0.
EMSCRIPTEN_KEEPALIVE double tally_db_set_text(PageDb* db, db::Record* record, const char* text,
                                              std::uint32_t size) {
  const Result<db::Sequence> number = db->db().set(*record, {text, size});
  return number ? static_cast<double>(*number) : 0;
}

/// The same for a view that satisfies the record's contract.
EMSCRIPTEN_KEEPALIVE double tally_db_set_view(PageDb* db, db::Record* record, const void* view) {
  const Result<db::Sequence> number = db->set(*record, view);
  return number ? static_cast<double>(*number) : 0;
}

/// A value was refused before it came here.
EMSCRIPTEN_KEEPALIVE void tally_db_refuse(db::Record* record) {
  record->count_refusal();
}

EMSCRIPTEN_KEEPALIVE double tally_db_newest(const db::Record* record) {
  return static_cast<double>(record->newest());
}
EMSCRIPTEN_KEEPALIVE double tally_db_oldest(const db::Record* record) {
  return static_cast<double>(record->oldest());
}

/// Whether a value is kept, and then the value.
EMSCRIPTEN_KEEPALIVE bool tally_db_at(const db::Record* record, double sequence, Told* out) {
  const db::Value value = record->at(static_cast<db::Sequence>(sequence));
  if (!value) return false;
  *out = told(value);
  return true;
}

/// Takes the letter of a mailbox and shows it as `tally_db_tell` does.
EMSCRIPTEN_KEEPALIVE bool tally_db_take(PageDb* db, db::Record* record) {
  buffers::Mailbox* mailbox = record->mailbox();
  const auto letter = mailbox == nullptr ? std::nullopt : mailbox->try_take();
  if (!letter) return false;
  const Told value = told({letter->value, letter->sequence, db->db().loop().wall_now()});
  tally_db_tell(record, &value);
  return true;
}

/// Memory for what `tally_db_at` gives.
EMSCRIPTEN_KEEPALIVE Told* tally_db_out() {
  static Told out;
  return &out;
}

}  // extern "C"
}  // namespace tally::browser
