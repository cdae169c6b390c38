#include "package/processes.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <system_error>

namespace tally::compiler::package {
namespace {

namespace fs = std::filesystem;

/// What a program inherits: its output goes to a file.
class Start {
 public:
  explicit Start(const Process& process) {
    posix_spawn_file_actions_init(&actions_);
    posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions_, STDOUT_FILENO, process.output.c_str(),
                                     O_WRONLY | O_CREAT | O_TRUNC, 0666);
    posix_spawn_file_actions_adddup2(&actions_, STDOUT_FILENO, STDERR_FILENO);
    if (!process.folder.empty())
      posix_spawn_file_actions_addchdir_np(&actions_, process.folder.c_str());
  }
  Start(const Start&) = delete;
  Start& operator=(const Start&) = delete;
  ~Start() { posix_spawn_file_actions_destroy(&actions_); }

  [[nodiscard]] const posix_spawn_file_actions_t* actions() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

/// Its number, or minus the error.
pid_t start(const Process& process) {
  std::vector<char*> arguments;
  arguments.reserve(process.command.size() + 1);
  for (const std::string& word : process.command)
    arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const Start how(process);
  pid_t number = 0;
  const int error =
      posix_spawnp(&number, arguments.front(), how.actions(), nullptr, arguments.data(), environ);
  return error == 0 ? number : -error;
}

std::string text_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string last_words(const Process& process, int status) {
  std::string said = text_of(process.output);
  if (WIFSIGNALED(status))
    said += process.command.front() + " was ended by signal " + std::to_string(WTERMSIG(status));
  return said;
}

}  // namespace

bool run(const std::vector<Process>& processes, std::uint32_t at_once,
         const std::function<void(const Ended&)>& ended) {
  std::map<pid_t, const Process*> running;
  bool all_well = true;
  auto next = processes.begin();
  while (!running.empty() || (all_well && next != processes.end())) {
    if (all_well && next != processes.end() && running.size() < at_once) {
      const Process& process = *next++;
      const pid_t number = start(process);
      if (number > 0) {
        running.emplace(number, &process);
      } else {
        all_well = false;
        ended({process, false, process.command.front() + ": " + std::strerror(-number)});
      }
      continue;
    }
    int status = 0;
    const pid_t number = waitpid(-1, &status, 0);
    if (number < 0 && errno == EINTR) continue;
    const auto found = running.find(number);
    if (found == running.end()) continue;
    const bool succeeded = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    all_well = all_well && succeeded;
    const Process& process = *found->second;
    running.erase(found);
    ended({process, succeeded, succeeded ? std::string() : last_words(process, status)});
  }
  return all_well;
}

std::string find_program(std::string_view name) {
  const char* variable = std::getenv("PATH");
  std::string_view folders = variable == nullptr ? std::string_view() : variable;
  while (!folders.empty()) {
    const std::size_t end = std::min(folders.find(':'), folders.size());
    const fs::path path = fs::path(folders.substr(0, end)) / name;
    std::error_code error;
    if (fs::is_regular_file(path, error) && access(path.c_str(), X_OK) == 0) return path.string();
    folders.remove_prefix(std::min(end + 1, folders.size()));
  }
  return {};
}

}  // namespace tally::compiler::package
