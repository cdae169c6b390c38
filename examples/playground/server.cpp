// The playground's server, and the native half of its benchmark.
//
//   playground_server FOLDER PORT                        serves on 127.0.0.1 until SIGINT or
//   SIGTERM; port 0: any playground_server --judge FILE --type T --repeat N   judges a file N
//   times; the result is JSON
//
// Exit codes: 0 done, 2 wrong usage, a file that cannot be read or a port that cannot be had.
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <charconv>
#include <csignal>
#include <exception>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "judge.h"
#include "site.h"

namespace playground {
namespace {

constexpr std::string_view usage =
    "usage: playground_server FOLDER PORT\n"
    "       playground_server --judge FILE --type TYPE --repeat COUNT\n";

template <class Number>
std::optional<Number> number(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

int fail(std::string_view message) {
  std::cerr << "playground_server: " << message << '\n';
  return 2;
}

int serve(const std::string& folder, std::uint16_t port) {
  boost::asio::io_context context(1);
  std::optional<Server> server;
  try {
    server.emplace(context, port, make_site(folder));
  } catch (const boost::system::system_error& error) {
    return fail("port " + std::to_string(port) + ": " + error.code().message());
  }
  boost::asio::signal_set signals(context, SIGINT, SIGTERM);
  signals.async_wait([&](boost::system::error_code, int) { server->stop(); });
  std::cout << "http://127.0.0.1:" << server->port() << std::endl;
  for (;;) {
    try {
      context.run();
      return 0;
    } catch (const std::exception& error) {
      std::cerr << "playground_server: " << error.what()
                << '\n';  // one connection's trouble is not the others'
    }
  }
}

int measure(const std::string& path, std::string_view type_name, std::uint32_t repeat) {
  const tally::ContractType* type = find_type(type_name);
  if (type == nullptr) return fail("no contract has the type " + std::string(type_name));
  std::ifstream file(path, std::ios::binary);
  if (!file) return fail("cannot read " + path);
  const std::string bytes(std::istreambuf_iterator<char>(file), {});
  std::cout << Judge().measure(*type, bytes, repeat) << '\n';
  return 0;
}

int run(std::span<const std::string> arguments) {
  if (arguments.size() == 2) {
    if (const auto port = number<std::uint16_t>(arguments[1])) return serve(arguments[0], *port);
  }
  if (arguments.size() == 6 && arguments[0] == "--judge" && arguments[2] == "--type" &&
      arguments[4] == "--repeat") {
    if (const auto repeat = number<std::uint32_t>(arguments[5]))
      return measure(arguments[1], arguments[3], *repeat);
  }
  std::cerr << usage;
  return 2;
}

}  // namespace
}  // namespace playground

int main(int count, char** values) {
  try {
    return playground::run(std::vector<std::string>(values + 1, values + count));
  } catch (const std::exception& error) {
    return playground::fail(error.what());
  }
}
