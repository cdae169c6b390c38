// What takes part when a hub is measured, each a process of its own: `rival` is a server of npm `ws` that gives every
// message to all others and acknowledges it; `subscribers PORT COUNT hub|ws` look for the last value of a round, and do
// nothing else.
import { once } from "node:events";
import { connect } from "node:net";
import { WebSocketServer } from "ws";
import { frame, hello, subscribe, subprotocol, upgrade } from "../hub/hub.mjs";

function rival() {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1", perMessageDeflate: false }, () =>
    process.send(server.address().port),
  );
  server.on("connection", (publisher) => {
    publisher.on("message", (data) => {
      const { id, payload } = JSON.parse(data);
      const text = JSON.stringify({ type: "data", id, payload });
      for (const client of server.clients) if (client !== publisher) client.send(text);
      publisher.send(JSON.stringify([{ type: "ack", id }]));
    });
  });
}

async function subscribers(port, count, asHub) {
  const marker = Buffer.from('"last":true');
  let missing = 0;
  process.on("message", () => {
    missing = count;
    process.send("ready");
  });
  for (let i = 0; i < count; ++i) {
    const socket = connect(port, "127.0.0.1");
    await once(socket, "connect");
    socket.write(upgrade(port, { protocol: asHub ? `Sec-WebSocket-Protocol: ${subprotocol}` : null }));
    await once(socket, "data");
    if (asHub) {
      socket.write(frame(1, JSON.stringify([hello(`s${i}`), subscribe(1, "values")])));
      await once(socket, "data");
    }
    let tail = Buffer.alloc(0);
    socket.on("data", (chunk) => {
      const text = Buffer.concat([tail, chunk]);
      const last = text.includes(marker);
      if (last && --missing === 0) process.send("arrived");
      tail = last ? Buffer.alloc(0) : text.subarray(-marker.length);
    });
  }
  process.send("connected");
}

const [role, port, count, kind] = process.argv.slice(2);
if (role === "rival") rival();
else await subscribers(Number(port), Number(count), kind === "hub");
