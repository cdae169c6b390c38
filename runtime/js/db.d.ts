/**
 * Records under keys, and the bridge that keeps them in step with a hub. A package of contracts has all of it in its
 * entry `./db`:
 *
 * ```ts
 * import { load } from "@acme/contracts/db";
 *
 * const { Db } = await load();
 * const db = new Db();
 * db.set("pumps.roof", { ... });                       // judged by the contract of the key
 * db.subscribe("pumps.roof", (pump) => show(pump.level));
 * const bridge = db.connect({ url: "wss://example.org/tally", subscribe: ["pumps.#"] });
 * await bridge.write("orders.pump.roof", { state: "off" }).settled;
 * ```
 *
 * Keys that a contract declares under `keys:` need no `configure`: their type and buffer are known, to the program and to
 * the type checker. Sequences are numbers of values of a record, from 1. Times are milliseconds since 1970.
 *
 * @packageDocumentation
 */
/// <reference lib="esnext.disposable" />
import type { LogSink } from "./async.js";
import type { Contract, Draft, Issue, RecordUnder, Result } from "./index.js";

export type { LogLine, LogSink } from "./async.js";

/**
 * All keys that the program knows of: the `Keys` of each package of contracts whose entry `./db` is imported somewhere.
 * Those packages add themselves.
 */
export interface DeclaredKeys {}

/** A key if a value of `Keys` lives under it, else `never`. Text that is not known before runtime may be any key. */
export type KnownKey<Keys, Key extends string> = string extends Key
  ? Key
  : [RecordUnder<Keys, Key>] extends [never]
    ? never
    : Key;

/** The type that lives under a key; `unknown` when the key is not known before runtime. */
export type ValueUnder<Keys, Key extends string> = string extends Key ? unknown : RecordUnder<Keys, Key>;

/** An object with memory in WebAssembly. After `free`, each further use throws a `TypeError`. */
export interface Freeable {
  /** Gives the memory back. Further calls do nothing. */
  free(): void;
  [Symbol.dispose](): void;
}

/** Ends when it is freed. */
export interface Subscription extends Freeable {}

/** The place of a value: its record, its number and its time. */
export interface Info {
  readonly key: string;
  /** The number of the value, from 1, one higher for each value of its record. */
  readonly sequence: number;
  /** When it was written, in milliseconds since 1970: here, or on the hub that it came from. */
  readonly time: number;
}

/** A value of a record with its place. The same value is the same object each time. */
export interface Entry<T> extends Info {
  readonly value: T;
}

/** How a record keeps its values: the newest one, the last `capacity`, or one that is taken exactly once. */
export type BufferOptions =
  | { readonly buffer?: "latest" | "mailbox" }
  | { readonly buffer: "ring"; readonly capacity: number };

/** Which values of a history. Without any of them all that the record keeps. */
export interface HistoryOptions {
  /** At most so many, the newest. */
  readonly last?: number;
  /** Those behind this sequence. */
  readonly after?: number;
  /** Those that were written at this time or later, in milliseconds since 1970. */
  readonly since?: number;
}

/** What has happened to a record since the program began. */
export interface Stats {
  readonly accepted: number;
  /** Values that broke the contract. */
  readonly refused: number;
  /** Of a mailbox: values that nobody took. */
  readonly overwritten: number;
  /** The size of all accepted values together, as JSON in UTF-8. */
  readonly bytes: number;
}

export interface DbOptions {
  /**
   * Is told of values that the program itself has made, in a flow or a simulation, and that broke their contract. By default
   * the console.
   */
  readonly log?: LogSink | undefined;
}

/** Either the last `count` values, or those of the last `time` milliseconds. */
export type WindowOptions = { readonly count: number } | { readonly time: number };

/**
 * Records under keys.
 *
 * A record is made by the first call that names its key, with the type and the buffer that the contract declares; calls
 * that only ask for values make none. A callback is called within the `set` that it tells of, and may call anything. One
 * that throws is reported as an error that nobody caught, and keeps no other from being called. Everybody gets the same
 * object of a value: it must not be changed.
 *
 * @typeParam Keys - pattern to type, as contracts declare it. `new Db<Keys & { "rooms.{id}": Temperature }>()` knows of
 * more, which `configure` has to make.
 */
