// Measurements as Markdown.

export const round = (value, digits) =>
  value.toLocaleString("en", { maximumFractionDigits: digits, minimumFractionDigits: digits });

export function duration(nanoseconds) {
  const [value, unit] =
    nanoseconds < 1e3 ? [nanoseconds, "ns"] : nanoseconds < 1e6 ? [nanoseconds / 1e3, "µs"] : [nanoseconds / 1e6, "ms"];
  return `${round(value, value < 10 ? 2 : value < 100 ? 1 : 0)} ${unit}`;
}

export const bytes = (value) => `${round(value, 0)} B`;

/** What it is to take `own` when somebody else takes `other`. */
export function comparison(own, other) {
  const ratio = round(Math.max(other / own, own / other), 1);
  return ratio === "1.0" ? "equally fast" : `${ratio} times ${own < other ? "faster" : "slower"}`;
}

/** A Markdown table whose columns are aligned in the source, too. Numbers go to the right. */
export function table(head, rows) {
  const width = head.map((_, column) => Math.max(3, ...[head, ...rows].map((row) => row[column].length)));
  const right = head.map((title) => title.startsWith(">"));
  const line = (row) =>
    `| ${row.map((cell, i) => (right[i] ? cell.padStart(width[i]) : cell.padEnd(width[i]))).join(" | ")} |`;
  const rule = `|${width.map((w, i) => "-".repeat(w + (right[i] ? 1 : 2)) + (right[i] ? ":" : "")).join("|")}|`;
  return [line(head.map((title) => title.replace(">", ""))), rule, ...rows.map(line)].join("\n");
}

export const isTally = ({ contestant }) => contestant.startsWith("Tally");
const distinct = (values) => [...new Set(values)];

/**
 * One race for each input, and how each way in which Tally does it compares with the others. `label` names an input in
 * a column with that `title`; `size` gives its bytes where speed is a matter of them.
 */
function workTable(measurements, { title, label, size }) {
  const own = distinct(measurements.filter(isTally).map(({ contestant }) => contestant));
  const sized = size?.(measurements[0]) !== undefined;
  const rows = distinct(measurements.map(({ input }) => input)).flatMap((input) => {
    const race = measurements.filter((each) => each.input === input);
    const ofTally = own.map((name) => race.find(({ contestant }) => contestant === name));
    return race.map((each, i) => [
      i === 0 ? label(input) : "",
      each.contestant,
      duration(each.median),
      duration(each.minimum),
      ...(sized ? [round((size(each) / each.median) * 1e3, 0)] : []),
      ...ofTally.map((tally) => (isTally(each) ? "" : comparison(tally.median, each.median))),
    ]);
  });
  const speed = sized ? [">MB/s"] : [];
  const head = [title, "contestant", ">median", ">minimum", ...speed, ...own.map((name) => `${name} is`)];
  const needed = measurements.some(({ input }) => input !== "") ? 0 : 1; // inputs without a name need no column
  return table(head.slice(needed), rows.map((row) => row.slice(needed)));
}

/** A table with a heading for each work. */
export const workTables = ({ measurements }, columns) =>
  distinct(measurements.map(({ work }) => work))
    .map((work) => `### ${work}\n\n${workTable(measurements.filter((each) => each.work === work), columns)}`)
    .join("\n\n");
