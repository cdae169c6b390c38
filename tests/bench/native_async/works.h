// What the runtime and its rivals are measured at.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstddef>
#include <exception>
#include <string>
#include <utility>
#include <vector>

#include "../native/measure.h"

namespace bench {

struct Work {
  std::string name;
  std::string input;
  std::vector<Contestant> contestants;
  double operations = 1;  // that a repetition does
  bool counted = false;   // allocations, too
};

std::vector<Work> task_works();
std::vector<Work> channel_works();
std::vector<Work> timer_works();
std::vector<Work> post_works();
std::vector<Work> ring_works();

/// Boost.Asio's half: a context on this thread.
struct Asio {
  boost::asio::io_context context{1};

  /// What the coroutine returns.
  std::size_t run(boost::asio::awaitable<std::size_t> main) {
    std::size_t result = 0;
    boost::asio::co_spawn(context, std::move(main),
                          [&](const std::exception_ptr&, std::size_t n) { result = n; });
    context.restart();
    context.run();
    return result;
  }
};

}  // namespace bench
