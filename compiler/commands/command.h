// A command of `tally` as data: its name, what it takes and what it runs. Only command_line.cpp
// hands it to the library that reads command lines, whose header is large.
#pragma once

#include <any>
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "commands/exit.h"

namespace tally::compiler {

struct Session;

/// What a command is given: a struct of its own, whose members begin as its defaults.
using Arguments = std::any;

/// Where the value of a parameter goes: a flag, a text, several texts, or a whole number.
using Destination = std::variant<bool*, std::string*, std::vector<std::string>*, std::uint16_t*,
                                 std::uint32_t*, std::uint64_t*, std::optional<std::uint32_t>*>;

template <class Own, class Member>
Own owner_of(Member Own::*);

/// To a member of the arguments, or to a member of that.
template <auto first, auto... rest>
Destination to(Arguments& arguments) {
  using Own = decltype(owner_of(first));
  return &((std::any_cast<Own&>(arguments).*first).*....*rest);
}

/// How many words a parameter takes that goes to several texts.
enum class Takes : std::uint8_t {
  any_number,
  one,
  one_each_time,  // that it is given
};

/// An option (`--type`), or a word that has its meaning by its position (`FILE`).
struct Parameter {
  std::string_view name;
  std::string_view help;
  Destination (*bind)(Arguments&);
  std::string_view value = {};  // what the help calls it
  bool required = false;
  Takes takes = Takes::any_number;
  /// All that it can be; null for anything.
  std::vector<std::string> (*choices)() = nullptr;
  /// Why it cannot be what it is; null for anything. Without the parameter's name.
  std::optional<std::string> (*problem)(const std::string&) = nullptr;
  /// Of a number, within what its type holds.
  std::uint64_t lowest = 0;
  std::uint64_t highest = UINT64_MAX;
  /// Options that must not be there beside it.
  std::array<std::string_view, 2> excludes = {};
  /// One that must.
  std::string_view needs = {};
};

/// The program, a command of it, or a group of commands. The texts are what `--help` prints.
struct Command {
  std::string_view name;
  std::string_view summary;
  std::string_view notes = {};        // what the summary has no room for
  std::string_view exit_status = {};  // `0 done, 2 could not run`
  std::string_view examples = {};     // indented lines
  std::span<const Parameter> parameters = {};
  /// Null for what only has commands below it.
  Arguments (*arguments)() = nullptr;
  Exit (*run)(const Arguments&, Session&) = nullptr;
  std::span<const Command* const> commands = {};
};

template <class Own>
Arguments make() {
  return Own();
}

/// Calls a function that takes the command's own struct.
template <auto function>
Exit call(const Arguments& arguments, Session& session) {
  return [&]<class Own>(Exit (*run)(const Own&, Session&)) {
    return run(std::any_cast<const Own&>(arguments), session);
  }(function);
}

}  // namespace tally::compiler
