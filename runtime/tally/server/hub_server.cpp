#include "tally/server/hub_server.h"

#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <utility>

#include "tally/engine/values/base64.h"
#include "tally/server/state.h"

namespace tally::server {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using State = HubServer::State;

constexpr std::chrono::milliseconds pause_after_failure{100};

Page text_page(std::uint32_t status, std::string text) {
  return {status, "text/plain; charset=utf-8", std::move(text)};
}

/// Names lead where their owners want, so that a page of theirs may have this server's origin;
/// numbers and `localhost` do not.
bool is_certain(std::string_view host) {
  const std::size_t colon = host.rfind(':');
  if (colon != std::string_view::npos && host.find(']', colon) == std::string_view::npos)
    host = host.substr(0, colon);
  if (host.size() > 2 && host.front() == '[') host = host.substr(1, host.size() - 2);
  if (host == "localhost") return true;
  error_code error;
  asio::ip::make_address(std::string(host), error);
  return !error;
}

bool may_connect(std::string_view origin, std::string_view host, const State& state) {
  if (origin.empty()) return true;
  const auto& allowed = state.options.origins;
  if (std::find(allowed.begin(), allowed.end(), origin) != allowed.end()) return true;
  const std::string own = (state.tls ? "https://" : "http://") + std::string(host);
  return origin == own && is_certain(host);
}

/// 16 bytes as base64 (RFC 6455, 4.1).
bool is_key(std::string_view key) {
  constexpr std::size_t size = 16;
  std::array<std::byte, max_decoded_size(max_encoded_size(size))> bytes;
  if (key.size() != max_encoded_size(size)) return false;
  const std::byte* end = decode_base64(key, Base64::standard, bytes.data());
  return end == bytes.data() + size;
}

Problem problem(std::string_view code, std::string text, std::string place) {
  return {code, std::move(text), std::move(place)};
}

Result<void, Problem> use_tls(State& state) {
  const std::string certificate = state.options.certificate.string();
  const std::string key = state.options.key.string();
  if (certificate.empty() && key.empty()) return {};
  error_code error;
  state.tls.emplace(asio::ssl::context::tls_server);
  state.tls->set_options(asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1, error);
  state.tls->use_certificate_chain_file(certificate, error);
  if (error)
    return problem("certificate",
                   "cannot use the certificate `" + certificate + "`: " + error.message(),
                   certificate);
  state.tls->use_private_key_file(key, asio::ssl::context::pem, error);
  if (error) return problem("key", "cannot use the key `" + key + "`: " + error.message(), key);
  return {};
}

Result<void, Problem> listen(State& state) {
  const HubServerOptions& options = state.options;
  if (const Result<void, Problem> used = use_tls(state); !used) return used.problem();
  error_code error;
  std::error_code not_there;
  if (!options.files.empty() && !std::filesystem::is_directory(options.files, not_there))
    return problem(
        "files",
        "cannot serve the files of `" + options.files.string() + "`: there is no such folder",
        options.files.string());
  const auto address = asio::ip::make_address(options.address, error);
  if (error)
    return problem("address", "`" + options.address + "` is no address of a machine",
                   options.address);
  const tcp::endpoint endpoint(address, options.port);
  tcp::acceptor& acceptor = state.acceptor;
  if (acceptor.open(endpoint.protocol(), error) ||
      acceptor.set_option(asio::socket_base::reuse_address(true), error) ||
      acceptor.bind(endpoint, error) ||
      acceptor.listen(asio::socket_base::max_listen_connections, error)) {
    const std::string port = std::to_string(options.port);
    return problem("listen",
                   "cannot listen at " + options.address + " port " + port + ": " + error.message(),
                   options.address + ':' + port);
  }
  return {};
}

// A frame that is ready to be read comes within so many turns: Beast reads in pieces.
constexpr std::uint32_t quiet_turns = 4;

}  // namespace

// ---- Accepting ----

void State::accept() {
  acceptor.async_accept(
      Executor(loop.context().get_executor(), std::make_shared<Guard>(lifetime.weak())),
      lifetime.bind(
          [this](error_code error, Socket::Base socket) { accepted(error, std::move(socket)); }));
}

