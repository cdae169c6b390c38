// Values of 110 bytes from one client through a server to many subscribers: `tally serve`, which judges each value,
// numbers and keeps it, beside servers that only pass them on; and how late they come when one subscriber reads nothing.
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import * as servers from "./servers.mjs";
import { duration, round, table } from "./tables.mjs";

const underWay = 200; // values of the publisher without an answer
const efforts = {
  thorough: { audiences: [200, 2000], most: 1.5, rounds: 5, live: 100, seconds: 3, pairs: 7 },
  quick: { audiences: [200], most: 0.5, rounds: 2, live: 50, seconds: 1, pairs: 3 },
};
const perSecond = 200; // values, where it is about when they come
const allowed = 9000; // values in a second: Tally takes 10,000 of a client
// Of Beast with one frame for each value, on two cores: what a server does that gathers nothing.
const beast = 33_800;

const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];

/** Starts a server with its publisher. */
async function open(contestant, build, ring) {
  const { child, port } = await contestant.start(build, { ring });
  const publisher = await servers.openPublisher(contestant, port);
  return { contestant, child, port, publisher };
}

async function close({ child, publisher }, ...audiences) {
  publisher.close();
  for (const audience of audiences) await audience.close();
  child.kill();
  await once(child, "exit");
}

/** 110 bytes; the last one of a round says so. */
function send(publisher, n, last) {
  const value = { at: Number(process.hrtime.bigint()), n, last, by: "" };
  publisher.send("values", { ...value, by: "x".repeat(110 - JSON.stringify(value).length) });
}

/** As many values as are allowed, or as go in so many seconds; gives their number. */
async function publish(publisher, seconds) {
  const end = performance.now() + seconds * 1000;
  for (let n = 1; ; ++n) {
    const last = n === allowed || performance.now() >= end;
    send(publisher, n, last);
    if (last) return n;
    await publisher.acked(underWay);
  }
}

/** Deliveries a second, what one took of the server's processor, and memory for each subscriber. */
async function measureFanOut(contestant, build, count, { most, rounds }) {
  const server = await open(contestant, build, 100_000);
  const before = servers.memory(server.child);
  const audience = await servers.openAudience(build, contestant, server.port, count);
  const each = (servers.memory(server.child) - before) / count;
  const rates = [];
  const total = { deliveries: 0, bytes: 0, processor: 0, elapsed: 0 };
  for (let i = 0; i < rounds; ++i) {
    await audience.ask("round");
    const processor = servers.processorTime(server.child);
    const begin = process.hrtime.bigint();
    const deliveries = count * (await publish(server.publisher, most));
    const { bytes } = await audience.report();
    const elapsed = Number(process.hrtime.bigint() - begin);
    rates.push((deliveries * 1e9) / elapsed);
    total.deliveries += deliveries;
    total.bytes += bytes;
    total.processor += servers.processorTime(server.child) - processor;
    total.elapsed += elapsed;
    await sleep(1000);
  }
  await close(server, audience);
  return {
    rate: median(rates),
    processor: total.processor / total.deliveries,
    busy: total.processor / total.elapsed,
    size: total.bytes / total.deliveries,
    each,
  };
}

/** A server with one more subscriber, which is filled up with more than its socket holds if it reads nothing. */
async function openLive(contestant, build, command, { live }) {
  const server = await open(contestant, build, 1000);
  const odd = await servers.openAudience(build, contestant, server.port, 0);
  await odd.ask(command);
  for (let i = 0; i < 4; ++i) {
    await publish(server.publisher, 10);
    await sleep(1000);
  }
  const audience = await servers.openAudience(build, contestant, server.port, live);
  return { server, odd, audience };
}

async function ages({ server, audience }, seconds) {
  await audience.ask("ages");
  const begin = performance.now();
  const count = Math.ceil(seconds * perSecond);
  for (let n = 1; n <= count; ++n) {
    await sleep(Math.max(0, begin + (n * 1000) / perSecond - performance.now()));
    send(server.publisher, n, n === count);
  }
  return audience.report();
}

/** How old values are when they come, in milliseconds, without and with a subscriber that reads nothing. */
async function measureStalled(contestant, build, effort) {
  const pair = [await openLive(contestant, build, "more", effort), await openLive(contestant, build, "stall", effort)];
  const results = [[], []];
  for (const each of pair) await ages(each, 0.5);
  for (let i = 0; i < effort.pairs; ++i) {
    // Who is first takes turns, too.
    for (const which of i % 2 === 0 ? [0, 1] : [1, 0]) results[which].push(await ages(pair[which], effort.seconds));
  }
  for (const { server, odd, audience } of pair) await close(server, odd, audience);
  return results.map((rounds) => ({
    p50: median(rounds.map(({ p50 }) => p50)),
    p99: median(rounds.map(({ p99 }) => p99)),
    p999: median(rounds.map(({ p999 }) => p999)),
  }));
}

