// Times contestants side by side: the counterpart of native/measure.h.

export const thorough = { rounds: 41, batch: 4e6, warmUp: 300e6 };
export const quick = { rounds: 9, batch: 1e6, warmUp: 50e6 };

const now = () => performance.now() * 1e6;

// Each contestant has a loop of its own, so that what the engine learns of one does not slow down another.
function makeLoop(work) {
  const loop = new Function(
    "work",
    "repetitions",
    "let succeeded = 0; for (let i = 0; i < repetitions; ++i) if (work()) ++succeeded; return succeeded;",
  );
  return (repetitions) => loop(work, repetitions);
}

async function time({ name, run }, repetitions) {
  const start = now();
  const succeeded = await run(repetitions);
  const elapsed = now() - start;
  if (succeeded !== repetitions) throw new Error(`${name} failed at its work`);
  return elapsed;
}

/** Runs until everything is compiled; returns how many repetitions fill a batch. */
async function warmUp(contestant, effort) {
  let repetitions = 1;
  let total = 0;
  for (;;) {
    const elapsed = await time(contestant, repetitions);
    total += elapsed;
    if (total >= effort.warmUp && elapsed >= effort.batch) return repetitions;
    if (elapsed < effort.batch) repetitions *= 2;
  }
}

/**
 * Lets the contestants run in turn, a batch each, so many rounds. A contestant has a name and one of two functions:
 * `work` does a piece of work and tells whether it succeeded; `run(repetitions)` does so many, and gives how often it
 * succeeded, or a promise of that. Returns nanoseconds for one piece of work, in the order of the contestants: the
 * median of all rounds, and the minimum.
 */
export async function race(contestants, effort) {
  const entrants = contestants.map(({ name, work, run = makeLoop(work) }) => ({ name, run, times: [] }));
  for (const each of entrants) each.repetitions = await warmUp(each, effort);
  for (let round = 0; round < effort.rounds; ++round) {
    for (const each of entrants) each.times.push((await time(each, each.repetitions)) / each.repetitions);
  }
  return entrants.map(({ name, times }) => {
    times.sort((a, b) => a - b);
    return { contestant: name, median: times[times.length >> 1], minimum: times[0] };
  });
}
