// A contract's types as arguments and results of functions that are bound with embind.
//
//   sensors::Temperature warmer(sensors::Temperature reading, double by);
//   EMSCRIPTEN_BINDINGS(functions) { emscripten::function("warmer", &warmer); }
//
// and in JavaScript, on plain objects:
//
//   module.warmer({celsius: 21.5, timestamp: 0, sensor_id: 'roof'}, 1)   // {celsius: 22.5, ...}
//
// Link the generated `sensors.embind.cpp` for that, as a source of the program and not from an
// archive: nobody calls what is in it. It registers all types of the contract, and they may then
// stand wherever embind takes a type: by value or const reference, in free functions, methods,
// constructors, properties, and in `val::as<T>()`. Lists and maps cross under the name of an alias
// (see `Alias`); there is no std::optional<T>, as embind itself has none.
//
// A value from JavaScript is judged before the function is entered, and a result before JavaScript
// sees it. What is not acceptable becomes an Error whose `name` is "ContractError", with the type's
// name as `contract` and all `issues`: {path, code, params, message}. JavaScript throws it while no
// C++ is running, so no C++ exception is involved, no destructor is left out, and what the other
// arguments had become is given back. (`val::as<T>()` alone is called by C++: there a throw passes
// the callers by, as it does from any JavaScript that a val calls.)
//
// In JavaScript 64-bit integers are bigints, on the way in also decimal text or numbers;
// timestamps, uuids and enumerations are what they are in the contract's JSON; absent members are
// missing or undefined; only plain objects and arrays are taken.
//
// module.tally['sensors.Temperature'].check(value) gives the issues of a value, an empty array for
// an acceptable one, and `.fingerprint` what it was compiled from; so for every entry point of the
// contracts.
#pragma once

#include <emscripten/bind.h>

#include <cstdint>
#include <type_traits>

#include "tally/engine/contract.h"

namespace tally::embind {

/// An alias as an argument or a result: embind knows types by their C++ type, which an alias shares
/// with others. `C` is the struct that names the alias: `double mean(const
/// tally::embind::Alias<sensors::TemperaturesContract>&)`.
template <class C>
struct Alias {
  typename C::Owned value{};
};

/// What embind hands over for a value: the address of an object that the receiver deletes, or an
/// enumeration's number.
using Wire = std::uintptr_t;

/// A type of a contract with its C++ type erased.
struct Type {
  const ContractType& contract;
  bool by_number;  // an enumeration
  Wire (*own)(const void* view);
  bool (*borrow)(Arena& arena, Wire wire, void* view);
  void (*drop)(Wire wire);
};

/// Lets embind pass the type that it calls `id`. Each type once.
void register_type(const Type& type, const void* id);

/// How the values of a bound type are found.
template <class T>
struct Access {
  using Contract = tally::Contract<T>;
  static auto& content(auto& value) noexcept { return value; }
};
template <class C>
struct Access<Alias<C>> {
  using Contract = C;
  static auto& content(auto& value) noexcept { return value.value; }
};

template <class T>
struct Erased {
  using View = typename Access<T>::Contract::View;

  static Wire own(const void* from) {
    using tally::view::own;
    if constexpr (std::is_enum_v<T>) {
      return static_cast<Wire>(*static_cast<const T*>(from));
    } else {
      auto* value = new T{};
      own(*static_cast<const View*>(from), Access<T>::content(*value));
      return reinterpret_cast<Wire>(value);
    }
  }

  static bool borrow(Arena& arena, Wire wire, void* to) {
    using tally::view::borrow;
    if constexpr (std::is_enum_v<T>) {
      *static_cast<T*>(to) = static_cast<T>(wire);
      return true;
    } else {
      return borrow(arena, Access<T>::content(*reinterpret_cast<const T*>(wire)),
                    *static_cast<View*>(to));
    }
  }

  static void drop(Wire wire) {
    if constexpr (!std::is_enum_v<T>) delete reinterpret_cast<T*>(wire);
  }

  static constexpr Type type = {Access<T>::Contract::type, std::is_enum_v<T>, own, borrow, drop};
};

/// What the generated EMSCRIPTEN_BINDINGS block of a contract does for each of its types.
template <class T>
void bind() {
  register_type(Erased<T>::type, emscripten::internal::TypeID<T>::get());
}

}  // namespace tally::embind
