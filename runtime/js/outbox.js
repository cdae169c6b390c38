// Where a bridge keeps its writes until their fate is known. db.d.ts documents OutboxStorage.

const database = "tally";
const [outboxes, writes] = ["outboxes", "writes"];

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
 * In a database of the page's origin: outboxes by name, writes by [name, number]. Who has loaded an outbox last has it: a page
 * that hangs must not go on with its numbers when it wakes.
 */
export class IndexedDbOutbox {
  #opened;
  #loads = 0; // of the outbox, by anybody, when we loaded it

  #open() {
    this.#opened ??= new Promise((resolve, reject) => {
      const request = indexedDB.open(database, 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore(outboxes);
        request.result.createObjectStore(writes);
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

  /** Does `work` with both stores, completely or not at all. */
  async #transaction(mode, work) {
    const opened = await this.#open();
    // Strict: the write is on the disk when this is done, and not only with the browser.
    const transaction = opened.transaction([outboxes, writes], mode, { durability: "strict" });
    const result = work(transaction.objectStore(outboxes), transaction.objectStore(writes));
    await new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error);
    });
    return result;
  }

  async load(name) {
    const { outbox, saved } = await this.#transaction("readwrite", (all, items) => {
      const outbox = all.get(name);
      outbox.onsuccess = () => {
        this.#loads = (outbox.result?.loads ?? 0) + 1;
        if (outbox.result !== undefined) all.put({ ...outbox.result, loads: this.#loads }, name);
      };
      return { outbox, saved: items.getAll(IDBKeyRange.bound([name], [name, []])) };
    });
    return outbox.result === undefined ? undefined : { ...outbox.result, writes: saved.result };
  }

  async save(name, { client, lastWrite, put, remove, done }) {
    let lost = false;
    const saved = this.#transaction("readwrite", (all, items) => {
      const outbox = all.get(name);
      outbox.onsuccess = () => {
        lost = outbox.result !== undefined && outbox.result.loads !== this.#loads;
        if (lost) return outbox.transaction.abort();
        all.put({ client, lastWrite, done, loads: this.#loads }, name);
        for (const write of put) items.put(write, [name, write.id]);
        for (const id of remove) items.delete([name, id]);
      };
    });
    await saved.catch((error) => {
      throw lost ? new LostOutbox("another tab goes on with the outbox") : error;
    });
  }
}

export function storageOf(storage = typeof indexedDB === "undefined" ? "memory" : "indexeddb") {
  if (storage === "memory") return new MemoryOutbox();
  if (storage === "indexeddb") return new IndexedDbOutbox();
  if (typeof storage?.load === "function" && typeof storage.save === "function") return storage;
  throw new TypeError("a storage is indexeddb, memory, or has the functions load and save");
}
