# For the scripts beside it; sourced from the root of the checkout.

# build PRESET [TARGET...]: everything, or these targets.
build() {
  local preset=$1
  shift
  cmake --preset "$preset" && cmake --build --preset "$preset" ${1:+--target "$@"}
}

# Runs a command whose output is only of interest when it fails.
quietly() {
  local log status=0
  log=$(mktemp)
  "$@" >"$log" 2>&1 || status=$?
  ((status == 0)) || cat "$log" >&2
  rm "$log"
  return "$status"
}
