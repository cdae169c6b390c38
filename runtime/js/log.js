// What the parts of a program have to say that nobody asked them for; async.d.ts documents LogLine.
import { call } from "./report.js";

function toConsole({ level, text, fields }) {
  console[level === "warning" ? "warn" : level](text, fields);
}

/** Where lines go: to `log` if it is given, else to `otherwise`. It does not throw. */
export function sinkOf(log, otherwise = toConsole) {
  if (log === undefined) return otherwise;
  if (typeof log !== "function") throw new TypeError("a log is a function");
  return (line) => call(log, line);
}
