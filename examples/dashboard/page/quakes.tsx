import { useHistory } from "@tally/runtime/react";
import { date, fixed } from "./format.js";
import { globe, Map, onGlobe } from "./map.js";

const shown = 120;
const fading = 45_000; // ms until an event is gone from the map
const fresh = 2500; // ms in which it draws a ring
const listed = 5;

const radius = (magnitude: number) => 1.2 + 1.1 * 1.55 ** Math.max(0, magnitude);
const strength = (magnitude: number) => (magnitude >= 5 ? "strong" : magnitude >= 3 ? "felt" : "weak");

export function Quakes() {
  const quakes = useHistory("quakes", { last: shown });
  const newest = quakes[quakes.length - 1];
  const now = newest?.time ?? 0;
  return (
    <section className="card quakes" aria-labelledby="quakes-title">
      <h2 id="quakes-title">Earthquakes</h2>
      <p className="quiet">A week of the USGS feed, a thousand times as fast.</p>
      <Map projection={onGlobe} size={globe} label="Map of the world with the last earthquakes">
        {quakes.map(({ sequence, time, value }) => {
          const age = now - time;
          const at = onGlobe([value.longitude, value.latitude]);
          if (at === null || age > fading) return null;
          const r = radius(value.magnitude);
          return (
            <g key={sequence} className="quake" data-strength={strength(value.magnitude)} opacity={1 - age / fading}>
              {age < fresh && <circle className="ring" cx={at[0]} cy={at[1]} r={r} />}
              <circle cx={at[0]} cy={at[1]} r={r} />
            </g>
          );
        })}
      </Map>
      <ol className="latest-quakes" aria-label="The latest">
        {quakes
          .slice(-listed)
          .reverse()
          .map(({ sequence, value }) => (
            <li key={sequence} data-strength={strength(value.magnitude)}>
              <b>{fixed(value.magnitude, 1)}</b>
              <span>{value.place}</span>
              <small>
                {fixed(value.depth, 0)} km deep, {date(value.time)}
              </small>
            </li>
          ))}
      </ol>
    </section>
  );
}