export interface Db<Keys = DeclaredKeys> extends Freeable {
  /**
   * Makes a record of a type by hand, by default one that keeps the latest value. Doing so twice in the same way does no
   * harm.
   *
   * @throws {@link ConflictError} when there is a record of another type or with another buffer, or a contract declares the
   * key so, or the text is no key
   */
  configure(key: string, contract: Contract<any, any>, options?: BufferOptions): void;

  /**
   * Judges a value and makes it the newest one of its record. One that breaks the contract changes nothing, and the issues
   * say why. Subscribers have been told when it returns.
   *
   * @returns the value's sequence
   * @throws TypeError if nothing declares the key
   */
  set<const Key extends string>(key: Key & KnownKey<Keys, Key>, value: Draft<ValueUnder<Keys, Key>>): Result<number>;
  /** The same for JSON text, or its bytes in UTF-8. */
  setJson(key: string, json: string | Uint8Array): Result<number>;

  /** The newest value. `undefined` when there is none, and for a mailbox. */
  get<const Key extends string>(key: Key & KnownKey<Keys, Key>): ValueUnder<Keys, Key> | undefined;
  /** The newest value with its place. */
  entry<const Key extends string>(key: Key & KnownKey<Keys, Key>): Entry<ValueUnder<Keys, Key>> | undefined;
  /** The values that are kept, oldest first. */
  history<const Key extends string>(
    key: Key & KnownKey<Keys, Key>,
    options?: HistoryOptions,
  ): readonly Entry<ValueUnder<Keys, Key>>[];
  /** Takes the value out of a mailbox; `undefined` when it is empty, and for other records. */
  take<const Key extends string>(key: Key & KnownKey<Keys, Key>): ValueUnder<Keys, Key> | undefined;

  /**
   * Calls back with every value from now on.
   *
   * @throws TypeError for a mailbox, whose values are taken
   */
  subscribe<const Key extends string>(
    key: Key & KnownKey<Keys, Key>,
    callback: (value: ValueUnder<Keys, Key>, info: Info) => void,
  ): Subscription;
  /** Calls back for every record that a pattern (`pumps.+`, `pumps.#`) names, and for every one that comes. */
  watch(pattern: string, callback: (key: string) => void): Subscription;
  /** The keys of the records that a pattern names, sorted. */
  discover(pattern: string): string[];
  /** `undefined` when there is no such record. */
  stats(key: string): Stats | undefined;

  /** Sets a record each `period` milliseconds to what `make` returns; `undefined` sets nothing. */
  source<Key extends string, const Made extends Draft<ValueUnder<Keys, Key>> | undefined>(
    key: Key & KnownKey<Keys, Key>,
    period: number,
    make: () => Made,
  ): Subscription;
  /**
   * Sets a record each `period` milliseconds to made-up values: fields with `simulate` behave as the contract says, from a
   * random walk to a choice with weights. All other fields, such as the time, come from `base`, which may leave out the simulated
   * ones. The same seed gives the same values here and in C++. What breaks the contract is counted and otherwise dropped.
   */
  simulate<const Key extends string>(
    key: Key & KnownKey<Keys, Key>,
    period: number,
    base?: () => object,
    options?: { readonly seed?: number },
  ): Subscription;
  /** Shows every value of a record from now on to `look`. */
  tap<const Key extends string>(
    key: Key & KnownKey<Keys, Key>,
    look: (value: ValueUnder<Keys, Key>, info: Info) => void,
  ): Subscription;
  /** Sets `to` to what `make` makes of each value of `from`; `undefined` sets nothing. */
  transform<
    From extends string,
    To extends string,
    const Made extends Draft<ValueUnder<Keys, To>> | undefined,
  >(
    from: KnownKey<Keys, From> & From,
    to: KnownKey<Keys, To> & To,
    make: (value: ValueUnder<Keys, From>, info: Info) => Made,
  ): Subscription;
  /** Sets `to` to what `make` makes of the newest values of two records, whenever one changes and both have one. */
  join<
    A extends string,
    B extends string,
    To extends string,
    const Made extends Draft<ValueUnder<Keys, To>> | undefined,
  >(
    a: KnownKey<Keys, A> & A,
    b: KnownKey<Keys, B> & B,
    to: KnownKey<Keys, To> & To,
    make: (a: ValueUnder<Keys, A>, b: ValueUnder<Keys, B>) => Made,
  ): Subscription;
  /**
   * Shows the last values of a record with each new one, the newest last.
   *
   * @throws RangeError for a count below 1, or a time that is not above 0
   */
  window<const Key extends string>(
    key: Key & KnownKey<Keys, Key>,
    options: WindowOptions,
    look: (window: readonly Entry<ValueUnder<Keys, Key>>[]) => void,
  ): Subscription;

