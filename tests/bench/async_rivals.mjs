// What people write with promises where Tally has channels and tasks that can be stopped.

const sent = Promise.resolve(true);

/** Carries values from one sender to one receiver. It can neither be closed nor be left while it waits. */
export class PromiseChannel {
  #capacity;
  #values = [];
  #senders = [];
  #receivers = [];

  constructor(capacity) {
    this.#capacity = capacity;
  }

  send(value) {
    const receive = this.#receivers.shift();
    if (receive !== undefined) {
      receive(value);
      return sent;
    }
    if (this.#values.length < this.#capacity) {
      this.#values.push(value);
      return sent;
    }
    return new Promise((resolve) => this.#senders.push({ value, resolve }));
  }

  receive() {
    const sender = this.#senders.shift();
    if (this.#values.length > 0) {
      if (sender !== undefined) this.#values.push(sender.value);
      sender?.resolve(true);
      return Promise.resolve(this.#values.shift());
    }
    if (sender === undefined) return new Promise((resolve) => this.#receivers.push(resolve));
    sender.resolve(true);
    return Promise.resolve(sender.value);
  }
}

/** Rejects with the signal's reason when it is aborted before. */
export const sleep = (milliseconds, signal) =>
  new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", abort);
      resolve();
    }, milliseconds);
    signal.addEventListener("abort", abort);
  });
