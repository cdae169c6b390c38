// From `set` to callback: what a page pays for a value of its own. Runs in Node and in a page.
import { race } from "./measure.mjs";

const numbers = Array.from({ length: 64 }, (_, i) => i / 2);
const inputs = {
  Temperature: numbers.map((celsius) => ({ celsius, timestamp: 1732178400000, sensor_id: "vienna-01" })),
  Pump: numbers.map((level) => ({ id: "pump-1", at: 0, level, state: "on", revolutions: 1000, hours: "1.5" })),
};

/** Gives values in turn to `set`, and counts how often the callback that `subscribe` is given gets one. */
function contestant(name, values, subscribe, set) {
  let came = 0;
  let at = 0;
  subscribe((value) => void (came += typeof value === "object" ? 1 : 0));
  return {
    name,
    run(repetitions) {
      const before = came;
      for (let i = 0; i < repetitions; ++i) set(values[at++ & 63]);
      return came - before;
    },
  };
}

/** `Db` and `contracts` are those of @fixtures/contracts, `ReplaySubject` that of RxJS. What `race` gives, by record. */
export async function measureSet({ Db, contracts }, { ReplaySubject }, effort) {
  const results = {};
  for (const [type, values] of Object.entries(inputs)) {
    const db = new Db();
    for (const key of ["object", "text"]) db.configure(key, contracts[type], { buffer: "ring", capacity: 600 });
    const subject = new ReplaySubject(600);
    const contestants = [
      contestant("Tally, `set`", values, (come) => db.subscribe("object", come), (value) => db.set("object", value)),
      contestant("Tally, `setJson`", values.map((value) => JSON.stringify(value)), (come) => db.subscribe("text", come),
        (text) => db.setJson("text", text)),
      contestant("RxJS ReplaySubject", values, (come) => subject.subscribe(come), (value) => subject.next(value)),
    ];
    results[type] = await race(contestants, effort);
    db.free();
  }
  return results;
}
