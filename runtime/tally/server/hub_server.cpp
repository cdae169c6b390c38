#include "tally/server/hub_server.h"

#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <utility>

#include "tally/engine/base64.h"
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

void accept(const std::shared_ptr<State>& state);

void accepted(const std::shared_ptr<State>& state, error_code error, Socket::Base socket) {
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
    const std::shared_ptr<Guard> guard = socket.get_executor().guard();
    guard->run([&] {
      (state->tls ? serve_tls : serve_plain)(Socket(std::move(socket), state->options.patience),
                                             state);
    });
  } else {
    state->refuse(refusals::too_many);
  }
  accept(state);
}

void accept(const std::shared_ptr<State>& state) {
  state->acceptor.async_accept(
      Executor(state->loop.context().get_executor(), std::make_shared<Guard>(state)),
      [state](error_code error, Socket::Base socket) {
        accepted(state, error, std::move(socket));
      });
}

/// What keeps the loop running.
async::Task<> serve(std::shared_ptr<State> state) {
  co_await state->ended.receive();
}

/// One sentence when it does not work, else nothing.
std::string listen(State& state) {
  const HubServerOptions& options = state.options;
  error_code error;
  std::error_code not_there;
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
  if (!options.files.empty() && !std::filesystem::is_directory(options.files, not_there))
    return "cannot serve the files of `" + options.files.string() + "`: there is no such folder";
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
    for (auto peer = ready.rbegin(); peer != ready.rend(); ++peer)
      (*peer)->guard().run([&] { (*peer)->flush(); });
  });
}

}  // namespace

void State::wants_flush(std::shared_ptr<Peer> peer) {
  if (ready.empty()) flush_soon(shared_from_this(), {inputs, stats.received});
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
  state_->refuse(refusals::exception, what);
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
                          request[Field::if_none_match]};
  if (state.options.pages) {
    if (auto page = call_program([&] { return state.options.pages(asked); })) return *page;
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
    if (state.options.metrics) text += call_program(state.options.metrics);
    return {200, "text/plain; version=0.0.4; charset=utf-8", std::move(text)};
  }
  if (asked.path == "/version")
    return {200, "application/json",
            state.options.version ? call_program(state.options.version) : std::string("{}")};
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
  for (Peer* peer : left) peer->guard().run([peer] { peer->leave(); });
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
