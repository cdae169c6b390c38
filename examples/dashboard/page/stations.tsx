import { useMemo } from "react";
import { useHistory, useKeys, useRecord } from "@tally/runtime/react";
import { Chart, range, type Point } from "./chart.js";
import { fixed, last } from "./format.js";
import { europe, Map, onEurope, place } from "./map.js";

export interface Choice {
  readonly chosen: string;
  readonly choose: (station: string) => void;
}

export const states = {
  holding: "holds its target",
  heating: "is heating",
  cooling: "is cooling",
  alarm: "is too cold",
} as const;

const shown = 90; // readings on a card

export function useStations(): readonly string[] {
  const keys = useKeys("stations.+");
  return useMemo(() => keys.map(last), [keys]);
}

export function StationMap(choice: Choice) {
  const stations = useStations();
  return (
    <section className="card overview" aria-labelledby="map-title">
      <h2 id="map-title">Stations</h2>
      <Map
        projection={onEurope}
        size={europe}
        label="Map of Europe"
        over={stations.map((id) => (
          <Pin key={id} id={id} {...choice} />
        ))}
      />
      <ul className="legend" aria-label="Colours">
        {Object.entries(states).map(([state, words]) => (
          <li key={state} data-state={state}>
            <i aria-hidden="true" /> {words}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Pin({ id, chosen, choose }: { id: string } & Choice) {
  const station = useRecord(`stations.${id}`);
  const reading = useRecord(`weather.${id}`);
  if (station === undefined) return null;
  return (
    <button
      type="button"
      className="pin"
      data-state={reading?.state}
      aria-pressed={id === chosen}
      style={place(onEurope, europe, station.longitude, station.latitude)}
      onClick={() => choose(id)}
    >
      <i aria-hidden="true" />
      <span>
        <b>{station.name}</b> {reading === undefined ? "–" : `${fixed(reading.celsius, 1)}°`}
      </span>
    </button>
  );
}

export function StationCards(choice: Choice) {
  const stations = useStations();
  return (
    <ul className="stations" aria-label="Stations">
      {stations.map((id) => (
        <li key={id}>
          <StationCard id={id} {...choice} />
        </li>
      ))}
    </ul>
  );
}

/** The readings of a station as points of a chart. */
export function useTemperatures(id: string, newest: number): Point[] {
  const history = useHistory(`weather.${id}`, { last: newest });
  return useMemo(
    () => history.map(({ time, sequence, value }) => ({ at: time, sequence, value: value.celsius })),
    [history],
  );
}

function StationCard({ id, chosen, choose }: { id: string } & Choice) {
  const station = useRecord(`stations.${id}`);
  const reading = useRecord(`weather.${id}`);
  const setpoint = useRecord(`setpoints.${id}`);
  const points = useTemperatures(id, shown);
  if (station === undefined) return null;
  const [low, high] = range(points, setpoint?.celsius, 3);
  return (
    <button type="button" className="card station" data-state={reading?.state} aria-pressed={id === chosen} onClick={() => choose(id)}>
      <span className="name">
        <i aria-hidden="true" />
        {station.name}
        {station.access === "reading" && <span className="lock"> read only</span>}
      </span>
      <span className="value">
        {reading === undefined ? "–" : fixed(reading.celsius, 1)}
        <small> °C</small>
      </span>
      <Chart
        points={points}
        from={points[0]?.at ?? 0}
        to={points[points.length - 1]?.at ?? 1}
        low={low}
        high={high}
        levels={setpoint === undefined ? [] : [{ value: setpoint.celsius, kind: "target" }]}
        label={`Temperature of ${station.name}, the last ${points.length} readings`}
        area
      />
      <span className="visually-hidden">{reading !== undefined && states[reading.state]}</span>
    </button>
  );
}
