/**
 * Loops, channels and buffers of a C++ program that is compiled with Emscripten and calls
 * `tally::javascript::bind_async()` from its `EMSCRIPTEN_BINDINGS` block.
 *
 * ```ts
 * const { Loop, Channel } = attach(await load());
 * const loop = new Loop();
 * const numbers = new Channel<number>(loop, 16);
 * const sum = module.sum(numbers);          // a task in C++, as a promise
 * for (const number of [1, 2, 3]) await numbers.send(number);
 * numbers.close();
 * console.log(await sum);
 * loop.free();
 * ```
 *
 * Objects live in C++ until they are freed: by `free`, or by `using` where the language has it. One that is freed
 * throws at each further use, and so does a function of the program that is given it. An object that is not freed is
 * freed some time after it has become garbage; a loop is not.
 *
 * @packageDocumentation
 */
/// <reference lib="esnext.disposable" />

/** The part of an `AbortSignal` that is used. */
export interface Signal {
  readonly aborted: boolean;
  readonly reason?: unknown;
  addEventListener(type: "abort", listener: () => void): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

/** How to give up waiting. */
export interface Abortable {
  /**
   * When it is aborted, the promise is rejected with its reason, and what was asked for has not happened; unless it had
   * happened by then, and the promise is fulfilled.
   */
  readonly signal?: Signal | undefined;
}

/** `Symbol.dispose`; where the host has none, what compilers of `using` take instead. */
export declare const dispose: typeof Symbol.dispose;

interface Freeable {
  /** Closes it, and gives it back to C++. */
  free(): void;
  /** Like `free`, unless it is freed already. */
  [Symbol.dispose](): void;
}

/**
 * Items that come one after the other. Leaving a `for await` over it ends it, and so does `return`, also while `next`
 * waits: that has taken nothing then, and says that it is done. Several calls of `next` are served in their order.
 */
export interface Stream<T> extends AsyncIterableIterator<T, undefined, undefined> {
  next(): Promise<IteratorResult<T, undefined>>;
  return(value?: undefined): Promise<IteratorResult<T, undefined>>;
  [Symbol.asyncIterator](): Stream<T>;
  /** Like `return`. */
  [Symbol.dispose](): void;
}

/** A line of the log: an event that no call returns. */
export interface LogLine {
  readonly level: "info" | "warning" | "error";
  /** What happened. The text is fixed for each kind of event; details are in `fields`. */
  readonly text: string;
  readonly fields: Readonly<Record<string, string | number>>;
}

/** Where lines go. One that throws is reported as an error that nobody caught. */
export type LogSink = (line: LogLine) => void;

export interface LoopOptions {
  /** The log of everything that runs on the loop and has no log of its own. By default the console. */
  readonly log?: LogSink | undefined;
}

/**
 * Runs tasks, in microtasks and messages: others get their turns. Its tasks end with it, whether or not they have
 * finished, and their promises are rejected with an `AbortError`.
 */
export interface Loop extends Freeable {
  /** Ends all tasks. Nothing can be begun on it afterwards. */
  close(): void;
  readonly closed: boolean;
  /** Whether it has no task. */
  readonly idle: boolean;
  /** Its tasks, one on a line, and what they wait for. For looking into what hangs. */
  tree(): string;
}

/**
 * Carries each value from one sender to one receiver, in order. It holds up to `capacity` values; more senders wait.
 * Calls are served in their order. `free` drops what is in it.
 */
export interface Channel<T = unknown> extends Freeable, AsyncIterable<T> {
  /** Whether the value was sent: false when the channel is closed. */
  send(value: T, options?: Abortable): Promise<boolean>;
  /** Sends without waiting. False when the channel is full or closed. */
  trySend(value: T): boolean;
  /** A value; `done` when the channel is closed and empty. */
  receive(options?: Abortable): Promise<IteratorResult<T, undefined>>;
  /** Receives without waiting; undefined when that is not possible. */
  tryReceive(): IteratorResult<T, undefined> | undefined;
  /** Receives until the channel is closed and empty. */
  values(options?: Abortable): Stream<T>;
  [Symbol.asyncIterator](): Stream<T>;
  /** Nothing can be sent any more; what is in it can be received. */
  close(): void;
  readonly closed: boolean;
  /** How many values are in it. */
  readonly size: number;
  readonly capacity: number;
}

/** What buffers take: a text is its bytes in UTF-8. The bytes are copied. */
export type Bytes = Uint8Array | string;

/** A value of a buffer. Its bytes are a copy, and its text is decoded at each access. */
export interface BufferValue {
  readonly type: "value";
  /** Values are numbered from 1 in the order in which they were written. */
  readonly seq: number;
  readonly bytes: Uint8Array;
  readonly text: string;
}

/** Values that a reader has lost, from the first to the last of them. */
export interface Gap {
  readonly type: "gap";
  readonly from: number;
  readonly to: number;
}

/** Values that a reader has lost; its stream ends with this. */
export interface Lagged {
  readonly type: "lagged";
  readonly from: number;
  readonly to: number;
}

export interface RingReadOptions extends Abortable {
  /** The number of the first value to read; by default that of the next one that is written. */
  readonly from?: number;
  /**
   * When the reader is so slow that values would be overwritten which it has not read: `gap` tells it which ones it
   * lost and goes on, `wait` lets writers wait for it, `close` tells it as well and ends there. By default `gap`. A
   * reader that is waited for has to be read to the end or be left by `return`.
   */
  readonly policy?: "gap" | "wait" | "close";
}

/** Keeps the last `capacity` values, for any number of readers. */
export interface Ring extends Freeable, AsyncIterable<BufferValue | Gap> {
  /** Whether the value was written: false when the ring is closed. Waits for readers that want that. */
  push(value: Bytes, options?: Abortable): Promise<boolean>;
  /** Writes without waiting. False when the ring is closed or a reader has to be waited for. */
  tryPush(value: Bytes): boolean;
  /** Reads until the ring is closed. A reader begins at the call, not at its first `next`. */
  read(options: RingReadOptions & { readonly policy: "wait" }): Stream<BufferValue | Gap>;
  read(options: RingReadOptions & { readonly policy: "close" }): Stream<BufferValue | Lagged>;
  read(options?: RingReadOptions & { readonly policy?: "gap" }): Stream<BufferValue | Gap>;
  read(options?: RingReadOptions): Stream<BufferValue | Gap | Lagged>;
  [Symbol.asyncIterator](): Stream<BufferValue | Gap>;
  /** A value that is kept. */
  at(seq: number): BufferValue | undefined;
  /** Readers get what is kept, then the end. Nothing can be written any more. */
  close(): void;
  readonly closed: boolean;
  /** The number of the value that was written last, 0 before the first. */
  readonly newest: number;
  /** The number of the oldest value that is kept; one more than `newest` when there is none. */
  readonly oldest: number;
  /** How many values are kept. */
  readonly size: number;
  readonly capacity: number;
}

export interface LatestReadOptions extends Abortable {
  /** The number of the first value to read; by default that of the current one. */
  readonly from?: number;
}

/** Keeps the newest value. A reader sees the current one once, then newer ones. */
export interface Latest extends Freeable, AsyncIterable<BufferValue> {
  /** False when it is closed. */
  set(value: Bytes): boolean;
  /** The current value. */
  get(): BufferValue | undefined;
  /** Reads until it is closed. */
  read(options?: LatestReadOptions): Stream<BufferValue>;
  [Symbol.asyncIterator](): Stream<BufferValue>;
  close(): void;
  readonly closed: boolean;
  /** The number of the current value, 0 before the first. */
  readonly newest: number;
}

/** What was taken out of a mailbox. Its bytes are a copy, and its text is decoded at each access. */
export interface Letter {
  /** The number of the letter among all that were put in, from 1. */
  readonly seq: number;
  /** Letters before it that nobody took, since the last that was taken. */
  readonly overwritten: number;
  readonly bytes: Uint8Array;
  readonly text: string;
}

/** Holds one value, which is taken exactly once; a newer one overwrites it. `free` drops what is in it. */
export interface Mailbox extends Freeable, AsyncIterable<Letter> {
  /** False when it is closed. */
  put(value: Bytes): boolean;
  /** A letter; undefined when the mailbox is closed and empty. */
  take(options?: Abortable): Promise<Letter | undefined>;
  /** Takes without waiting. */
  tryTake(): Letter | undefined;
  /** Takes until the mailbox is closed and empty. */
  letters(options?: Abortable): Stream<Letter>;
  [Symbol.asyncIterator](): Stream<Letter>;
  close(): void;
  readonly closed: boolean;
  /** How many letters were overwritten, ever. */
  readonly overwritten: number;
}

/** The classes of one program. */
export interface Async {
  readonly Loop: new (options?: LoopOptions) => Loop;
  /** @throws RangeError if the capacity is no integer from 0 on */
  readonly Channel: new <T = unknown>(loop: Loop, capacity: number) => Channel<T>;
  /** @throws RangeError if the capacity is no integer from 1 on */
  readonly Ring: new (loop: Loop, capacity: number) => Ring;
  readonly Latest: new (loop: Loop) => Latest;
  readonly Mailbox: new (loop: Loop) => Mailbox;
}

/**
 * Gives the classes of a program their final form. Objects of them are what functions of the program take for a
 * `std::shared_ptr<tally::javascript::Loop>`, and so on.
 *
 * @param module - the module that the loader made by Emscripten returns
 * @throws TypeError if the program does not call `bind_async`
 */
export declare function attach(module: object): Async;
