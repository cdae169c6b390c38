// The network that the other tests here fail with.
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { test } from "node:test";
import { Proxy } from "./proxy.mjs";

const limits = { timeout: 30_000 };

/** A server's socket and a client's, with a proxy between them. */
async function pair(t) {
  const server = createServer({ allowHalfOpen: true }).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  const proxy = await Proxy.to(t, server.address().port);
  const join = async () => {
    const client = connect({ port: proxy.port, host: "127.0.0.1", allowHalfOpen: true });
    const [near] = await once(server, "connection");
    return { client: listening(client), server: listening(near) };
  };
  return { proxy, join };
}

/** A socket with `text`, what has come so far, and `has(text)`. */
function listening(socket) {
  socket.text = "";
  socket.setEncoding("utf8").on("data", (text) => (socket.text += text));
  socket.on("error", () => {});
  socket.has = async (text) => {
    while (socket.text !== text) await once(socket, "data");
  };
  return socket;
}

test("carries both directions, and each one's end", limits, async (t) => {
  const { client, server } = await (await pair(t)).join();
  client.end("question");
  await server.has("question");
  await once(server, "end");
  server.end("answer");
  await client.has("answer");
  await once(client, "close");
});

test("cut: both sides hear RST", limits, async (t) => {
  const { proxy, join } = await pair(t);
  const { client, server } = await join();
  client.write("x");
  await server.has("x");
  const errors = [client, server].map((socket) => new Promise((resolve) => socket.on("error", resolve)));
  proxy.cut();
  for (const error of errors) assert.equal((await error).code, "ECONNRESET");
  const next = await join();
  next.client.write("y");
  await next.server.has("y");
});

test("held: one direction is silent, also about its end, the other one is not; all of it comes later", limits, async (t) => {
  const { proxy, join } = await pair(t);
  const { client, server } = await join();
  proxy.hold("up");
  client.end("a");
  for (const text of ["b", "bc", "bcd"]) {
    server.write(text.at(-1));
    await client.has(text);
  }
  assert.equal(server.text, "");
  const ended = once(server, "end");
  await proxy.heal();
  await ended;
  assert.equal(server.text, "a");
});

test("slow: what is sent elsewhere later is there earlier, and little of what is too much", limits, async (t) => {
  const { proxy, join } = await pair(t);
  const { client, server } = await join();
  proxy.slow("up", { delay: 1500 });
  proxy.slow("down", { rate: 100 });
  client.write("late");
  server.write("early");
  await client.has("early");
  assert.equal(server.text, "");
  server.write("x".repeat(1_000_000));
  await server.has("late");
  assert.ok(client.text.length < 1_000_000);
});

test("refusing: nobody can connect, until it is healed", limits, async (t) => {
  const { proxy, join } = await pair(t);
  const { client, server } = await join();
  proxy.refuse();
  const [error] = await once(connect(proxy.port, "127.0.0.1"), "error");
  assert.equal(error.code, "ECONNREFUSED");
  client.write("still there");
  await server.has("still there");
  await proxy.heal();
  await join();
});
