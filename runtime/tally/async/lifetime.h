// What may outlive an object that it leads to.
#pragma once

#include <memory>
#include <type_traits>
#include <utility>

namespace tally::async {

template <class T>
class Lifetime;

/// Leads to an object for as long as that is there. All of it belongs to one thread.
template <class T>
class Weak {
 public:
  /// Null once the object is gone.
  [[nodiscard]] T* get() const noexcept { return *place_; }

 private:
  friend class Lifetime<T>;
  explicit Weak(std::shared_ptr<T*> place) noexcept : place_(std::move(place)) {}

  std::shared_ptr<T*> place_;
};

/// A member of an object that gives callbacks away, to a library or to the queue of a loop.
template <class T>
class Lifetime {
 public:
  explicit Lifetime(T& object) : place_(std::make_shared<T*>(&object)) {}
  Lifetime(const Lifetime&) = delete;
  Lifetime& operator=(const Lifetime&) = delete;
  ~Lifetime() { *place_ = nullptr; }

  [[nodiscard]] Weak<T> weak() const noexcept { return Weak<T>(place_); }
  /// The same function, which does nothing once the object is gone. What it owns is dropped with
  /// it, whenever its holder does so.
  template <class Function>
  [[nodiscard]] auto bind(Function function) const {
    return [
      weak = weak(), function = std::move(function)
    ](auto&&... arguments) mutable requires std::is_invocable_v<Function&, decltype(arguments)...> {
      if (weak.get() != nullptr) function(std::forward<decltype(arguments)>(arguments)...);
    };
  }

 private:
  std::shared_ptr<T*> place_;
};

}  // namespace tally::async