const reached = (is) => (is ? "yes" : "no");
const times = (own, other) => `${round(own / other, 2)} times`;
const percent = (part) => `${round(part * 100, 0)} %`;

/** Measures what lies in `build`; gives the versions and the part of the report. */
export async function measureHub(build, _measureBy, options) {
  const effort = efforts[options.includes("--quick") ? "quick" : "thorough"];
  const goals = [];

  const contestants = [servers.tally, servers.ws, servers.nats, servers.natsOnOne];
  const fanOut = [];
  for (const count of effort.audiences) {
    console.error(`bench: hub, ${count} subscribers`);
    const results = [];
    for (const contestant of contestants) results.push(await measureFanOut(contestant, build, count, effort));
    const [own, ...others] = results;
    results.forEach(({ rate, processor, busy, size, each }, i) => {
      fanOut.push([
        i === 0 ? round(count, 0) : "",
        contestants[i].name,
        round(rate, 0),
        i === 0 ? "" : times(own.rate, rate),
        duration(processor),
        percent(busy),
        `${round(size, 0)} B`,
        `${round(each / 1024, 1)} KiB`,
      ]);
    });
    const row = (what, wanted, measured, is) => [`${round(count, 0)} subscribers, ${what}`, wanted, measured, reached(is)];
    goals.push(
      row("deliveries a second", round(10 * beast, 0), round(own.rate, 0), own.rate >= 10 * beast),
      ...others.map(({ rate }, i) =>
        row(`ahead of ${contestants[i + 1].name}`, "more than 1 times", times(own.rate, rate), own.rate > rate),
      ),
      row("memory of each", "at most 12 KiB", `${round(own.each / 1024, 1)} KiB`, own.each <= 12 * 1024),
    );
  }

  const late = [];
  for (const contestant of [servers.tally, servers.ws, servers.nats]) {
    console.error(`bench: hub, one of ${effort.live} reads nothing, ${contestant.name}`);
    const results = await measureStalled(contestant, build, effort);
    const [without, with_] = results;
    results.forEach((result, i) => {
      late.push([
        i === 0 ? contestant.name : "",
        i === 0 ? "reads" : "reads nothing",
        ...["p50", "p99", "p999"].map((part) => `${round(result[part], 2)} ms`),
        i === 0 ? "" : percent(with_.p99 / without.p99 - 1),
      ]);
    });
    if (contestant !== servers.tally) continue;
    goals.push([
      "p99 of the others when one reads nothing",
      "at most 10 % more",
      percent(with_.p99 / without.p99 - 1),
      reached(with_.p99 <= 1.1 * without.p99),
    ]);
  }

  const text = `## The hub

### targets

${table(["target", "wanted", ">measured", "reached"], goals)}

### values of 110 B to all subscribers

One client writes, with ${underWay} values under way, in rounds of ${effort.most} s or ${round(allowed, 0)} values. The server shares two cores with it and with the process of the subscribers,
which reads what comes and looks for the last value of a round only. "processor" is what a delivery takes of the server's
process, the work of the kernel for it included; "busy" is how much of one core the server had.

${table([">subscribers", "server", ">deliveries/s", ">Tally is faster", ">processor", ">busy", ">sent", ">memory of a subscriber"], fanOut)}

What is not equal:
- Tally judges each value, numbers it, keeps the last 100,000, and tells each subscriber its number and time. It has one thread.
- ws is a server of ours on npm \`ws\`, one thread: it parses the message and sends it to everybody in a frame of its own, which
  is what programs on it do. What it has of memory is up to its garbage collector.
- nats-server judges and keeps nothing (no JetStream): it passes on bytes, and puts what waits for a client into one frame, as
  Tally does. It speaks its own protocol over its WebSocket listener, without compression; its writer asks for \`+OK\`, which says
  that the server has taken it. It uses both cores; the last line has it on one, as the others are.

### values of 110 B while one subscriber reads nothing

${perSecond} values a second to ${effort.live} subscribers that read and to one more, which reads as well or nothing at all; it has been sent
more than its socket holds by then, and goes on saying that it is there. The time is from the writer's call to the subscriber's
read, of all values and subscribers of a round; here are the medians of ${effort.pairs} rounds.

${table(["server", "one more", ">p50", ">p99", ">p99.9", ">p99 is higher by"], late)}

What is not equal:
- ws keeps all that the stalled one does not read, in memory without bounds. nats-server cuts it off after ten seconds, as is its
  default. Tally keeps nothing for it but its position, and will tell it of the gap.
`;
  return { versions: servers.versions(), text };
}
