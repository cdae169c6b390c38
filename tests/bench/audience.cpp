// audience PORT COUNT hub|ws|nats: subscribers of a server on this machine, in one thread, that do
// next to nothing, so that it is the server that is measured. Commands come on standard input, a
// line each, and answers go out:
//
//   stall   one more subscriber that reads nothing from now on, but keeps saying that it is there
//   more    one more subscriber that is no different from the others, to compare with
//   round   counts from now on
//   ages    the same, and looks at the age of each value
//
// The answer is `ready`; a round is answered once more when the COUNT first have its last value:
//
//   {"bytes":..,"reads":..,"p50":..,"p99":..,"p999":..}
//
// with what came and how often it was read, and the ages in milliseconds. A value is JSON that says
// when it left, by the monotonic clock in nanoseconds (`"at":`), and ends its round with
// `"last":true`. Of WebSocket frames nothing is looked at.
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::string_view sent_at = "\"at\":";
constexpr std::string_view end_of_round = "\"last\":true";
// Behind either of them there is at least as much of the value.
constexpr std::size_t rest_of_value = 32;

struct Subscriber {
  int socket = -1;
  bool counts = false;
  bool reads = true;
  std::string tail;  // of what came before, where a word may have been cut
};

/// What a server is told, and what it says when values will come from now on.
struct Protocol {
  std::string_view name;
  std::string_view header;
  std::string_view greeting;  // with # for who it is
  std::string_view welcome;
  std::string_view alive;  // to be said every ten seconds
};

constexpr std::array protocols{
    Protocol{
        "hub", "Sec-WebSocket-Protocol: tally.1.json\r\n",
        R"([{"type":"hello","client":"s#"},{"type":"subscribe","id":1,"patterns":["values"]}])",
        "\"subscribed\"", R"([{"type":"pong","ts":0}])"},
    Protocol{"ws", "", "", "", ""},
    Protocol{"nats", "", "CONNECT {\"verbose\":false}\r\nSUB values 1\r\nPING\r\n", "PONG",
             "PONG\r\n"},
};

[[noreturn]] void fail(const char* what) {
  std::perror(what);
  std::exit(1);
}

/// One frame from a client (RFC 6455, 5.2), with a mask that changes nothing.
std::string frame(std::string_view text) {
  std::string bytes = "\x81";
  bytes += static_cast<char>(0x80U | std::min<std::size_t>(text.size(), 126));
  if (text.size() >= 126) {
    bytes += static_cast<char>(text.size() >> 8U);
    bytes += static_cast<char>(text.size() & 255U);
  }
  return bytes.append(4, '\0').append(text);
}

bool try_send(int socket, std::string_view bytes) {
  const ssize_t sent = send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  return sent == static_cast<ssize_t>(bytes.size());
}

void send_all(int socket, std::string_view bytes) {
  if (!try_send(socket, bytes)) fail("audience: send");
}

void await(int socket, std::string_view word) {
  std::string text;
  std::array<char, 4096> bytes{};
  while (text.find(word) == std::string::npos) {
    const ssize_t size = recv(socket, bytes.data(), bytes.size(), 0);
    if (size <= 0) fail("audience: handshake");
    text.append(bytes.data(), static_cast<std::size_t>(size));
  }
}

void answer(const char* text) {
  std::puts(text);
  std::fflush(stdout);
}

class Audience {
 public:
  Audience(std::uint16_t port, const Protocol& protocol)
      : port_(port), protocol_(protocol), epoll_(epoll_create1(EPOLL_CLOEXEC)) {
    epoll_event event{};
    event.data.u64 = commands;
    if (epoll_ctl(epoll_, EPOLL_CTL_ADD, STDIN_FILENO, &event) != 0) fail("audience: epoll");
    event.events = EPOLLIN;
    epoll_ctl(epoll_, EPOLL_CTL_MOD, STDIN_FILENO, &event);
  }

  void add(bool counts, bool reads) {
    Subscriber subscriber;
    subscriber.counts = counts;
    subscriber.reads = reads;
    subscriber.socket = connect_to_server(reads);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = subscribers_.size();
    fcntl(subscriber.socket, F_SETFL, O_NONBLOCK);
    if (reads) epoll_ctl(epoll_, EPOLL_CTL_ADD, subscriber.socket, &event);
    subscribers_.push_back(std::move(subscriber));
  }

  void run() {
    std::array<epoll_event, 256> events{};
    Clock::time_point alive = Clock::now();
    for (;;) {
      const int count = epoll_wait(epoll_, events.data(), events.size(), 1000);
      for (int i = 0; i < count; ++i) {
        const std::uint64_t which = events[static_cast<std::size_t>(i)].data.u64;
        if (which == commands) {
          if (!obey()) return;
        } else {
          read(subscribers_[which]);
        }
      }
      if (Clock::now() - alive < std::chrono::seconds(10)) continue;
      alive = Clock::now();
      if (!protocol_.alive.empty()) {
        const std::string alive_frame = frame(protocol_.alive);
        for (const Subscriber& each : subscribers_) {
          // Who reads nothing may have been cut off.
          const bool sent = try_send(each.socket, alive_frame);
          if (!sent && each.reads) fail("audience: send");
        }
      }
    }
  }

