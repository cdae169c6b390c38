// Documents judged by the compiled contracts; every answer is JSON text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "tally/engine/contract.h"

namespace playground {

/// The entry point with this full name, `sensors.Temperature`, or null.
const tally::ContractType* find_type(std::string_view name) noexcept;

/// `["sensors.SensorId", ...]`: every entry point of every contract.
std::string type_names();

/// Judges one document after the other and keeps its memory in between. One per thread.
class Judge {
 public:
  /// `{"valid", "issues", "microseconds"}`, and of a valid document `canonical`: how Tally writes
  /// it. The time is that to the verdict, of a refused document that to all issues; the mean over
  /// as many runs as fit into a millisecond.
  std::string answer(const tally::ContractType& type, std::string_view bytes);

  /// Judges a document that lies in memory `repeat` times: its verdict, how much the contract asks
  /// of it
  /// (`types`, `constraints`), and the throughput of the median run in MB/s (10^6 bytes).
  std::string measure(const tally::ContractType& type, std::string_view bytes,
                      std::uint32_t repeat);

 private:
  const void* judge(const tally::ContractType& type) noexcept;

  tally::Document document_;
  tally::Arena arena_;
};

}  // namespace playground
