// Records under keys as JavaScript holds them: runtime/js/db.js is the face of it.
#pragma once

#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tally/db/db.h"
#include "tally/javascript/loop.h"

namespace tally::wasm {

/// Times as JavaScript has them: ms since 1970.
double to_ms(async::WallTime time) noexcept;
async::WallTime from_ms(double time) noexcept;

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

  /// Keeps what a door has accepted until JavaScript says what becomes of it: its view, or null
  /// for what was refused.
  const void* keep(std::optional<db::Judged> judged);
  /// What was kept last, once.
  db::Judged take();
  /// The view of what was kept.
  [[nodiscard]] const void* judged() const noexcept { return judged_->erased_view(); }

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
  std::optional<db::Judged> judged_;
};

}  // namespace tally::wasm
