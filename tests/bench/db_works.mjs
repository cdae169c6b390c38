// What a page pays for a value: from `set` to callback, from `write` to the hub's answer, and from a frame of the hub to
// callback. Runs in Node and in a page.
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

/** What there is of a hub that answers at once, in the same program: it judges nothing. */
class NearSocket {
  static newest; // the one that was opened last
  readyState = 0;
  bufferedAmount = 0;

  constructor() {
    NearSocket.newest = this;
    queueMicrotask(() => {
      this.readyState = 1;
      this.onopen();
    });
  }
  say(frame) {
    queueMicrotask(() => this.onmessage({ data: frame }));
  }
  send(frame) {
    if (frame.includes('"type":"hello"')) {
      const limits = { frame_bytes: 65536, subscriptions: 10, writes: 1000, ping_ms: 60000 };
      this.say(JSON.stringify([{ type: "welcome", session: "1", epoch: "e", last_write: 0, limits }]));
    }
    for (const [, id] of frame.matchAll(/"type":"write","id":(\d+)/g)) {
      this.say(`[{"type":"ack","id":${id},"seq":${id},"kept":"memory"}]`);
    }
  }
  close() {}
}

/** The same for what comes and goes through a bridge; the hub's part in it is as small as it can be. */
export async function measureBridge({ Db, contracts }, effort) {
  const results = {};
  for (const [type, values] of Object.entries(inputs)) {
    const db = new Db();
    const keys = ["synced", "hybrid", "heard"];
    for (const key of keys) db.configure(key, contracts[type], { buffer: "ring", capacity: 600 });
    const bridge = db.connect({ url: "ws://hub", WebSocket: NearSocket, storage: "memory", share: false });
    await new Promise((resolve) => bridge.onStatus((status) => status === "connected" && resolve()));
    const socket = NearSocket.newest;
    const writer = (mode) => {
      let at = 0;
      const write = async () => (await bridge.write(mode, values[at++ & 63], { mode }).settled).state === "acked";
      return {
        name: `\`write\`, ${mode}, to ack`,
        async run(repetitions) {
          let succeeded = 0;
          for (let i = 0; i < repetitions; ++i) succeeded += await write();
          return succeeded;
        },
      };
    };
    let sequence = 0;
    const payloads = values.map((value) => contracts[type].stringify(value));
    const hear = (payload) =>
      socket.onmessage({ data: `[{"type":"data","key":"heard","seq":${++sequence},"payload":${payload},"ts":0}]` });
    const heard = contestant("a frame with one value, to callback", payloads, (come) => db.subscribe("heard", come), hear);
    results[type] = await race([writer("synced"), writer("hybrid"), heard], effort);
    await bridge.close();
    db.free();
  }
  return results;
}
