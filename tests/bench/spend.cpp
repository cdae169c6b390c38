// spend PROGRAM [ARGUMENT...]: runs a program, whose output goes nowhere, and prints what it took
// as JSON: nanoseconds by the clock and on all processors together, and the most memory that it had
// at a time.
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>

namespace {

long long nanoseconds(const timeval& time) {
  return time.tv_sec * 1'000'000'000LL + time.tv_usec * 1'000LL;
}

[[noreturn]] void become(char** command) {
  const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  dup2(nowhere, STDOUT_FILENO);
  execvp(command[0], command);
  _exit(127);
}

}  // namespace

int main(int, char** arguments) {
  const auto start = std::chrono::steady_clock::now();
  const pid_t child = fork();
  if (child == 0) become(arguments + 1);
  int status = 0;
  rusage usage{};
  if (child < 0 || wait4(child, &status, 0, &usage) != child || status != 0) return 1;
  const std::chrono::nanoseconds wall = std::chrono::steady_clock::now() - start;
  std::printf("{\"wall\":%lld,\"cpu\":%lld,\"peak\":%lld}\n", static_cast<long long>(wall.count()),
              nanoseconds(usage.ru_utime) + nanoseconds(usage.ru_stime), usage.ru_maxrss * 1024LL);
  return 0;
}
