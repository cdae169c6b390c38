import { useMemo } from "react";
import { Chart, type Point } from "./chart.js";
import { usePage } from "./context.js";
import { count, fixed } from "./format.js";
import { useGaps } from "./journal.js";
import { useStore } from "./store.js";

const shown = 500; // values
const gapWidth = 40; // values that a gap takes, however many it lost
const quiet = 25; // µm that the chart shows at least

/** Twenty-five values in a second, so the one where a few seconds offline lose some. */
export function Seismograph() {
  const { journal } = usePage();
  const trace = useStore(journal.trace);
  const { gaps, lost } = useGaps(journal, "seismograph.conrad");
  const points = useMemo(() => {
    const ends = new Set(gaps.map(({ after }) => after));
    let at = 0;
    return trace.map(({ sequence, value }): Point => {
      at += ends.has(sequence - 1) ? gapWidth : 1;
      return { at, sequence, value: value.displacement };
    });
  }, [trace, gaps]);
  const to = points[points.length - 1]?.at ?? shown;
  const most = points.reduce((largest, { value }) => Math.max(largest, Math.abs(value)), quiet) * 1.1;
  return (
    <section className="card seismograph" aria-labelledby="seismograph-title">
      <h2 id="seismograph-title">Seismograph</h2>
      <Chart
        points={points}
        gaps={gaps}
        from={to - shown}
        to={to}
        low={-most}
        high={most}
        levels={[{ value: 0, kind: "grid" }]}
        label="Displacement in the last twenty seconds"
      />
      <p className="quiet" data-testid="seismograph-lost">
        ±{fixed(most, 0)} µm · twenty seconds at 25 values/s ·{" "}
        {lost === 0
          ? "none lost: more than ten seconds offline make a gap"
          : `${count(lost, "value")} lost in ${count(gaps.length, "gap")}: the hub keeps ten seconds, and says what is missing`}
      </p>
    </section>
  );
}
