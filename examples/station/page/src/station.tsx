import type { Issue } from "@tally/runtime";
import { useRecord, useStatus, useWrite } from "@tally/runtime/react";
import { useState, type FormEvent } from "react";

export function Station() {
  return (
    <>
      <h1>Station: {useStatus()}</h1>
      <Tank name="north" />
      <Tank name="south" />
    </>
  );
}

/** What is in a tank, and a form for what shall be. The contract judges it here, and again in the hub. */
function Tank({ name }: { name: string }) {
  const level = useRecord(`tanks.${name}.level`);
  const setpoint = useRecord(`tanks.${name}.setpoint`);
  const write = useWrite(`tanks.${name}.setpoint`);
  const [issues, setIssues] = useState<readonly Issue[]>([]);

  function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const litres = Number(new FormData(event.currentTarget).get("litres"));
    setIssues(write({ litres, by: "the page" }).issues);
  }

  return (
    <section aria-label={name}>
      <h2>{name}</h2>
      <p>
        {level?.litres.toFixed(0) ?? "?"} l{setpoint && `, shall be ${setpoint.litres} l, says ${setpoint.by}`}
      </p>
      <form onSubmit={send}>
        <input name="litres" defaultValue="1000" aria-label={`litres of ${name}`} />
        <button>Set</button>
      </form>
      {issues.map((issue) => <p key={issue.path} role="alert">{issue.path}: {issue.message}</p>)}
    </section>
  );
}