void State::accepted(error_code error, Socket::Base socket) {
  if (stopping) return;
  if (error) {  // out of file descriptors, for example
    timer.expires_after(pause_after_failure);
    timer.async_wait(lifetime.bind([this](error_code cancelled) {
      if (!cancelled && !stopping) accept();
    }));
    return;
  }
  if (peers.size() < options.connections) {
    ++stats.accepted;
    error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    const std::shared_ptr<Guard> guard = socket.get_executor().guard();
    guard->run(
        [&] { (tls ? serve_tls : serve_plain)(Socket(std::move(socket), options.patience)); });
  } else {
    refuse(refusals::too_many);
  }
  accept();
}

async::Task<> State::serve() {
  co_await ended.receive();
}

void State::stop_accepting() {
  stopping = true;
  error_code ignored;
  acceptor.close(ignored);
  timer.cancel();
}

void State::end_all() {
  stop_accepting();
  const std::set<Peer*> left = peers;
  for (Peer* peer : left) peer->hang_up();
  ended.close();
}

// ---- For connections ----

/// What had come when it began, and what has come since.
struct State::Gathering {
  std::uint64_t inputs;
  std::uint64_t received;
  std::uint64_t seen = inputs;
  std::uint32_t quiet = quiet_turns;  // that it still waits for

  /// Whether more of it would only be late.
  [[nodiscard]] bool enough(const State& state) const noexcept {
    return state.inputs - inputs >= state.options.inputs_before_output ||
           state.stats.received - received >= state.hub.options().frame_fill || state.hub.hurries();
  }
};

/// Waits for as long as there are frames from clients: what they lead to is sent together.
void State::flush_soon(Gathering gathering) {
  asio::post(loop.context(), lifetime.bind([this, gathering]() mutable {
    const bool came = std::exchange(gathering.seen, inputs) != inputs;
    gathering.quiet = came ? quiet_turns : gathering.quiet - 1;
    if (gathering.quiet > 0 && !gathering.enough(*this)) return flush_soon(gathering);
    hub.sends();
    const auto flushed = std::exchange(ready, {});
    // Who writes is ready after those who are told of it, and has to have its answer to go on.
    for (auto peer = flushed.rbegin(); peer != flushed.rend(); ++peer)
      (*peer)->guard().run([&] { (*peer)->flush(); });
  }));
}

void State::wants_flush(std::shared_ptr<Peer> peer) {
  if (ready.empty()) flush_soon({.inputs = inputs, .received = stats.received});
  ready.push_back(std::move(peer));
}

void State::refuse(const Refusal& refusal, std::string_view detail) noexcept {
  ++stats.refused[refusal.reason];
  const async::LogField fields[] = {{"reason", refusal.reason}, {"detail", detail}};
  log.say(async::LogLevel::warning, refusal.text, {fields, detail.empty() ? 1U : 2U});
}

void State::keeps(Peer& peer, std::uint64_t bytes) noexcept {
  stats.unfinished += bytes - std::exchange(peer.unfinished, bytes);
  if (stats.unfinished <= options.unfinished_bytes) return;
  refuse(refusals::unfinished);
  const auto most = std::max_element(peers.begin(), peers.end(), [](const Peer* a, const Peer* b) {
    return a->unfinished < b->unfinished;
  });
  (*most)->hang_up();
}

void Guard::end(const char* what) noexcept {
  if (server() == nullptr) return;
  server()->refuse(refusals::exception, what);
  if (peer_ != nullptr) peer_->hang_up();
}

Page refusal_page(const Refusal& refusal) {
  Page page = text_page(refusal.status, std::string(refusal.text) + '\n');
  if (&refusal == &refusals::websocket_version)
    page.headers.emplace_back("Sec-WebSocket-Version", "13");
  return page;
}

