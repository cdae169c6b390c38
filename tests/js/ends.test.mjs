// Programs in Node end by themselves when nothing of theirs is under way any more.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { startHub } from "./hub.mjs";

const patience = 60_000; // ms, until a program that hangs is ended

/** Runs a program that has `db`, `connect` and `until`; it is given `url`. What it prints, once it has ended by itself. */
async function run(t, program, url = "ws://127.0.0.1:9/") {
  const child = start(t, program, url);
  let printed = "";
  for await (const piece of child.stdout) printed += piece;
  assert.deepEqual([child.exitCode ?? (await once(child, "exit"))[0], child.signalCode], [0, null]);
  return printed;
}

function start(t, program, url) {
  const source = `
    import { WebSocket } from "ws";
    import { load } from "./build/package/@fixtures/contracts/db.node.js";
    const { Db } = await load();
    const db = new Db();
    const url = ${JSON.stringify(url)};
    const pump = (level) => ({ id: "pump-1", at: 0, level, state: "on", revolutions: 1000, hours: "1.5" });
    const connect = (options) => db.connect({ url, WebSocket, subscribe: ["pumps.+"], ...options });
    const until = (bridge, status) => new Promise((resolve) => {
      const tell = () => bridge.status === status && resolve();
      bridge.onStatus(tell);
      tell();
    });
    ${program}
    console.log("done");`;
  const cwd = fileURLToPath(new URL("../..", import.meta.url));
  const child = spawn(process.execPath, ["--input-type=module", "--eval", source], {
    cwd,
    timeout: patience,
    killSignal: "SIGKILL",
    stdio: ["ignore", "pipe", "inherit"],
  });
  t.after(() => child.kill("SIGKILL"));
  return child;
}

/** A server that answers as `handle` does, until the test ends. */
async function serve(t, handle) {
  const server = createServer();
  const sockets = new Set();
  server.on("connection", (socket) => sockets.add(socket));
  server.on("upgrade", handle);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `ws://127.0.0.1:${server.address().port}/`;
}
const silent = () => {};
/** Accepts a WebSocket, and says nothing for ever after, not even that it closes. */
function deaf({ headers }, socket) {
  const accept = createHash("sha1").update(`${headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n` +
      `Sec-WebSocket-Protocol: ${headers["sec-websocket-protocol"]}\r\n\r\n`,
  );
}

const withoutConnection = {
  "records with subscriptions": `db.subscribe("pumps.roof", () => {}); db.watch("#", () => {}); db.set("pumps.roof", pump(1));`,
  "a source that was freed": `db.source("pumps.roof", 1, () => pump(1)).free();`,
  "a bridge that never dialled": `await connect({ offline: true }).ready;`,
  "writes that wait for a connection": `connect({ offline: true }).write("pumps.roof", pump(1));`,
  "a bridge that was told to stop before it began": `connect().disconnect();`,
  "a bridge that was closed before it began": `await connect().close();`,
};
for (const [name, program] of Object.entries(withoutConnection)) {
  test(`a program ends with ${name}`, async (t) => assert.equal(await run(t, program), "done\n"));
}

const ways = {
  "disconnect": "bridge.disconnect();",
  "close": "await bridge.close();",
  "the end of its Db": "db.free();",
};
for (const [name, way] of Object.entries(ways)) {
  test(`a program ends after ${name} while it dials`, async (t) => {
    const url = await serve(t, silent);
    await run(t, `const bridge = connect(); await bridge.ready; ${way}`, url);
  });
  test(`a program ends after ${name} while it waits to dial again`, async (t) => {
    const url = await serve(t, (_, socket) => socket.destroy());
    await run(t, `const bridge = connect(); await until(bridge, "reconnecting"); ${way}`, url);
  });
  test(`a program ends after ${name} when it is connected`, async (t) => {
    const { url } = await startHub(t);
    await run(t, `const bridge = connect(); await until(bridge, "connected"); ${way}`, url);
  });
  test(`a program ends after ${name} when the hub does not answer any more`, async (t) => {
    const url = await serve(t, deaf);
    const opens = "class Opens extends WebSocket { constructor(...all) { super(...all); this.on('open', () => opened()); } }";
    await run(t, `${opens} let opened; const open = new Promise((resolve) => (opened = resolve));
      const bridge = connect({ WebSocket: Opens }); await open; ${way}`, url);
  });
}

test("a bridge that is connected keeps its program, and one that tries to be", async (t) => {
  const hub = await startHub(t);
  const child = start(t, `
    const bridge = connect();
    bridge.onStatus((status) => console.log(status));
    db.subscribe("pumps.roof", ({ level }) => {
      console.log("level", level);
      bridge.disconnect();
    });`, hub.url);
  const exited = once(child, "exit");
  let printed = "";
  child.stdout.on("data", (piece) => (printed += piece));
  const seen = async (text) => {
    while (!printed.includes(text)) await once(child.stdout, "data");
    printed = printed.slice(printed.indexOf(text) + text.length);
  };
  await seen("connected");
  await hub.stop();
  await seen("reconnecting");
  await hub.start();
  await seen("connected");
  const writer = run(t, `const bridge = connect({ mode: "synced" }); await bridge.write("pumps.roof", pump(5)).settled; bridge.disconnect();`, hub.url);
  await seen("level 5");
  assert.deepEqual([await exited, await writer], [[0, null], "done\n"]);
});
