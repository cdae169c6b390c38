// Equality of values for those who have a plan and no view.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "tally/engine/explain/explain.h"
#include "tally/engine/plan.h"

namespace tally {

/// Makes a text of a sound value in a well-formed document: values are equal when their texts are.
/// It is not for people. O(size of the value), and of its records' defaults.
class ValueKeys {
 public:
  ValueKeys(const plan::Plan& plan, Source source) : plan_(plan), source_(source) {}

  /// Of the value at `p`, which is of this type and keeps it.
  std::string of(plan::TypeIndex type, const char* p);

  /// Of these fields of the record at `p`.
  std::string of_fields(plan::TypeIndex type, const char* p, std::span<const std::uint32_t> fields);

 private:
  void add(plan::TypeIndex type, const char* p);
  void add_integer(const plan::Type& type, const char* p);
  void add_decimal(const char* p);
  void add_text(const char* p);
  void add_bytes(const plan::Type& type, const char* p);
  void add_time(const plan::Type& type, const char* p);
  void add_list(const plan::Type& type, const char* p);
  void add_map(const plan::Type& type, const char* p);
  void add_union(const plan::Type& type, const char* p);
  void add_record(const plan::Type& type, const char* p);
  void add_fields(const plan::Type& type, const char* p, std::span<const std::uint32_t> fields);
  void add_sized(std::string_view bytes);
  template <class T>
  void add_number(T value);
  [[nodiscard]] const char* skip(const char* p) const noexcept;

  const plan::Plan& plan_;
  Source source_;
  std::string key_;
};

}  // namespace tally
