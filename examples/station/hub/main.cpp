// The hub of the station: levels of its tanks, which follow the setpoints that pages and services
// write. usage: station PORT FILES    serves also the files of a page
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <utility>
#include <vector>

#include "tally/db/flow.h"
#include "tally/server/serve.h"
#include "tank.h"

using namespace tally;

namespace {

int fail(const Problem& problem) {
  std::fprintf(stderr, "%s\n", problem.text.c_str());
  return 1;
}

Timestamp now() {
  const auto time = std::chrono::system_clock::now().time_since_epoch();
  const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(time);
  return {std::chrono::nanoseconds(milliseconds).count()};
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) return fail({.text = "usage: station PORT FILES"});
  native::Loop loop;
  server::ServeOptions options;
  options.server.port = static_cast<std::uint16_t>(std::atoi(arguments[1]));
  options.server.files = arguments[2];
  const auto hub = server::serve(loop, station::keys, std::move(options));
  if (!hub) return fail(hub.problem());

  std::array<Tank, 2> tanks;
  std::vector<db::Flow> flows;  // as long as they are held
  for (std::size_t i = 0; i < tanks.size(); ++i) {
    const char* name = i == 0 ? "north" : "south";
    const auto level = (*hub)->record<station::Level>(station::tanks_level_key(name));
    const auto setpoint = (*hub)->record<station::Setpoint>(station::tanks_setpoint_key(name));
    if (!level) return fail(level.problem());
    if (!setpoint) return fail(setpoint.problem());
    // What comes from others has been judged, so there is nothing to check here.
    flows.push_back(
        db::tap(*setpoint, [&tank = tanks[i]](const auto& value) { tank.aim_at(value.owned()); }));
    (*hub)->spawn(db::source(*level, std::chrono::milliseconds(500),
                             [&tank = tanks[i]] { return tank.step(now()); }));
  }
  std::printf("http://127.0.0.1:%d\n", (*hub)->port());
  std::fflush(stdout);
  loop.run();
}
