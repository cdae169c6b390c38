// What the service answers, without a hub.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { test } from "node:test";
import { Setpoint } from "@acme/station/inline";
import { app } from "./app.mjs";

test("only setpoints that the contract allows reach the hub", async (t) => {
  const written = [];
  const write = (key, value) => {
    written.push([key, value.litres]);
    return { settled: Promise.resolve({ state: "acked" }) };
  };
  const server = createServer(app(Setpoint, write)).listen(0, "127.0.0.1");
  t.after(() => server.close());
  await once(server, "listening");
  const post = async (path, body) => {
    const response = await fetch(`http://127.0.0.1:${server.address().port}${path}`, { method: "POST", body });
    return [response.status, await response.json()];
  };
  assert.deepEqual(await post("/tanks/north/setpoint", '{"litres":3000,"by":"ops"}'), [200, { state: "acked" }]);
  assert.deepEqual(await post("/tanks/north/setpoint", '{"litres":6000,"by":""}'), [
    422,
    [
      { path: "/litres", message: "must be at most 4500" },
      { path: "/by", message: "must have at least 1 character, has 0" },
    ],
  ]);
  assert.equal((await post("/tanks", ""))[0], 404);
  assert.deepEqual(written, [["tanks.north.setpoint", 3000]]);
});
