import { Hub } from "./header.js";

/** What runs where. */
export function About() {
  return (
    <section className="card about" aria-labelledby="about-title">
      <h2 id="about-title">What runs where</h2>
      <ul className="where">
        <li>
          <b>Contract</b> Two YAML files say what a reading, a setpoint and an earthquake is, and which key they live under.
        </li>
        <li>
          <b>Server</b> A C++ program with the generated records: stations, earthquakes, hub. It judges each write that comes.
        </li>
        <li>
          <b>This page</b> The same C++ as WebAssembly: it judges each value that comes and each setpoint while you type, keeps the
          records, queues writes in IndexedDB and reconnects. React only draws. <code>useRecord("weather.vienna")</code> knows its
          type from its key.
        </li>
      </ul>
      <h3>The hub</h3>
      <Hub />
    </section>
  );
}
