import { useEffect, useState } from "react";
import { usePending, useRecord, useStatus, useTally } from "@tally/runtime/react";
import { usePage } from "./context.js";
import { count } from "./format.js";
import { useStore } from "./store.js";

const words = {
  connected: "Connected",
  connecting: "Connecting …",
  reconnecting: "Reconnecting …",
  disconnected: "Offline",
} as const;

export function Header() {
  const { bridge } = useTally();
  const { journal } = usePage();
  const status = useStatus();
  const rate = useStore(journal.rate);
  const pending = usePending();
  const online = status !== "disconnected";
  return (
    <header className="top">
      <div className="brand">
        <img src="tally.svg" alt="" width={26} height={26} />
        <h1>
          Tally <span>weather and earthquakes, live</span>
        </h1>
      </div>
      <div className="connection">
        <span className="status" role="status" data-status={status}>
          <i aria-hidden="true" />
          {words[status]}
        </span>
        <span className="number" title="Values that came in the last second, each judged here" data-testid="rate">
          <b>{rate}</b> values/s
        </span>
        <span className="number" data-testid="pending" data-some={pending.length > 0}>
          <b>{pending.length}</b> waiting
        </span>
        <button
          type="button"
          role="switch"
          className="switch"
          aria-checked={online}
          onClick={() => (online ? bridge?.disconnect() : bridge?.connect())}
        >
          <i aria-hidden="true" />
          Online
        </button>
      </div>
    </header>
  );
}

/** What the hub says of itself, as long as it does. */
export function Hub() {
  const health = useRecord("health");
  const now = useSeconds();
  if (health === undefined) return <p className="quiet">Nothing has come from the hub yet.</p>;
  const minutes = Math.max(0, Math.floor((now - health.started) / 60_000));
  return (
    <dl className="facts">
      <Fact name="Pages and programs" value={count(health.clients, "client")} />
      <Fact name="Up" value={minutes < 1 ? "less than a minute" : count(minutes, "minute")} />
      <Fact name="Taken" value={count(health.readings, "reading")} />
      <Fact name="Accepted" value={count(health.writes, "write")} />
      <Fact name="Rejected" value={count(health.refused, "write")} />
    </dl>
  );
}

export function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function useSeconds(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
