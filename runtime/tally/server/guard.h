// Where the exceptions of a connection's libraries end. Not for programs.
#pragma once

#include <boost/asio/execution/blocking.hpp>
#include <boost/asio/execution/executor.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/query.hpp>
#include <boost/asio/require.hpp>
#include <exception>
#include <memory>
#include <type_traits>
#include <utility>

#include "tally/async/lifetime.h"
#include "tally/server/hub_server.h"

namespace tally::server {

class Peer;

/// What a connection and all that runs for it share. An exception ends the connection, and nothing
/// else: it is counted and logged. It outlives the connection, and the server, as long as anything
/// is under way; what comes when the server is gone is not run.
class Guard {
 public:
  explicit Guard(async::Weak<HubServer::State> server) noexcept : server_(std::move(server)) {}

  /// Null once it is gone.
  [[nodiscard]] HubServer::State* server() const noexcept { return server_.get(); }
  /// Whom an exception ends. A WebSocket takes over from the HTTP that it came through.
  void watch(Peer* peer) noexcept { peer_ = peer; }
  void leave(const Peer* peer) noexcept {
    if (peer_ == peer) peer_ = nullptr;
  }

  template <class Function>
  void run(Function&& function) noexcept {
    if (server() == nullptr) return;
    try {
      std::forward<Function>(function)();
    } catch (const std::exception& exception) {
      end(exception.what());
    } catch (...) {
      end("of no kind that is known");
    }
  }

 private:
  void end(const char* what) noexcept;

  async::Weak<HubServer::State> server_;
  Peer* peer_ = nullptr;
};

/// Calls the hub, which knows nothing of exceptions: one that leaves it, for want of memory, ends
/// the program. Those of the program's own functions end it where they are called
/// (async/function.h).
template <class Function>
decltype(auto) call_hub(Function&& function) noexcept {
  return std::forward<Function>(function)();
}

/// Runs everything under a connection's guard. It is the executor of the connection's sockets and
/// timers, so that no step of Asio, Beast or OpenSSL that they take is outside of it.
template <class Inner>
class GuardedExecutor {
 public:
  GuardedExecutor(Inner inner, std::shared_ptr<Guard> guard) noexcept
      : inner_(std::move(inner)), guard_(std::move(guard)) {}

  [[nodiscard]] const std::shared_ptr<Guard>& guard() const noexcept { return guard_; }

  template <class Function>
  void execute(Function&& function) const {
    inner_.execute([guard = guard_, function = std::forward<Function>(function)]() mutable {
      guard->run(function);
    });
  }

  template <class Property>
  [[nodiscard]] decltype(auto) query(const Property& property) const
      noexcept(boost::asio::is_nothrow_query_v<const Inner&, const Property&>) requires
      boost::asio::can_query_v<const Inner&, const Property&> {
    return boost::asio::query(inner_, property);
  }
  template <class Property>
  [[nodiscard]] auto require(const Property& property)
      const requires boost::asio::can_require_v<const Inner&, const Property&> {
    return with(boost::asio::require(inner_, property));
  }
  template <class Property>
  [[nodiscard]] auto prefer(const Property& property)
      const requires boost::asio::can_prefer_v<const Inner&, const Property&> {
    return with(boost::asio::prefer(inner_, property));
  }

  friend bool operator==(const GuardedExecutor& a, const GuardedExecutor& b) noexcept {
    return a.inner_ == b.inner_ && a.guard_ == b.guard_;
  }
  friend bool operator!=(const GuardedExecutor& a, const GuardedExecutor& b) noexcept {
    return !(a == b);
  }

 private:
  template <class Other>
  [[nodiscard]] GuardedExecutor<Other> with(Other inner) const {
    return {std::move(inner), guard_};
  }

  Inner inner_;
  std::shared_ptr<Guard> guard_;
};

using Executor = GuardedExecutor<boost::asio::io_context::executor_type>;

}  // namespace tally::server
