// `tally serve` over the signals of tests/contracts, whose pumps clients may write here, and over some keys more.
import { readFile } from "node:fs/promises";
import { folder } from "../cli/tally.mjs";
import { serve } from "../hub/hub.mjs";

const signals = new URL("../contracts/signals.contract.yaml", import.meta.url);
const more = `  tanks.{id}: {type: Pump, access: readwrite}
  walls.{id}: {type: Pumps, buffer: {ring: 50}, access: readwrite}
  brakes.{id}: {type: Brake, access: write}
`;
// Pages take PumpOrder for it, which allows more.
const brake = "  Brake: {record: {state: PumpState, target?: {type: float64, maximum: 50}}}\n\nkeys:\n";

/** A hub, until the test ends: `url` of its WebSocket, `origin` of its pages, `stop()` and `start()` on the same port. */
export async function startHub(t, ...flags) {
  const text = (await readFile(signals, "utf8")).replace("buffer: {ring: 600},", "buffer: {ring: 600}, access: readwrite,");
  const cwd = folder(t, { "schemas/signals.contract.yaml": text.replace("\nkeys:\n", brake) + more });
  const hub = { port: 0, origin: "", url: "", start, stop: (signal) => server.stop(signal) };
  let server;

  async function start() {
    server = await serve(cwd, ["--port", String(hub.port), ...flags]);
    hub.port = server.port;
    hub.origin = server.url;
    hub.url = `${server.url.replace("http", "ws")}/tally`;
  }

  await start();
  t.after(() => hub.stop("SIGKILL"));
  return hub;
}
