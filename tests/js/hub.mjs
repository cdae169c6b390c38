// `tally serve` over the signals of schemas/, whose pumps clients may write here. The environment variable TALLY names
// another binary.
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const binary = process.env.TALLY ?? join(root, "build/dev/bin/tally");

/** A hub, until the test ends: `url` of its WebSocket, `origin` of its pages, `stop()` and `start()` on the same port. */
export async function startHub(t, ...flags) {
  const folder = await mkdtemp(join(tmpdir(), "tally-hub-"));
  const contract = join(folder, "signals.contract.yaml");
  const text = await readFile(join(root, "schemas/signals.contract.yaml"), "utf8");
  await writeFile(contract, text.replace("buffer: {ring: 600},", "buffer: {ring: 600}, access: readwrite,"));
  const hub = { origin: "", url: "", start, stop };
  let child;
  let port = 0;

  async function start() {
    const all = ["serve", "--contracts", contract, "--port", String(port), ...flags];
    child = spawn(binary, all, { stdio: ["ignore", "pipe", "inherit"] });
    hub.origin = await new Promise((resolve, reject) => {
      child.stdout.once("data", (line) => resolve(String(line).trim()));
      child.once("exit", (code) => reject(new Error(`tally serve ended with ${code}`)));
    });
    port = new URL(hub.origin).port;
    hub.url = `${hub.origin.replace("http", "ws")}/tally`;
  }
  async function stop(signal = "SIGTERM") {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    await ended;
  }

  await start();
  t.after(async () => {
    await stop("SIGKILL");
    await rm(folder, { recursive: true });
  });
  return hub;
}
