// The setpoint of a station. What is typed is judged with every key by the contract: by the same C++ as on the hub.
import { useId, useState, type FormEvent, type ReactNode } from "react";
import type { Draft, Issue } from "@tally/runtime";
import type { weather } from "@climate/contracts";
import { useRecord, useWrite } from "@tally/runtime/react";
import { usePage } from "./context.js";
import { WriteLine } from "./outbox.js";
import { useStore } from "./store.js";

const fields = {
  celsius: { label: "Target", unit: "°C", hint: "The air of the shelter follows it." },
  alarm_below: { label: "Alarm below", unit: "°C", hint: "Colder is an alarm." },
  interval: { label: "Reading every", unit: "ms", hint: "The pace of the chart." },
  note: { label: "Note", unit: "", hint: "Why; may be empty." },
} as const;

type Field = keyof typeof fields;
type Texts = Record<Field, string>;
const names = Object.keys(fields) as Field[];

/** What to try. */
const ideas: readonly { readonly name: string; readonly texts: Partial<Texts> }[] = [
  { name: "Warmer, ten times a second", texts: { celsius: "29.5", interval: "100" } },
  { name: "Cool down", texts: { celsius: "14", alarm_below: "8" } },
  { name: "Alarm until it is warm", texts: { celsius: "30", alarm_below: "27" } },
  { name: "Two fields that do not fit", texts: { celsius: "20", alarm_below: "19" } },
  { name: "Three mistakes", texts: { celsius: "41", alarm_below: "cold", interval: "250" } },
];

function textsOf(setpoint: weather.Setpoint | undefined): Texts {
  return {
    celsius: String(setpoint?.celsius ?? ""),
    alarm_below: String(setpoint?.alarm_below ?? ""),
    interval: String(setpoint?.interval ?? ""),
    note: setpoint?.note ?? "",
  };
}

/** A number where it is one; else the text, so that the contract says what it thinks of it. */
function number(text: string): unknown {
  const trimmed = text.trim().replace(",", ".").replace("−", "-");
  if (trimmed === "") return undefined;
  const value = Number(trimmed);
  return Number.isNaN(value) ? text : value;
}

function draftOf(texts: Texts): unknown {
  return {
    celsius: number(texts.celsius),
    alarm_below: number(texts.alarm_below),
    interval: number(texts.interval),
    ...(texts.note === "" ? {} : { note: texts.note }),
  };
}

export function SetpointForm({ id, readOnly }: { id: string; readOnly: boolean }) {
  const { contracts, journal } = usePage();
  const setpoint = useRecord(`setpoints.${id}`);
  const write = useWrite(`setpoints.${id}`, { mode: "synced" });
  const [edits, setEdits] = useState<Partial<Texts>>({});
  const log = useStore(journal.writes).find((each) => each.key === `setpoints.${id}`);

  const texts = { ...textsOf(setpoint), ...edits };
  const draft = draftOf(texts);
  const verdict = contracts.Setpoint.safeParseValue(draft);
  const issues = verdict.ok ? [] : verdict.issues;
  const dirty = Object.keys(edits).length > 0;

  async function send(event: FormEvent) {
    event.preventDefault();
    // The bridge judges it once more, and lets nothing out that breaks the contract.
    const written = write(draft as Draft<weather.Setpoint>);
    journal.log(written);
    if (written.state === "invalid") return;
    await written.settled;
    setEdits((newer) => (newer === edits ? {} : newer));
  }

  return (
    <form className="setpoint" onSubmit={send} noValidate aria-label="Setpoint">
      <h3>
        Setpoint <code>setpoints.{id}</code>
      </h3>
      {readOnly && (
        <p className="note">
          Everybody may read this station, nobody may write it. Send something: the hub rejects it, and it becomes a dead letter.
        </p>
      )}
      <div className="ideas" role="group" aria-label="Ideas">
        {ideas.map(({ name, texts: idea }) => (
          <button key={name} type="button" onClick={() => setEdits(idea)}>
            {name}
          </button>
        ))}
      </div>
      <div className="fields">
        {names.map((name) => (
          <Input
            key={name}
            name={name}
            text={texts[name]}
            issues={issues.filter(({ path }) => path === `/${name}`)}
            onChange={(text) => setEdits({ ...edits, [name]: text })}
          />
        ))}
      </div>
      <Issues issues={issues.filter(({ path }) => !names.some((name) => path === `/${name}`))} />
      <div className="actions">
        <button type="submit" className="primary" disabled={!dirty}>
          Send
        </button>
        <button type="button" disabled={!dirty} onClick={() => setEdits({})}>
          Back
        </button>
        <p className="verdict" role="status" data-ok={verdict.ok}>
          {verdict.ok ? "The contract accepts it" : `The contract refuses it: ${issues.length} ${issues.length === 1 ? "issue" : "issues"}`}
        </p>
      </div>
      {log !== undefined && (
        <p className="latest" data-testid="latest" data-write={log.state}>
          Last: <WriteLine write={log} />
        </p>
      )}
    </form>
  );
}

interface InputProps {
  readonly name: Field;
  readonly text: string;
  readonly issues: readonly Issue[];
  readonly onChange: (text: string) => void;
}

function Input({ name, text, issues, onChange }: InputProps) {
  const id = useId();
  const { label, unit, hint } = fields[name];
  return (
    <div className="field" data-field={name}>
      <label htmlFor={id}>{label}</label>
      <span className="box" data-bad={issues.length > 0}>
        <input
          id={id}
          value={text}
          inputMode={name === "note" ? "text" : "decimal"}
          autoComplete="off"
          aria-invalid={issues.length > 0}
          aria-describedby={`${id}-more`}
          onChange={(event) => onChange(event.target.value)}
        />
        {unit !== "" && <span className="unit">{unit}</span>}
      </span>
      <div id={`${id}-more`} className="more">
        {issues.length === 0 ? <p className="hint">{hint}</p> : <Issues issues={issues} />}
      </div>
    </div>
  );
}

export function Issues({ issues }: { issues: readonly Issue[] }): ReactNode {
  if (issues.length === 0) return null;
  return (
    <ul className="issues">
      {issues.map(({ path, code, message }) => (
        <li key={path + code}>
          {message} <code>{code}</code>
        </li>
      ))}
    </ul>
  );
}
