import { useDeadLetters, usePending } from "@tally/runtime/react";
import { usePage } from "./context.js";
import { fixed } from "./format.js";
import type { Logged } from "./journal.js";
import { Issues } from "./setpoint.js";
import { useStore } from "./store.js";

const words = {
  local: "stays here",
  queued: "until there is a connection",
  sent: "not answered yet",
  acked: "by the hub",
  rejected: "by the hub",
  expired: "it waited too long",
  invalid: "refused here, by the contract",
  full: "no room in the queue",
  dropped: "gave way to a later one",
} as const;

export function WriteLine({ write }: { write: Logged }) {
  return (
    <span className="write" data-write={write.state}>
      <i aria-hidden="true" />
      <b>{write.state}</b> {words[write.state]}
      {write.sequence !== undefined && ` as value ${write.sequence} after ${fixed(Math.max(1, write.took), 0)} ms`}
      {write.code !== undefined && `: ${write.code}`}
    </span>
  );
}

export function Outbox() {
  const { journal } = usePage();
  const writes = useStore(journal.writes);
  const pending = usePending();
  const dead = useDeadLetters();
  return (
    <section className="card outbox" aria-labelledby="outbox-title">
      <h2 id="outbox-title">Writes</h2>
      <p className="quiet">
        {pending.length === 0
          ? "Nothing waits. Go offline and send a setpoint: it is kept, also when the page is closed."
          : `${pending.length} of them wait for the hub, in order, also when the page is closed.`}
      </p>
      {writes.length > 0 && (
        <ol className="writes" data-testid="writes">
          {writes.slice(0, 8).map((write) => (
            <li key={write.number}>
              <code>{write.key}</code> <WriteLine write={write} />
              <Issues issues={write.issues} />
            </li>
          ))}
        </ol>
      )}
      <h3>Dead letters</h3>
      {dead.length === 0 ? (
        <p className="quiet">None. What the hub rejects ends here, with its reasons, and holds nothing else up.</p>
      ) : (
        <ol className="writes dead" data-testid="dead">
          {[...dead]
            .reverse()
            .slice(0, 5)
            .map((letter) => (
              <li key={letter.id}>
                <code>{letter.key}</code> <b>{letter.code}</b>
                <pre>{JSON.stringify(letter.value)}</pre>
                <Issues issues={letter.issues} />
              </li>
            ))}
        </ol>
      )}
    </section>
  );
}
