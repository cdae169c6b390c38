#include "tally/server/hub_server.h"

#include <sys/resource.h>

#include <algorithm>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <utility>

#include "tally/server/state.h"

namespace tally::server {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using State = HubServer::State;

constexpr std::chrono::milliseconds pause_after_failure{100};

Page text_page(std::uint32_t status, std::string text) {
  return {status, "text/plain; charset=utf-8", std::move(text), {}};
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

bool may_connect(const Upgrade& upgrade, const State& state) {
  if (upgrade.origin.empty()) return true;
  const auto& allowed = state.options.origins;
  if (std::find(allowed.begin(), allowed.end(), upgrade.origin) != allowed.end()) return true;
  const std::string own = (state.tls ? "https://" : "http://") + std::string(upgrade.host);
  return upgrade.origin == own && is_certain(upgrade.host);
}

void accept(const std::shared_ptr<State>& state);

void accepted(const std::shared_ptr<State>& state, error_code error, tcp::socket socket) {
  if (state->stopping) return;
  if (error) {  // out of file descriptors, for example
    state->timer.expires_after(pause_after_failure);
    state->timer.async_wait([state](error_code cancelled) {
      if (!cancelled && !state->stopping) accept(state);
    });
    return;
  }
  if (state->peers.size() < state->options.connections) {
    ++state->stats.accepted;
    error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    (state->tls ? serve_tls : serve_plain)(std::move(socket), state);
  } else {
    ++state->stats.refused["too_many"];
  }
  accept(state);
}

void accept(const std::shared_ptr<State>& state) {
  state->acceptor.async_accept(
      [state](error_code error, tcp::socket socket) { accepted(state, error, std::move(socket)); });
}

/// What keeps the loop running.
async::Task<> serve(std::shared_ptr<State> state) {
  co_await state->ended.receive();
}

/// One sentence when it does not work, else nothing.
std::string listen(State& state) {
  const HubServerOptions& options = state.options;
  error_code error;
  if (!options.certificate.empty() || !options.key.empty()) {
    state.tls.emplace(asio::ssl::context::tls_server);
    state.tls->set_options(asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1, error);
    state.tls->use_certificate_chain_file(options.certificate.string(), error);
    if (error)
      return "cannot use the certificate `" + options.certificate.string() +
             "`: " + error.message();
    state.tls->use_private_key_file(options.key.string(), asio::ssl::context::pem, error);
    if (error) return "cannot use the key `" + options.key.string() + "`: " + error.message();
  }
  const auto address = asio::ip::make_address(options.address, error);
  if (error) return "`" + options.address + "` is no address of a machine";
  const tcp::endpoint endpoint(address, options.port);
  const auto problem = [&] {
    return "cannot listen at " + options.address + " port " + std::to_string(options.port) + ": " +
           error.message();
  };
  if (state.acceptor.open(endpoint.protocol(), error)) return problem();
  if (state.acceptor.set_option(asio::socket_base::reuse_address(true), error)) return problem();
  if (state.acceptor.bind(endpoint, error)) return problem();
  if (state.acceptor.listen(asio::socket_base::max_listen_connections, error)) return problem();
  return {};
}

void stop_accepting(State& state) {
  state.stopping = true;
  error_code ignored;
  state.acceptor.close(ignored);
  state.timer.cancel();
}

void hang_up_all(State& state) {
  const std::set<Peer*> left = state.peers;
  for (Peer* peer : left) peer->hang_up();
  state.ended.close();
}

}  // namespace

// ---- For connections ----

namespace {

// A frame that is ready to be read comes within so many turns: Beast reads in pieces.
constexpr std::uint32_t quiet_turns = 4;

/// What had come when it began, and what has come since.
struct Gathering {
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
void flush_soon(const std::shared_ptr<State>& state, Gathering gathering) {
  asio::post(state->loop.context(), [state, gathering]() mutable {
    const bool came = std::exchange(gathering.seen, state->inputs) != state->inputs;
    gathering.quiet = came ? quiet_turns : gathering.quiet - 1;
    if (gathering.quiet > 0 && !gathering.enough(*state)) return flush_soon(state, gathering);
    state->hub.sends();
    const auto ready = std::exchange(state->ready, {});
    // Who writes is ready after those who are told of it, and has to have its answer to go on.
    for (auto peer = ready.rbegin(); peer != ready.rend(); ++peer) (*peer)->flush();
  });
}

}  // namespace

void State::wants_flush(std::shared_ptr<Peer> peer) {
  if (ready.empty()) flush_soon(shared_from_this(), {inputs, stats.received});
  ready.push_back(std::move(peer));
}

Page answer_page(const PageRequest& request, State& state) {
  ++state.stats.requests;
  if (state.options.pages) {
    if (auto page = state.options.pages(request)) return std::move(*page);
  }
  if (request.method != "GET" && request.method != "HEAD") {
    Page page = text_page(405, "Only GET and HEAD.\n");
    page.headers.emplace_back("Allow", "GET, HEAD");
    return page;
  }
  if (request.path == "/healthz")
    return state.stopping ? text_page(503, "stopping\n") : text_page(200, "ok\n");
  if (request.path == "/metrics") {
    std::string text = metrics_text(state.hub, state.stats);
    if (state.options.metrics) text += state.options.metrics();
    return {200, "text/plain; version=0.0.4; charset=utf-8", std::move(text), {}};
  }
  if (request.path == "/version")
    return {200,
            "application/json",
            state.options.version ? state.options.version() : std::string("{}"),
            {}};
  if (request.path == "/tally") return text_page(426, "The hub: connect with a WebSocket.\n");
  return file_page(request, state.options.files);
}

std::optional<Page> refuse_upgrade(const Upgrade& upgrade, State& state) {
  const auto refuse = [&](std::uint32_t status, std::string_view reason, std::string text) {
    ++state.stats.refused[reason];
    return text_page(status, std::move(text));
  };
  if (upgrade.path != "/tally") return refuse(404, "path", "The hub is at /tally.\n");
  if (state.stopping) return refuse(503, "stopping", "The hub shuts down.\n");
  if (!upgrade.sound) return refuse(400, "handshake", "This is no handshake (RFC 6455, 4.1).\n");
  if (!may_connect(upgrade, state))
    return refuse(403, "origin", "Pages of this origin may not connect.\n");
  if (!upgrade.offers_subprotocol)
    return refuse(400, "subprotocol", "The subprotocol is tally.1.json.\n");
  return std::nullopt;
}

// ---- The server ----

Started::Started(std::unique_ptr<HubServer> server) noexcept : server_(std::move(server)) {}
Started::Started(std::string problem) : problem_(std::move(problem)) {}
Started::Started(Started&&) noexcept = default;
Started& Started::operator=(Started&&) noexcept = default;
Started::~Started() = default;

Started HubServer::start(native::Loop& loop, sync::Hub& hub, HubServerOptions options) {
  auto state = std::make_shared<State>(loop, hub, std::move(options));
  std::string problem = listen(*state);
  if (!problem.empty()) return Started(std::move(problem));
  accept(state);
  loop.spawn(serve(state), "hub server");
  return Started(std::unique_ptr<HubServer>(new HubServer(std::move(state))));
}

HubServer::~HubServer() {
  stop_accepting(*state_);
  hang_up_all(*state_);
}

std::uint16_t HubServer::port() const noexcept {
  error_code ignored;
  return state_->acceptor.local_endpoint(ignored).port();
}

const ServerStats& HubServer::stats() const noexcept {
  return state_->stats;
}

void HubServer::shut_down() {
  if (state_->stopping) return;
  stop_accepting(*state_);
  state_->hub.shut_down();
  const std::set<Peer*> left = state_->peers;
  for (Peer* peer : left) peer->leave();
  if (state_->peers.empty()) return state_->ended.close();
  state_->timer.expires_after(state_->options.patience);
  state_->timer.async_wait([state = state_](error_code cancelled) {
    if (!cancelled) hang_up_all(*state);
  });
}

void allow_many_connections() noexcept {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

void stop_on_signals(native::Loop& loop, std::function<void()> stop) {
  auto signals = std::make_shared<asio::signal_set>(loop.context(), SIGINT, SIGTERM);
  signals->async_wait([signals, stop = std::move(stop)](error_code cancelled, int) {
    if (cancelled) return;
    error_code ignored;
    signals->clear(ignored);  // the next one does what it always does
    stop();
  });
}

}  // namespace tally::server
