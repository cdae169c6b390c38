// A network of ours between clients and a server: it may be cut, silent, slow, or not there at all.
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

const host = "127.0.0.1";
const openWay = () => ({ gate: Promise.resolve(), open() {}, delay: 0, rate: Infinity });

/** Ends a socket by RST. One that is about to say FIN cannot, and Node would wait for it for ever when the process ends. */
const reset = (socket) => (socket.writableEnded ? socket.destroy() : socket.resetAndDestroy());

export class Proxy {
  port = 0;
  #target;
  #server;
  #connections = new Set(); // each with both of its sockets
  #ways = { up: openWay(), down: openWay() }; // to the server, and from it

  /** In front of a port of this machine, until the test ends. */
  static async to(t, target) {
    const proxy = new Proxy();
    proxy.#target = target;
    await proxy.#listen();
    t.after(() => {
      proxy.cut();
      proxy.#server.close();
    });
    return proxy;
  }

  /** Ends all connections as a router does that has forgotten them: by RST, without a word before it. */
  cut() {
    for (const sockets of this.#connections) for (const socket of sockets) reset(socket);
  }

  /**
   * Nothing arrives any more in these directions, not even that somebody is gone; those who connect hear nothing, either.
   * Once the network is healed all of it arrives, as when TCP sends it again.
   */
  hold(...names) {
    for (const name of names) {
      const way = this.#ways[name];
      way.open();
      way.gate = new Promise((open) => (way.open = open));
    }
  }

  /** Whatever comes in a direction takes at least so many milliseconds, and no more bytes than `rate` pass in a second. */
  slow(name, { delay = 0, rate = Infinity }) {
    Object.assign(this.#ways[name], { delay, rate });
  }

  /** Nobody can connect. */
  refuse() {
    this.#server.close();
  }

  async heal() {
    for (const way of Object.values(this.#ways)) {
      way.open();
      Object.assign(way, openWay());
    }
    if (!this.#server.listening) await this.#listen();
  }

  async #listen() {
    this.#server = createServer({ allowHalfOpen: true }, (client) => this.#join(client)).listen(this.port, host);
    await once(this.#server, "listening");
    this.port = this.#server.address().port;
  }

  async #join(client) {
    const server = connect({ port: this.#target, host, allowHalfOpen: true });
    const sockets = [client, server];
    this.#connections.add(sockets);
    for (const socket of sockets) socket.setNoDelay().on("error", () => {}); // whoever reads it hears of that
    await Promise.all([this.#carry(client, server, this.#ways.up), this.#carry(server, client, this.#ways.down)]);
    this.#connections.delete(sockets);
  }

  /** Carries what comes, and how it ends. */
  async #carry(from, to, way) {
    try {
      // The other direction of a socket goes on when this one has ended.
      for await (const bytes of from.iterator({ destroyOnReturn: false })) {
        const wait = Math.max(way.delay, (bytes.length / way.rate) * 1000);
        if (wait > 0) await pause(wait, undefined, { ref: false });
        await way.gate;
        await new Promise((sent, failed) => to.write(bytes, (error) => (error ? failed(error) : sent())));
      }
      await way.gate;
      to.end();
    } catch {
      await way.gate;
      reset(to);
    }
  }
}
