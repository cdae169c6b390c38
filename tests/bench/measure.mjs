// Times contestants side by side: the counterpart of native/measure.h.

export const thorough = { rounds: 41, batch: 4e6, warmUp: 300e6 };
export const quick = { rounds: 9, batch: 1e6, warmUp: 50e6 };

const now = () => Number(process.hrtime.bigint());

// Each contestant has a loop of its own, so that what the engine learns of one does not slow down another.
const makeLoop = () =>
  new Function(
    "work",
    "repetitions",
    "let succeeded = 0; for (let i = 0; i < repetitions; ++i) if (work()) ++succeeded; return succeeded;",
  );

function time({ name, work, loop }, repetitions) {
  const start = now();
  const succeeded = loop(work, repetitions);
  const elapsed = now() - start;
  if (succeeded !== repetitions) throw new Error(`${name} failed at its work`);
  return elapsed;
}

/** Runs until everything is compiled; returns how many repetitions fill a batch. */
function warmUp(contestant, effort) {
  let repetitions = 1;
  let total = 0;
  for (;;) {
    const elapsed = time(contestant, repetitions);
    total += elapsed;
    if (total >= effort.warmUp && elapsed >= effort.batch) return repetitions;
    if (elapsed < effort.batch) repetitions *= 2;
  }
}

/**
 * Lets the contestants run in turn, a batch each, so many rounds. `work` tells whether it succeeded, and must. Returns
 * nanoseconds for one piece of work, in the order of the contestants: the median of all rounds, and the minimum.
 */
export function race(contestants, effort) {
  const entrants = contestants.map((contestant) => ({ ...contestant, loop: makeLoop(), times: [] }));
  for (const each of entrants) each.repetitions = warmUp(each, effort);
  for (let round = 0; round < effort.rounds; ++round) {
    for (const each of entrants) each.times.push(time(each, each.repetitions) / each.repetitions);
  }
  return entrants.map(({ name, times }) => {
    times.sort((a, b) => a - b);
    return { contestant: name, median: times[times.length >> 1], minimum: times[0] };
  });
}
