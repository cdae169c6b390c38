// Lines over time that show where values are missing. A chart is as wide as its place: the drawing is stretched, and
// what must not be is HTML above it.
import { useMemo } from "react";
import type { Gap } from "./journal.js";

export interface Point {
  readonly at: number;
  readonly value: number;
  readonly sequence: number;
}

/** What is missing between two points. */
export interface Hole {
  readonly from: number;
  readonly to: number;
  readonly lost: number;
}

/** Lines without holes, and the holes. */
export function split(points: readonly Point[], gaps: readonly Gap[]): { lines: Point[][]; holes: Hole[] } {
  const lost = new Map(gaps.map(({ after, count }) => [after, count]));
  const lines: Point[][] = [];
  const holes: Hole[] = [];
  let line: Point[] | undefined;
  for (const [i, point] of points.entries()) {
    if (line === undefined) lines.push((line = []));
    line.push(point);
    const next = points[i + 1];
    const count = lost.get(point.sequence);
    if (next === undefined || count === undefined) continue;
    holes.push({ from: point.at, to: next.at, lost: count });
    line = undefined;
  }
  return { lines, holes };
}

export interface Level {
  readonly value: number;
  readonly kind: "target" | "alarm" | "grid";
}

export interface ChartProps {
  readonly points: readonly Point[];
  /** Of the record that they come from. */
  readonly gaps?: readonly Gap[];
  readonly from: number;
  readonly to: number;
  readonly low: number;
  readonly high: number;
  readonly levels?: readonly Level[];
  readonly label: string;
  readonly area?: boolean;
}

const none: readonly Gap[] = [];
const width = 1000;
const height = 100;

export function Chart({ points, gaps = none, from, to, low, high, levels = [], label, area = false }: ChartProps) {
  const { lines, holes } = useMemo(() => split(points, gaps), [points, gaps]);
  const x = (at: number) => ((at - from) / (to - from || 1)) * width;
  const y = (value: number) => height - ((value - low) / (high - low || 1)) * height;
  const path = (line: readonly Point[]) =>
    line.map(({ at, value }, i) => `${i === 0 ? "M" : "L"}${x(at).toFixed(1)} ${y(value).toFixed(2)}`).join("");
  const shown = holes.filter((hole) => hole.to > from);
  return (
    <span className="chart" role="img" aria-label={label}>
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
        {shown.map((hole) => (
          <rect key={hole.from} className="hole" x={Math.max(0, x(hole.from))} width={x(hole.to) - Math.max(0, x(hole.from))} y={0} height={height} />
        ))}
        {levels.map(({ value, kind }) => (
          <line key={kind + value} className={kind} x1={0} x2={width} y1={y(value)} y2={y(value)} />
        ))}
        {lines.map((line) => {
          const [first] = line;
          const end = line[line.length - 1];
          if (first === undefined || end === undefined) return null;
          return (
            <g key={first.sequence}>
              {area && <path className="area" d={`${path(line)}L${x(end.at).toFixed(1)} ${height}L${x(first.at).toFixed(1)} ${height}Z`} />}
              <path className="line" d={path(line)} />
            </g>
          );
        })}
      </svg>
      {shown.map((hole) => (
        <span key={hole.from} className="hole-label" style={{ left: `${(x(Math.max(hole.from, from)) + x(hole.to)) / 2 / (width / 100)}%` }}>
          {hole.lost} lost
        </span>
      ))}
    </span>
  );
}

/** What a chart shows: all points and one more value, with some air, and `least` at least. */
export function range(points: readonly Point[], further: number | undefined, least: number): [number, number] {
  const values = points.map(({ value }) => value);
  if (further !== undefined) values.push(further);
  if (values.length === 0) return [0, least];
  const low = Math.min(...values);
  const high = Math.max(...values);
  const half = Math.max(least / 2, (high - low) * 0.58);
  return [(low + high) / 2 - half, (low + high) / 2 + half];
}

/** Round numbers between two, about `wanted` of them. */
export function ticks(low: number, high: number, wanted: number): number[] {
  const rough = (high - low) / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= rough) ?? rough;
  const all: number[] = [];
  for (let value = Math.ceil(low / step) * step; value <= high; value += step) all.push(Number(value.toFixed(6)));
  return all;
}