  /** Keeps records in step with a hub. Several bridges to several hubs may share the records. */
  connect(options: BridgeOptions): Bridge<Keys>;

  /** Closes its bridges, ends its subscriptions and gives the records back. */
  free(): void;
}

/** Two places of a program disagree about a record. */
export declare class ConflictError extends Error {
  readonly name: "ConflictError";
  readonly key: string;
}

export type Status = "disconnected" | "connecting" | "connected" | "reconnecting";

/**
 * Where a write goes: `synced` to the hub, and the record here changes when the hub says so; `hybrid` to the record here at
 * once, and to the hub as soon as there is a connection; `local` to the record here, and nowhere else.
 */
export type Mode = "synced" | "hybrid" | "local";

/**
 * What became of a write: `local` is only here; `queued` waits for a connection; `sent` waits for its answer; `acked` is
 * with the hub; `rejected` is a dead letter; `expired` has waited too long; `invalid` breaks the contract, and nothing
 * else has happened; `full` has found no room in the queue, and nothing else has happened; `dropped` has given way to a later
 * one, as the policy of the queue says.
 */
export type WriteState = "local" | "queued" | "sent" | "acked" | "rejected" | "expired" | "invalid" | "full" | "dropped";

/** A write. Its members show its current state. */
export interface Write<T = unknown> {
  /** The number of the write, ascending over all writes of this client. 0 until it has one, and if it is not for the hub. */
  readonly id: number;
  readonly key: string;
  readonly value: T;
  /** When it was made, in milliseconds since 1970. */
  readonly time: number;
  readonly state: WriteState;
  /** When acked: the number that the value got on the hub. */
  readonly sequence: number | undefined;
  /** When acked: what it survives. */
  readonly kept: "memory" | "written" | "synced" | undefined;
  /** When rejected: a code of the protocol, such as `contract` or `forbidden`. */
  readonly code: string | undefined;
  /** Why it is `invalid` here, or was rejected by the hub; else empty. */
  readonly issues: readonly Issue[];
  /** Fulfilled with the write itself once its state is final; never rejected. */
  readonly settled: Promise<Write<T>>;
}

/** Values that were written on the hub and that this client will never see, both numbers included. */
export interface Lost {
  readonly key: string;
  readonly from: number;
  readonly to: number;
}

/** Where a bridge keeps what must survive the page. */
export interface OutboxStorage {
  /** What was saved last, if anything. `name` is the same for all that belongs together. */
  load(name: string): Promise<SavedOutbox | undefined>;
  /** Saves all of `change`, or nothing of it. A write leaves for the hub only after this. */
  save(name: string, change: OutboxChange): Promise<void>;
  /**
   * Keeps what a tab asks the leading one to write, by token, and drops what it does not ask for any more; `save` drops the
   * tokens of what it puts. Without this and `asked` such a write ends with a tab that is closed within that moment.
   */
  ask?(name: string, change: { readonly put: readonly AskedWrite[]; readonly remove: readonly string[] }): Promise<void>;
  /** What is kept of that, by number, ascending. */
  asked?(name: string): Promise<readonly AskedWrite[]>;
}

