import { useMemo } from "react";
import { useRecord, useStatus } from "@tally/runtime/react";
import { Chart, range, ticks, type Level } from "./chart.js";
import { usePage } from "./context.js";
import { count, fixed } from "./format.js";
import { Fact } from "./header.js";
import { useGaps } from "./journal.js";
import { SetpointForm } from "./setpoint.js";
import { states, useTemperatures } from "./stations.js";

const longest = 120_000; // ms that the chart shows
const shortest = 10_000;
const smallest = 4; // °C that a chart shows at least

export function Detail({ id }: { id: string }) {
  const station = useRecord(`stations.${id}`);
  const reading = useRecord(`weather.${id}`);
  if (station === undefined) {
    return (
      <section className="card detail" aria-label="Station">
        <p className="quiet">Waiting for the station …</p>
      </section>
    );
  }
  return (
    <section className="card detail" aria-labelledby="detail-title" data-station={id}>
      <header>
        <h2 id="detail-title">{station.name}</h2>
        <p className="quiet">
          {station.model} · {fixed(station.elevation, 0)} m · <code>weather.{id}</code>
        </p>
      </header>
      <div className="now" data-state={reading?.state}>
        <p className="value">
          <span data-testid="celsius">{reading === undefined ? "–" : fixed(reading.celsius, 2)}</span>
          <small> °C</small>
        </p>
        <p className="state">
          <i aria-hidden="true" />
          {reading === undefined ? "silent" : states[reading.state]}
          {reading !== undefined && <> · power {fixed(reading.power, 0)} %</>}
        </p>
      </div>
      <Temperatures id={id} name={station.name} />
      {reading !== undefined && (
        <dl className="facts">
          <Fact name="Outside" value={`${fixed(reading.outside, 1)} °C`} />
          <Fact name="Humidity" value={`${fixed(reading.humidity, 0)} %`} />
          <Fact name="Wind" value={`${fixed(reading.wind, 1)} m/s`} />
        </dl>
      )}
      <SetpointForm key={id} id={id} readOnly={station.access === "reading"} />
    </section>
  );
}

function Temperatures({ id, name }: { id: string; name: string }) {
  const { journal } = usePage();
  const points = useTemperatures(id, 600);
  const setpoint = useRecord(`setpoints.${id}`);
  const status = useStatus();
  const { gaps, lost } = useGaps(journal, `weather.${id}`);

  const to = points[points.length - 1]?.at ?? Date.now();
  const from = Math.min(Math.max(to - longest, points[0]?.at ?? 0), to - shortest);
  const [low, high] = useMemo(
    () => range(points.filter(({ at }) => at >= from), setpoint?.celsius, smallest),
    [points, from, setpoint],
  );

  const grid = ticks(low, high, 4);
  const levels: Level[] = grid.map((value) => ({ value, kind: "grid" }));
  if (setpoint !== undefined) {
    levels.push({ value: setpoint.celsius, kind: "target" });
    if (setpoint.alarm_below > low) levels.push({ value: setpoint.alarm_below, kind: "alarm" });
  }
  return (
    <figure className="temperatures">
      <div className="plot" data-stale={status !== "connected"}>
        <Chart points={points} gaps={gaps} from={from} to={to} low={low} high={high} levels={levels} area label={`Temperature of ${name} in the last ${fixed((to - from) / 1000, 0)} seconds`} />
        <ol className="ticks" aria-hidden="true">
          {grid.map((value) => (
            <li key={value} style={{ bottom: `${((value - low) / (high - low)) * 100}%` }}>
              {fixed(value, 0)}°
            </li>
          ))}
        </ol>
      </div>
      <figcaption>
        <span>{fixed((to - from) / 1000, 0)} s ago</span>
        <span data-testid="lost">
          {lost === 0 ? `${count(points.length, "reading")} kept, none lost` : `${count(lost, "reading")} lost while away`}
        </span>
        <span>now</span>
      </figcaption>
    </figure>
  );
}
