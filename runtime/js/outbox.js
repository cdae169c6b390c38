// Where a bridge keeps its writes until their fate is known. db.d.ts documents OutboxStorage.

const database = "tally";
const stores = ["outboxes", "writes", "dead", "asked"];

/** Somebody has loaded the outbox since we did, so that it is theirs. */
export class LostOutbox extends Error {}

/** For as long as the program runs. */
export class MemoryOutbox {
  async load() {
    return undefined;
  }
  async save() {}
}

/**
 * In a database of the page's origin: outboxes by name, writes and dead letters by [name, number], and by [name, token] what
 * other tabs have asked for. Who has loaded an outbox last has it: a page
 * that hangs must not go on with its numbers when it wakes.
 */
export class IndexedDbOutbox {
  #opened;
  #loads = 0; // of the outbox, by anybody, when we loaded it

  #open() {
    this.#opened ??= new Promise((resolve, reject) => {
      const request = indexedDB.open(database, 2);
      request.onupgradeneeded = () => {
        const { result } = request;
        for (const each of stores) if (!result.objectStoreNames.contains(each)) result.createObjectStore(each);
      };
      request.onerror = () => reject(request.error);
      request.onsuccess = () => {
        // Somebody wants to delete the database, or has a newer form of it.
        request.result.onversionchange = () => {
          request.result.close();
          this.#opened = undefined;
        };
        resolve(request.result);
      };
    });
    return this.#opened;
  }

  /** Does `work` with the stores, completely or not at all. */
  async #transaction(work, names = stores) {
    const opened = await this.#open();
    // Strict: the write is on the disk when this is done, and not only with the browser.
    const transaction = opened.transaction(names, "readwrite", { durability: "strict" });
    const result = work(...names.map((each) => transaction.objectStore(each)));
    await new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error);
    });
    return result;
  }

  async load(name) {
    const all = IDBKeyRange.bound([name], [name, []]);
    const { outbox, writes, dead } = await this.#transaction((outboxes, writes, dead) => {
      const outbox = outboxes.get(name);
      outbox.onsuccess = () => {
        this.#loads = (outbox.result?.loads ?? 0) + 1;
        if (outbox.result !== undefined) outboxes.put({ ...outbox.result, loads: this.#loads }, name);
      };
      return { outbox, writes: writes.getAll(all), dead: dead.getAll(all) };
    });
    return outbox.result === undefined ? undefined : { ...outbox.result, writes: writes.result, dead: dead.result };
  }

  async save(name, change) {
    let lost = false;
    const saved = this.#transaction((outboxes, ...others) => {
      const outbox = outboxes.get(name);
      outbox.onsuccess = () => {
        lost = outbox.result !== undefined && outbox.result.loads !== this.#loads;
        if (lost) return outbox.transaction.abort();
        const { client, lastWrite, done } = change;
        outboxes.put({ client, lastWrite, done, loads: this.#loads }, name);
        this.#saveWrites(name, change, ...others);
      };
    });
    await saved.catch((error) => {
      throw lost ? new LostOutbox("another tab goes on with the outbox") : error;
    });
  }

  /** What a tab asks the leading one for, and what it does not ask for any more. */
  async ask(name, { put, remove }) {
    await this.#transaction((asked) => {
      for (const each of put) asked.put(each, [name, each.token]);
      for (const token of remove) asked.delete([name, token]);
    }, ["asked"]);
  }

  /** What tabs have asked for and nobody has saved, in the order of each. */
  async asked(name) {
    const all = await this.#transaction((asked) => asked.getAll(IDBKeyRange.bound([name], [name, []])), ["asked"]);
    return all.result.sort((a, b) => a.number - b.number);
  }

  #saveWrites(name, { put, remove, dead, forget }, writes, letters, asked) {
    for (const write of put) {
      writes.put(write, [name, write.id]);
      if (write.token !== undefined) asked.delete([name, write.token]);
    }
    for (const { id, ...why } of dead) {
      const write = writes.get([name, id]);
      write.onsuccess = () => write.result !== undefined && letters.put({ ...write.result, ...why }, [name, id]);
    }
    for (const id of remove) writes.delete([name, id]);
    for (const id of forget) letters.delete([name, id]);
  }
}

export function storageOf(storage = typeof indexedDB === "undefined" ? "memory" : "indexeddb") {
  if (storage === "memory") return new MemoryOutbox();
  if (storage === "indexeddb") return new IndexedDbOutbox();
  if (typeof storage?.load === "function" && typeof storage.save === "function") return storage;
  throw new TypeError("a storage is indexeddb, memory, or has the functions load and save");
}
