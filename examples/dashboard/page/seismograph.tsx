import { useMemo } from "react";
import { useHistory } from "@tally/runtime/react";
import { Chart, type Point } from "./chart.js";
import { usePage } from "./context.js";
import { fixed } from "./format.js";
import { useStore } from "./store.js";

const shown = 500; // values
const gap = 12; // values that a hole is wide, however many it lost
const quiet = 25; // µm that the chart shows at least

/** Twenty-five values in a second, so the one where a few seconds offline lose some. */
export function Seismograph() {
  const { journal } = usePage();
  const history = useHistory("seismograph.conrad", { last: shown });
  const losses = useStore(journal.lost).filter(({ key }) => key === "seismograph.conrad");
  const lost = losses.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  const points = useMemo(() => {
    let at = 0;
    let before: number | undefined;
    return history.map(({ sequence, value }): Point => {
      at += before === undefined || sequence === before + 1 ? 1 : gap;
      before = sequence;
      return { at, sequence, value: value.displacement };
    });
  }, [history]);
  const to = points[points.length - 1]?.at ?? shown;
  const most = points.reduce((largest, { value }) => Math.max(largest, Math.abs(value)), quiet) * 1.1;
  return (
    <section className="card seismograph" aria-labelledby="seismograph-title">
      <h2 id="seismograph-title">Seismograph</h2>
      <Chart points={points} from={to - shown} to={to} low={-most} high={most} levels={[{ value: 0, kind: "grid" }]} label="Displacement in the last twenty seconds" />
      <p className="quiet" data-testid="seismograph-lost">
        ±{fixed(most, 0)} µm · twenty seconds at 25 values/s ·{" "}
        {lost === 0
          ? "none lost: offline for more than ten seconds makes a gap"
          : `${fixed(lost, 0)} values lost in ${losses.length} ${losses.length === 1 ? "gap" : "gaps"}: the hub keeps ten seconds, and says what is missing`}
      </p>
    </section>
  );
}
