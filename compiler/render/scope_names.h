// Names that are put together from parts, where different parts may come to the same name.
#pragma once

#include <map>
#include <set>
#include <string>

namespace tally::compiler {

/// The names of one scope of generated code. Each thing gets one of its own, the same whenever it
/// is asked for; who asks first has the first choice.
class ScopeNames {
 public:
  using Taken = std::set<std::string, std::less<>>;

  explicit ScopeNames(Taken taken) : taken_(std::move(taken)) {}

  /// A name that no other thing in this scope has: `wanted`, with a number behind it where that is
  /// taken. `thing` says what is named, and is different for different things.
  const std::string& name(const std::string& thing, const std::string& wanted);

 private:
  Taken taken_;
  std::map<std::string, std::string> names_;  // by thing
};

}  // namespace tally::compiler
