// Records under keys as JavaScript holds them: runtime/js/db.js is the face of it.
#pragma once

#include <cstdint>
#include <list>
#include <string>
#include <string_view>
#include <vector>

#include "tally/db/db.h"
#include "tally/javascript/loop.h"

namespace tally::wasm {

/// A Db with its loop and the keys that contracts declare.
class PageDb {
 public:
  PageDb();
  PageDb(const PageDb&) = delete;
  PageDb& operator=(const PageDb&) = delete;

  /// Keys that `pattern` names have records of `type`, unless something that was declared before
  /// names them. `origin` says who declares it.
  void declare(std::string pattern, const ContractType& type, db::Buffer buffer,
               std::string origin);
  /// The record of a key, which is made if it is declared; null when it is not.
  db::Record* find_or_make(std::string_view key);
  /// See Db::configure. `place` is where JavaScript asked for it.
  Result<db::Record&, Problem> configure(std::string_view key, const ContractType& type,
                                         db::Buffer buffer, std::string place);

  /// Makes the value of a view, which satisfies the record's contract, the newest one.
  Result<db::Sequence> set(db::Record& record, const void* view);

  [[nodiscard]] db::Db& db() noexcept { return db_; }
  /// The types of what is declared, each once.
  [[nodiscard]] std::vector<const ContractType*> types() const;

 private:
  struct Declared {
    std::string pattern;
    const ContractType& type;
    db::Buffer buffer;
    std::string origin;
  };

  /// Tells JavaScript of a record that is new.
  Result<db::Record&, Problem> make(std::string_view key, const ContractType& type,
                                    db::Buffer buffer, const std::string& place);

  javascript::Loop loop_;
  std::list<Declared> declared_;   // records refer to their origins
  std::list<std::string> places_;  // and to these
  db::Db db_;
  json::Writer writer_;  // keeps its memory
};

}  // namespace tally::wasm
