// <coroutine>, also where the standard library has none: libc++ 13, which Emscripten 3.1.6 brings.
#pragma once

#if __has_include(<coroutine>)
#include <coroutine>
#else

#include <cstddef>

// What the compiler looks for when it meets co_await, over its builtins; only as much of it as is
// used here. Adding to namespace std is what an implementation does, and here we stand in for one.
namespace std {  // NOLINT(cert-dcl58-cpp)

template <class Result, class...>
struct coroutine_traits {
  using promise_type = typename Result::promise_type;
};

template <class Promise = void>
class coroutine_handle;

template <>
class coroutine_handle<void> {
 public:
  constexpr coroutine_handle() noexcept = default;
  constexpr coroutine_handle(std::nullptr_t) noexcept {}

  static constexpr coroutine_handle from_address(void* address) noexcept {
    coroutine_handle handle;
    handle.address_ = address;
    return handle;
  }
  constexpr void* address() const noexcept { return address_; }
  constexpr explicit operator bool() const noexcept { return address_ != nullptr; }
  bool done() const noexcept { return __builtin_coro_done(address_); }
  void resume() const { __builtin_coro_resume(address_); }
  void operator()() const { resume(); }
  void destroy() const { __builtin_coro_destroy(address_); }

 protected:
  void* address_ = nullptr;
};

template <class Promise>
class coroutine_handle : public coroutine_handle<> {
 public:
  using coroutine_handle<>::coroutine_handle;

  static coroutine_handle from_address(void* address) noexcept {
    coroutine_handle handle;
    handle.address_ = address;
    return handle;
  }
  static coroutine_handle from_promise(Promise& promise) noexcept {
    return from_address(__builtin_coro_promise(&promise, alignof(Promise), true));
  }
  Promise& promise() const noexcept {
    return *static_cast<Promise*>(__builtin_coro_promise(address_, alignof(Promise), false));
  }
};

struct suspend_always {
  constexpr bool await_ready() const noexcept { return false; }
  constexpr void await_suspend(coroutine_handle<>) const noexcept {}
  constexpr void await_resume() const noexcept {}
};

}  // namespace std

#endif
