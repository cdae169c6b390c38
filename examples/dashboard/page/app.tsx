import { useState } from "react";
import { About } from "./about.js";
import { Detail } from "./detail.js";
import { Header } from "./header.js";
import { Outbox } from "./outbox.js";
import { Quakes } from "./quakes.js";
import { Seismograph } from "./seismograph.js";
import { StationCards, StationMap } from "./stations.js";

export function App() {
  const [chosen, choose] = useState("vienna");
  return (
    <>
      <Header />
      <main>
        <StationMap chosen={chosen} choose={choose} />
        <StationCards chosen={chosen} choose={choose} />
        <Detail id={chosen} />
        <Quakes />
        <div className="column">
          <Seismograph />
          <Outbox />
        </div>
        <About />
      </main>
    </>
  );
}
