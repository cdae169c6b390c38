// What the types of @tally/runtime/async promise.
import { attach } from "@tally/runtime/async";
import type { BufferValue, Channel, Gap, Lagged, Letter, Loop, Ring, Stream } from "@tally/runtime/async";
import { expect, type Same } from "./expect.js";

declare const program: object;
const { Loop: LoopClass, Channel: ChannelClass, Ring: RingClass, Latest, Mailbox } = attach(program);

const loop: Loop = new LoopClass();
const numbers: Channel<number> = new ChannelClass<number>(loop, 4);
const ring: Ring = new RingClass(loop, 5);

export async function channels() {
  using disposable = new LoopClass();
  disposable.tree();

  const sent = numbers.send(1, { signal: new AbortController().signal });
  expect<Same<typeof sent, Promise<boolean>>>();
  for await (const value of numbers) expect<Same<typeof value, number>>();
  const received = await numbers.receive();
  if (received.done) expect<Same<typeof received.value, undefined>>();
  else expect<Same<typeof received.value, number>>();
  // @ts-expect-error: no number
  numbers.trySend("x");
}

export async function buffers() {
  expect<Same<ReturnType<typeof ring.read>, Stream<BufferValue | Gap | Lagged>>>();
  for await (const event of ring) expect<Same<typeof event, BufferValue | Gap>>();
  for await (const event of ring.read({ policy: "wait" })) expect<Same<typeof event, BufferValue | Gap>>();
  for await (const event of ring.read({ policy: "close" })) {
    if (event.type === "lagged") expect<Same<typeof event.from, number>>();
    else expect<Same<typeof event, BufferValue>>();
  }
  // @ts-expect-error: no such policy
  ring.read({ policy: "drop" });
  for await (const event of new Latest(loop)) expect<Same<typeof event, BufferValue>>();
  for await (const letter of new Mailbox(loop)) expect<Same<typeof letter, Letter>>();
}
