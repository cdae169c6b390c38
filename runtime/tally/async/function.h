// Callables that a program gives, to be called later.
#pragma once

#include <exception>
#include <type_traits>
#include <utility>

namespace tally::async {

template <class Signature>
class Function;

/// A callable of any type with one owner, as std::move_only_function is from C++23 on; pages pay
/// less for it than for std::function, which can copy and tell its type. Making one allocates. One
/// that was made of nothing is false and must not be called.
///
/// An exception that leaves the callable ends the program, with the message of std::terminate: it
/// never passes through whoever calls.
template <class Value, class... Arguments>
class Function<Value(Arguments...)> {
 public:
  Function() noexcept = default;

  template <class Callable>
  requires(!std::is_same_v<std::remove_cvref_t<Callable>, Function> &&
           std::is_invocable_r_v<Value, std::decay_t<Callable>&, Arguments...>)
      // A lambda is given as it is, and no Function is taken for a callable.
      // NOLINTNEXTLINE(google-explicit-constructor, bugprone-forwarding-reference-overload)
      Function(Callable&& callable)
      : target_(new std::decay_t<Callable>(std::forward<Callable>(callable))),
        call_([](void* target, Arguments... arguments) noexcept -> Value {
          auto& called = *static_cast<std::decay_t<Callable>*>(target);
#ifdef __cpp_exceptions
          try {
            return called(std::forward<Arguments>(arguments)...);
          } catch (...) {
            std::terminate();  // of `noexcept` alone g++ makes a call that knows no exception
          }
#else
          return called(std::forward<Arguments>(arguments)...);
#endif
        }),
        drop_([](void* target) noexcept { delete static_cast<std::decay_t<Callable>*>(target); }) {
  }

  Function(Function&& other) noexcept
      : target_(std::exchange(other.target_, nullptr)), call_(other.call_), drop_(other.drop_) {}
  Function& operator=(Function other) noexcept {
    std::swap(target_, other.target_);
    std::swap(call_, other.call_);
    std::swap(drop_, other.drop_);
    return *this;
  }
  ~Function() {
    if (target_ != nullptr) drop_(target_);
  }

  explicit operator bool() const noexcept {
    return target_ != nullptr;
  }
  Value operator()(Arguments... arguments) const noexcept {
    return call_(target_, std::forward<Arguments>(arguments)...);
  }

 private:
  void* target_ = nullptr;
  Value (*call_)(void*, Arguments...) noexcept = nullptr;
  void (*drop_)(void*) noexcept = nullptr;
};

}  // namespace tally::async