 private:
  static constexpr std::uint64_t commands = UINT64_MAX;

  int connect_to_server(bool reads) const {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (!reads) {
      const int small = 4096;
      setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    }
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port_);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
      fail("audience: connect");
    const int one = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    const std::string path = protocol_.name == "hub" ? "/tally" : "/";
    send_all(socket, "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port_) +
                         "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                         "Sec-WebSocket-Version: 13\r\n"
                         "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
                         std::string(protocol_.header) + "\r\n");
    await(socket, "\r\n\r\n");
    if (protocol_.greeting.empty()) return socket;
    std::string greeting(protocol_.greeting);
    const std::size_t number = greeting.find('#');
    if (number != std::string::npos)
      greeting.replace(number, 1,
                       std::to_string(getpid()) + "-" + std::to_string(subscribers_.size()));
    send_all(socket, frame(greeting));
    await(socket, protocol_.welcome);
    return socket;
  }

  bool obey() {
    std::string command;
    if (!std::getline(std::cin, command)) return false;
    if (command == "stall" || command == "more") {
      add(false, command == "more");
    } else {
      measures_ages_ = command == "ages";
      missing_ = static_cast<std::size_t>(
          std::count_if(subscribers_.begin(), subscribers_.end(),
                        [](const Subscriber& each) { return each.counts; }));
      bytes_ = reads_ = 0;
      ages_.clear();
    }
    answer("ready");
    return true;
  }

  void read(Subscriber& subscriber) {
    static std::array<char, (256U << 10U) + rest_of_value> buffer;
    std::copy(subscriber.tail.begin(), subscriber.tail.end(), buffer.begin());
    const std::size_t before = subscriber.tail.size();
    const ssize_t size = recv(subscriber.socket, buffer.data() + before, buffer.size() - before, 0);
    if (size < 0 && errno == EAGAIN) return;
    if (size <= 0) fail("audience: the server has hung up");
    ++reads_;
    bytes_ += static_cast<std::uint64_t>(size);
    listen(subscriber, {buffer.data(), before + static_cast<std::size_t>(size)});
  }

  void listen(Subscriber& subscriber, std::string_view text) {
    const std::size_t whole = text.size() - std::min(text.size(), rest_of_value);
    std::size_t done = whole;
    if (measures_ages_) done = note_ages(subscriber, text);
    // The last value of a round is the last thing that comes.
    const std::size_t near_end = text.size() - std::min(text.size(), std::size_t{1024});
    if (text.find(end_of_round, near_end) == std::string_view::npos) {
      subscriber.tail = text.substr(std::min(done, whole));
      return;
    }
    subscriber.tail.clear();
    if (subscriber.counts && --missing_ == 0) report();
  }

  /// Where it has to go on when more has come.
  std::size_t note_ages(const Subscriber& subscriber, std::string_view text) {
    const auto now = static_cast<double>(Clock::now().time_since_epoch().count());
    std::size_t at = text.find(sent_at);
    for (; at != std::string_view::npos; at = text.find(sent_at, at + sent_at.size())) {
      if (text.size() - at < rest_of_value) return at;
      if (!subscriber.counts) continue;
      const double sent = std::strtod(text.data() + at + sent_at.size(), nullptr);
      ages_.push_back(static_cast<float>((now - sent) / 1e6));
    }
    return text.size() - std::min(text.size(), sent_at.size() - 1);
  }

  /// The age that so many of a thousand values do not exceed.
  double age(std::size_t of_thousand) {
    if (ages_.empty()) return 0;
    const auto place =
        ages_.begin() + static_cast<std::ptrdiff_t>((ages_.size() - 1) * of_thousand / 1000);
    std::nth_element(ages_.begin(), place, ages_.end());
    return static_cast<double>(*place);
  }

  void report() {
    std::printf("{\"bytes\":%llu,\"reads\":%llu,\"p50\":%.4f,\"p99\":%.4f,\"p999\":%.4f}\n",
                static_cast<unsigned long long>(bytes_), static_cast<unsigned long long>(reads_),
                age(500), age(990), age(999));
    std::fflush(stdout);
  }

  std::uint16_t port_;
  const Protocol& protocol_;
  int epoll_;
  std::vector<Subscriber> subscribers_;
  std::size_t missing_ = 0;
  std::uint64_t bytes_ = 0;
  std::uint64_t reads_ = 0;
  bool measures_ages_ = false;
  std::vector<float> ages_;
};

}  // namespace

int main(int count, char** arguments) {
  const Protocol* protocol = nullptr;
  for (const Protocol& each : protocols) {
    if (count == 4 && each.name == arguments[3]) protocol = &each;
  }
  if (protocol == nullptr) return 2;
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  Audience audience(static_cast<std::uint16_t>(std::atoi(arguments[1])), *protocol);
  for (int i = std::atoi(arguments[2]); i > 0; --i) audience.add(true, true);
  answer("connected");
  audience.run();
  return 0;
}
