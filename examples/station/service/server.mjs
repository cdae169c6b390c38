// usage: node server.mjs [PORT [HUB]]
import { createServer } from "node:http";
import { load } from "@acme/station/db";
import { WebSocket } from "ws"; // which Node has itself from 22 on
import { app } from "./app.mjs";

const [port = "8081", hub = "ws://127.0.0.1:8080/tally"] = process.argv.slice(2);
const { Db, contracts } = await load();
const bridge = new Db().connect({ url: hub, WebSocket });
createServer(app(contracts.Setpoint, (key, value) => bridge.write(key, value, { mode: "synced" }))).listen(Number(port), "127.0.0.1", () => {
  console.log(`http://127.0.0.1:${port}`);
});