export interface AskedWrite {
  readonly token: string;
  readonly number: number;
  readonly key: string;
  /** JSON */
  readonly payload: string;
  readonly time: number;
}

export interface SavedWrite {
  readonly id: number;
  readonly key: string;
  /** JSON */
  readonly payload: string;
  readonly time: number;
  /** How another tab calls it. */
  readonly token?: string;
}

/** Why the hub rejected a write. */
export interface Rejection {
  readonly id: number;
  readonly code: string;
  readonly issues: readonly Issue[];
}

export interface SavedOutbox {
  readonly client: string;
  /** The number of the last write that the client ever made. */
  readonly lastWrite: number;
  /** By number, ascending. */
  readonly writes: readonly SavedWrite[];
  /** What became of writes of other tabs; to be given back as it came. */
  readonly done: readonly unknown[];
  /** Those that were rejected, by number, ascending. A storage that does not keep them lets them end with the page. */
  readonly dead?: readonly (SavedWrite & Rejection)[];
}

export interface OutboxChange {
  readonly client: string;
  readonly lastWrite: number;
  readonly put: readonly SavedWrite[];
  /** Numbers of writes whose fate is known. */
  readonly remove: readonly number[];
  /** Those of them that were rejected: they become dead letters. */
  readonly dead: readonly Rejection[];
  /** Numbers of dead letters that are of no interest any more. */
  readonly forget: readonly number[];
  /** Takes the place of what was saved under this name. */
  readonly done: readonly unknown[];
}

/** The part of a WebSocket class that is used; the one of the host, or that of the npm package `ws`. */
export type WebSocketClass = new (url: string, protocols: string[]) => object;

/** What waits for a hub at most, and what happens beyond it. */
export interface QueueOptions {
  /** Writes, 1 at least. By default 10,000. */
  readonly count?: number;
  /** Of their keys and values as JSON, in bytes. By default 8 MiB. */
  readonly bytes?: number;
  /** A write that was never sent expires after that many milliseconds, in whole seconds. By default a day. */
  readonly age?: number;
  /**
   * For a write that finds no room: `refuse` does not make it, its state is `full`; `oldest` drops those that have waited
   * longest. `replace` keeps one write for each key, of those that were never sent: a new one drops the one that waits, room or
   * not, and is refused where there is still none. A write that was sent gives way to nobody. By default `refuse`.
   */
  readonly policy?: "refuse" | "oldest" | "replace";
}

/** How long to wait before an attempt to connect again, in milliseconds; half of that is left to chance. */
export interface BackoffOptions {
  /** Before the first attempt; twice as long before each further one. By default 500. */
  readonly first?: number;
  /** By default 8,000. */
  readonly longest?: number;
}

export interface BridgeOptions {
  /** The address of the hub: `wss://example.org/tally`; in a page also `/tally`. */
  readonly url: string | URL;
  /** Patterns of what is kept in step from the beginning. */
  readonly subscribe?: readonly string[];
  /** The mode of writes that name none. By default `hybrid`. */
  readonly mode?: Mode;
  /**
   * Names this client, up to 64 characters of `A-Za-z0-9_-`. By default one is made up once and kept with the outbox. Two
   * clients that are there at the same time must not have the same name.
   */
  readonly client?: string;
  /** Proves who the client is. A function is called for each connection. */
  readonly ticket?: string | (() => string | Promise<string>);
  /**
   * Where writes wait that have not been answered. By default `indexeddb` where there is one, so that they survive the
   * page, else `memory`.
   */
  readonly storage?: "indexeddb" | "memory" | OutboxStorage;
  /** Of the writes that wait. Of tabs that share a connection, the options of the leading one count. */
  readonly queue?: QueueOptions;
  /** Of the attempts to connect again; the same. */
  readonly backoff?: BackoffOptions;
  /**
   * Whether the tabs of an origin share one connection for each URL and client: one of them leads, and another one takes
   * over when it goes, is frozen or hangs. `disconnect` and `connect` are for all of them then. By default in pages, where the host
   * has what it takes: Web Locks and BroadcastChannel, and the storage is `indexeddb`.
   */
  readonly share?: boolean;
  /** The class to connect with, for hosts without one: Node before 22. */
  readonly WebSocket?: WebSocketClass;
  /** Begins offline: nothing is dialled before `connect`. */
  readonly offline?: boolean;
  /**
   * Is told of values of the hub that were refused or lost, of what the hub did not do, of connections that are closed from
   * here, and of a storage that fails: ten lines of each kind in ten seconds. By default the log of the Db.
   */
  readonly log?: LogSink | undefined;
}

