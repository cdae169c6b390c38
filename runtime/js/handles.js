// Callbacks, and what ends when it is freed.
import { call } from "./report.js";

export const dispose = Symbol.dispose ?? Symbol.for("Symbol.dispose");

/** What ends when it is freed. */
export class Handle {
  #end;
  constructor(end) {
    this.#end = end;
  }
  free() {
    const end = this.#end;
    this.#end = undefined;
    end?.();
  }
  [dispose]() {
    this.free();
  }
}

/** Who is called back. One who is added during a call is not called, one who is gone is not called any more. */
export class Listeners {
  #all = []; // never changed, but replaced

  get size() {
    return this.#all.length;
  }
  add(callback) {
    if (typeof callback !== "function") throw new TypeError("a callback is a function");
    const listener = { callback };
    this.#all = [...this.#all, listener];
    return () => {
      listener.callback = undefined;
      this.#all = this.#all.filter((each) => each !== listener);
    };
  }
  tell(a, b) {
    for (const { callback } of this.#all) if (callback !== undefined) call(callback, a, b);
  }
}
