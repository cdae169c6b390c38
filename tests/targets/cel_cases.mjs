// The conformance cases of CEL (npm @bufbuild/cel-spec) as rules of a record: what has to hold, and what has to fail whichever way
// it is asked.
import { tests } from "@bufbuild/cel-spec/testdata/conformance.js";

/** [{name: "suite/section/case", expr, value?, evalError?, bindings?}] */
function cases() {
  const all = [];
  const names = new Set();
  const walk = (suite, path) => {
    for (const { original } of suite.tests ?? []) {
      let name = [...path, original.name].join("/");
      while (names.has(name)) name += "'";
      names.add(name);
      all.push({ ...original, name });
    }
    for (const inner of suite.suites ?? []) walk(inner, [...path, inner.name]);
  };
  walk(tests, []);
  return all;
}

const text = (value) => JSON.stringify(value).replaceAll("\u007f", "\\u007f");

/** CEL's kinds of value that a rule can compare with: the field's type, the literal, the value in a document. */
const kinds = {
  boolValue: { type: "bool", literal: String, json: (value) => value },
  int64Value: { type: "int64", literal: String, json: String },
  uint64Value: { type: "uint64", literal: (value) => `${value}u`, json: String },
  doubleValue: {
    type: "float64",
    literal: (value) => (Number.isInteger(value) && Math.abs(value) < 1e15 ? `${value}.0` : String(value).replace("e+", "e")),
    json: (value) => value,
  },
  stringValue: { type: "string", literal: text, json: (value) => value },
};

function kindOf(value) {
  const [name] = Object.keys(value);
  if (!(name in kinds)) return { reason: `a value of the kind ${name.replace("Value", "")}` };
  if (name === "doubleValue" && !Number.isFinite(value[name])) return { reason: "a number that is not finite" };
  return { ...kinds[name], value: value[name] };
}

/** What rules decide otherwise on purpose: a calculation that gives no finite number fails. */
const notFinite = ["comparisons/eq_literal/not_eq_double_nan", "comparisons/ne_literal/not_ne_double_nan", "comparisons/ne_literal/ne_double_nan"];

/** A case as fields, a document and expressions of which all hold or, of an error, none; or the reason why it is none. */
function convert(original, index) {
  const { name: called, expr, value = { boolValue: true }, typedResult, evalError, bindings = {}, checkOnly, container } = original;
  if (notFinite.includes(called)) return { reason: "a calculation that gives no finite number" };
  if (checkOnly || typedResult) return { reason: "only checked, not evaluated" };
  if (container) return { reason: "names within a package of messages" };
  let text = expr;
  const fields = {};
  const document = {};
  for (const [name, bound] of Object.entries(bindings)) {
    if (bound.value === undefined) return { reason: "an unknown value" };
    const kind = kindOf(bound.value);
    if (kind.reason) return { reason: `a variable with ${kind.reason}` };
    if (!/^(?!(true|false|null)$)[a-z]\w*$/.test(name)) return { reason: "a variable with a name that is none" };
    const field = `c${index}_${name}`;
    fields[field] = kind.type;
    document[field] = kind.json(kind.value);
    text = text.replace(new RegExp(`(?<![\\w.'"])${name}(?![\\w'"(])`, "g"), `this.${field}`);
  }
  if (evalError) return { fields, document, fail: text };
  const kind = kindOf(value);
  if (kind.reason) return { reason: `it comes to ${kind.reason}` };
  if (kind.type === "bool") return { fields, document, hold: kind.value ? text : `!(${text})` };
  return { fields, document, hold: `(${text}) == ${kind.literal(kind.value)}` };
}

export const celCases = cases().map((original, index) => ({ name: original.name, expr: original.expr, ...convert(original, index) }));
