// The page of tests/size as scripts/package leaves it, with a hub: what is built for size reads and writes by other code than
// what is built for speed.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test from "node:test";
import { WebSocket } from "ws";
import { folder } from "../cli/tally.mjs";
import { serve } from "../hub/hub.mjs";

const built = new URL("../../build/package/@small/contracts/", import.meta.url);
const contract = new URL("../size/contracts/sensors.contract.yaml", import.meta.url);
const { load } = await import(new URL("page.js", built));
const { Db, contracts } = await load(readFile(new URL("small_db.wasm", built)));
const { Temperature } = contracts;

const key = "sensors.roof.temperature";
const reading = (celsius) => ({ celsius, measuredAt: "2026-01-01T00:00:00Z", unit: "C" });

test("members come in any order, once, and are all there", () => {
  const celsius = `"celsius":1.5`;
  const rest = `"measuredAt":"2026-01-01T00:00:00Z","unit":"\\u0043"`;
  for (const text of [`{${celsius},${rest}}`, ` { ${rest} , ${celsius} } `]) {
    assert.equal(Temperature.stringify(Temperature.parse(text)), `{${celsius},"measuredAt":"2026-01-01T00:00:00Z","unit":"C"}`);
  }
  const codes = (text) => Temperature.safeParse(text).issues?.map(({ path, code }) => `${path} ${code}`);
  assert.deepEqual(codes(`{${celsius},${rest},${celsius}}`), ["/celsius duplicate"]);
  assert.deepEqual(codes(`{${rest}}`), ["/celsius required"]);
  assert.deepEqual(codes(`{${celsius},${rest},"place":[1]}`), ["/place unknown"]);
  assert.deepEqual(codes(`{"celsius":151,${rest}}`), ["/celsius maximum"]);
});

test("a number is the double that is closest, and is written with the fewest digits", () => {
  const doubles = [0.1, -0.3, 1 / 3, 22.25, 149.99999999999997, 5e-324, 2.2250738585072014e-308, 1e-30, 7.0064923216240854e-46];
  for (let seed = 1, i = 0; i < 20_000; ++i) {
    seed = (seed * 48271) % 2147483647;
    doubles.push((seed / 2147483647) * 10 ** ((seed % 300) - 299));
  }
  for (const celsius of doubles) {
    const text = Temperature.stringify(reading(celsius));
    assert.equal(text, `{"celsius":${celsius},"measuredAt":"2026-01-01T00:00:00Z","unit":"C"}`);
    assert.equal(Temperature.parse(text).celsius, celsius);
    assert.equal(Temperature.parse(text.replace(`${celsius}`, celsius.toPrecision(21))).celsius, celsius);
  }
});

test("records are in step with those of a hub", async (t) => {
  const cwd = folder(t, { "schemas/sensors.contract.yaml": await readFile(contract, "utf8") });
  const server = await serve(cwd, []);
  t.after(() => server.stop("SIGKILL"));
  const url = `${server.url.replace("http", "ws")}/tally`;
  const open = () => {
    const db = new Db();
    t.after(() => db.free());
    return { db, bridge: db.connect({ url, WebSocket, storage: "memory" }) };
  };
  const [writer, reader] = [open(), open()];
  const heard = new Promise((resolve) => reader.db.subscribe(key, resolve));
  reader.bridge.subscribe("sensors.#");
  const written = writer.bridge.write(key, reading(21.5));
  assert.deepEqual(await heard, reading(21.5));
  assert.equal((await written.settled).state, "acked");
  const invalid = writer.bridge.write(key, reading(151));
  assert.deepEqual(invalid.issues.map(({ path, code }) => [path, code]), [["/celsius", "maximum"]]);
});