/**
 * Keeps records here in step with those of a hub. It dials at once, and again whenever the connection is lost, after 0.25 to
 * 8 seconds (`backoff`); at once when the host is back online. Listeners are called for as long as the subscription is not freed; one
 * that throws is reported as an error that nobody caught.
 */
export interface Bridge<Keys = DeclaredKeys> {
  readonly url: string;
  /** Made up, or restored from the outbox, by the time `ready` is fulfilled. */
  readonly client: string;
  /** Fulfilled when what an earlier page left is restored. Writes may be made before. */
  readonly ready: Promise<void>;

  readonly status: Status;
  onStatus(listener: (status: Status) => void): Subscription;

  /** Keeps in step what a pattern names until it is freed. */
  subscribe(pattern: string): Subscription;

  /**
   * Writes a value. It is judged here first; what becomes of it then is seen in the result.
   *
   * @throws TypeError if nothing declares the key
   */
  write<const Key extends string>(
    key: Key & KnownKey<Keys, Key>,
    value: Draft<ValueUnder<Keys, Key>>,
    options?: { readonly mode?: Mode },
  ): Write<ValueUnder<Keys, Key>>;
  /** Called when a write has another state or is forgotten, also one that an earlier page left. */
  onWrite(listener: (write: Write) => void): Subscription;
  /**
   * The writes without an answer, in order: those made here, and those that were left by pages that are gone. The same
   * array until one of them changes.
   */
  readonly pending: readonly Write[];
  /**
   * What the hub has rejected, in order, the last 1000: what was made here, and what pages that are gone have left. The same
   * array until it changes.
   */
  readonly deadLetters: readonly Write[];
  /**
   * Drops a dead letter here, in the other tabs and where it is kept.
   *
   * @throws TypeError if it is none
   */
  forget(letter: Write): void;

  onGap(listener: (lost: Lost) => void): Subscription;
  /** The hub has sent a value that breaks the contract as it is known here. The value is dropped. */
  onIssues(listener: (key: string, issues: readonly Issue[]) => void): Subscription;
  /** The hub says that something was not done, such as a subscription that the rights do not contain. */
  onError(listener: (error: HubError) => void): Subscription;
  /** Types of which the hub has another version, as it said at the last connection. */
  readonly differing: readonly string[];

  /**
   * Closes the connection, or gives up dialling, and stays offline until `connect`. Writes are queued meanwhile. Until then
   * the bridge does not keep a Node process alive, as it does while it is connected or tries to be.
   */
  disconnect(): void;
  /** Dials at once, also when it is waiting before the next attempt. */
  connect(): void;
  /** Disconnects for good. Fulfilled when all that has to survive is saved. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface HubError {
  readonly code: string;
  /** The key or pattern that it is about, where the hub says so: that of Tally names the pattern of a subscription. */
  readonly key: string | undefined;
  readonly message: string;
}

/** The class of records, in one program. */
export type DbClass<PackageKeys> = new <Keys = PackageKeys>(options?: DbOptions) => Db<Keys>;

/** What the entry `./db` of a package of contracts loads: one program in WebAssembly. */
export interface Program<PackageKeys, Contracts> {
  readonly Db: DbClass<PackageKeys>;
  /** The same contracts as those of the other entries, in this program. */
  readonly contracts: Contracts;
}
