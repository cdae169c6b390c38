// A type that counts what is done with its documents.
#pragma once

#include "sensors.h"
#include "tally/engine/contract.h"

namespace tally::tests {

/// Temperatures.
struct Counted {
  using Owned = sensors::Temperature;
  using View = Contract<sensors::Temperature>::View;
  static const ContractType type;
};

/// What was done with Counted documents since a `Counting` was made.
struct Counts {
  int read = 0;
  int judged = 0;
  int written = 0;

  friend bool operator==(const Counts&, const Counts&) = default;
};
inline Counts counts;

inline constexpr const ContractType& plain = Contract<sensors::Temperature>::type;
inline const ContractType Counted::type{
    plain.name,
    plain.fingerprint,
    plain.plan,
    plain.type,
    plain.view_size,
    [](json::Reader& reader, const char* p, void* view) noexcept {
      ++counts.read;
      return plain.read(reader, p, view);
    },
    [](const void* view) noexcept {
      ++counts.judged;
      return plain.validate(view);
    },
    [](json::Writer& writer, const void* view) {
      ++counts.written;
      plain.write(writer, view);
    },
};

/// What `work` does with documents.
template <class Work>
Counts counted(Work work) {
  counts = {};
  work();
  return counts;
}

/// A document that comes as text is read and judged; one that is made here is judged and written.
constexpr Counts once_from_text{1, 1, 0};
constexpr Counts once_from_value{0, 1, 1};

}  // namespace tally::tests
