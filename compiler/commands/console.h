// The standard streams: data on stdout, everything for people on stderr.
#pragma once

#include <string>
#include <string_view>

#include "diagnose/diagnostic.h"
#include "source/counted.h"
#include "source/sources.h"

namespace tally::compiler {

class Console {
 public:
  /// Keeps files that are opened later from taking the place of a standard stream that is closed,
  /// and makes a reader that goes away an error of writing. To be made before any file is opened,
  /// once.
  Console();

  /// Writes to stdout. After a failure nothing more is written.
  void write(std::string_view text);

  /// Writes out what is buffered. False when something did not get through; `problem` says why. A
  /// reader that has enough and goes away is no failure.
  bool flush();
  /// Nothing more is written: there is nobody to read it, or it does not get through.
  [[nodiscard]] bool broken() const { return gone_ || !problem_.empty(); }
  [[nodiscard]] const std::string& problem() const { return problem_; }

  /// One line on stderr.
  void note(std::string_view line) const;

  /// Text on stderr as it is.
  void complain(std::string_view text) const;

  /// The diagnostics on stderr, for people.
  void report(const Diagnostics& diagnostics, const Sources& sources) const;

 private:
  void remember_failure();

  bool colour_ = false;
  bool gone_ = false;  // who reads stdout
  std::string problem_;
};

/// Text from outside as a terminal may get it: what would control it is replaced.
std::string printable(std::string_view text);

}  // namespace tally::compiler
