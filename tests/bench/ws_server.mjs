// A server of npm `ws` that gives every message to all others and acknowledges it.
import { WebSocketServer } from "ws";

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