Page answer_page(const Request& request, State& state) {
  ++state.stats.requests;
  const std::string_view target = request.target;
  const std::size_t mark = std::min(target.find('?'), target.size());
  const PageRequest asked{request.method,
                          target.substr(0, mark),
                          target.substr(std::min(mark + 1, target.size())),
                          request.body,
                          request[Field::authorization],
                          request[Field::if_none_match],
                          request[Field::origin]};
  if (state.options.pages) {
    if (auto page = state.options.pages(asked)) return *page;
  }
  if (asked.method != "GET" && asked.method != "HEAD") {
    Page page = text_page(405, "Only GET and HEAD.\n");
    page.headers.emplace_back("Allow", "GET, HEAD");
    return page;
  }
  if (asked.path == "/healthz")
    return state.stopping ? text_page(503, "stopping\n") : text_page(200, "ok\n");
  if (asked.path == "/metrics") {
    std::string text = metrics_text(state.hub, state.stats);
    if (state.options.metrics) text += state.options.metrics();
    return {200, "text/plain; version=0.0.4; charset=utf-8", std::move(text)};
  }
  if (asked.path == "/version")
    return {200, "application/json",
            state.options.version ? state.options.version() : std::string("{}")};
  if (asked.path == "/tally") return text_page(426, "The hub: connect with a WebSocket.\n");
  return file_page(asked, state.options.files);
}

const Refusal* refuse_upgrade(const Request& request, bool alone, const State& state) {
  const std::string_view target = request.target;
  if (target.substr(0, target.find('?')) != "/tally") return &refusals::path;
  if (state.stopping) return &refusals::stopping;
  if (request[Field::websocket_version] != "13") return &refusals::websocket_version;
  if (!alone || !request.body.empty() || request.has(Field::transfer_encoding) ||
      !is_key(request[Field::websocket_key]))
    return &refusals::handshake;
  if (!may_connect(request[Field::origin], request[Field::host], state)) return &refusals::origin;
  if (!request.lists(Field::websocket_protocol, subprotocol)) return &refusals::subprotocol;
  return nullptr;
}

// ---- The server ----

Result<HubServer, Problem> HubServer::start(native::Loop& loop, sync::Hub& hub,
                                            HubServerOptions options) {
  auto state = std::make_unique<State>(loop, hub, std::move(options));
  if (const Result<void, Problem> listening = listen(*state); !listening)
    return listening.problem();
  state->accept();
  state->tasks.spawn(state->serve(), "hub server");
  return HubServer(std::move(state));
}

HubServer::HubServer(std::unique_ptr<State> state) noexcept : state_(std::move(state)) {}
HubServer::HubServer(HubServer&&) noexcept = default;
HubServer& HubServer::operator=(HubServer&&) noexcept = default;
HubServer::~HubServer() = default;

std::uint16_t HubServer::port() const noexcept {
  error_code ignored;
  return state_->acceptor.local_endpoint(ignored).port();
}

const ServerStats& HubServer::stats() const noexcept {
  return state_->stats;
}

void HubServer::shut_down() {
  State& state = *state_;
  if (state.stopping) return;
  state.stop_accepting();
  state.hub.shut_down();
  const std::set<Peer*> left = state.peers;
  for (Peer* peer : left) peer->guard().run([peer] { peer->leave(); });
  if (state.peers.empty()) return state.ended.close();
  state.timer.expires_after(state.options.patience);
  state.timer.async_wait(state.lifetime.bind([&state](error_code cancelled) {
    if (!cancelled) state.end_all();
  }));
}

void allow_many_connections() noexcept {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

struct Signals::State {
  State(native::Loop& loop, async::Function<void()> its_stop)
      : signals(loop.context(), SIGINT, SIGTERM), stop(std::move(its_stop)) {}

  asio::signal_set signals;
  async::Function<void()> stop;
  async::Lifetime<State> lifetime{*this};
};

Signals::Signals(std::unique_ptr<State> state) noexcept : state_(std::move(state)) {}
Signals::Signals(Signals&&) noexcept = default;
Signals& Signals::operator=(Signals&&) noexcept = default;
Signals::~Signals() = default;

Signals stop_on_signals(native::Loop& loop, async::Function<void()> stop) {
  auto made = std::make_unique<Signals::State>(loop, std::move(stop));
  Signals::State& state = *made;
  state.signals.async_wait(state.lifetime.bind([&state](error_code cancelled, int) {
    if (cancelled) return;
    error_code ignored;
    state.signals.clear(ignored);  // the next one does what it always does
    state.stop();
  }));
  return Signals(std::move(made));
}

}  // namespace tally::server
