// Text that stands for values of other kinds: forms, queries and environments know nothing else. What a text has to become, the
// judge says: where it wants a number and finds text, the text is read as one, and the whole is judged again.
// form.d.ts documents it.
import { ContractError } from "./error.js";
import { define, isPlain } from "./shape.js";
import { standard, stepsOf } from "./standard.js";

const rounds = 20; // each reads what the judge names at a time: the contract's `limits.issues`
const deepest = 32; // steps in the name of an input

export function fromText(contract) {
  const safeParse = (input) => read(contract, opened(input));
  return Object.freeze({
    name: contract.name,
    safeParse,
    parse(input) {
      const result = safeParse(input);
      if (!result.ok) throw new ContractError(contract.name, result.issues);
      return result.value;
    },
    "~standard": {
      ...standard(safeParse),
      validate(input) {
        const given = opened(input); // steps lead into the value that a form stands for
        return standard(() => read(contract, given)).validate(given.value);
      },
    },
  });
}

// ---- Reading texts ----

const spelledBooleans = new Map([["true", true], ["on", true], ["1", true], ["false", false], ["off", false], ["0", false]]);
// An integer keeps all of its digits: none is rounded away before it is judged.
const integer = /^[-+]?\d+(\.0*)?(e\+?\d+)?$/i;
const number = /^[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d+)?$/i;
const numbers = (text, grammar) => (grammar.test(text) ? [Number(text)] : []);

/** What a text may stand for, by what the judge expects. */
const readings = {
  __proto__: null,
  array: (text) => [[text]],
  boolean: (text) => (spelledBooleans.has(text) ? [spelledBooleans.get(text)] : []),
  integer: (text) => numbers(text.trim(), integer),
  number: (text) => numbers(text.trim(), number),
};

/** What is tried in place of a value with an issue, one after the other; undefined is to be absent. */
function candidatesFor({ code, params }, value, { isMember, isForm }) {
  // A box that is not ticked and a list of which nothing is chosen send nothing.
  if (value === undefined) return isForm && code === "required" ? [false, [], undefined] : [];
  if (typeof value !== "string") return [];
  // An input that was left empty sends no text.
  if (value === "") return isMember ? [undefined, null, undefined] : [];
  return code === "type" ? (readings[params.expected]?.(value) ?? []) : [];
}

/** The result for a value with texts. What was given stays as it is. */
function read(contract, { value, isForm }) {
  const root = { value };
  const copies = new Set([root]);
  const candidates = new Map(); // that are left, by path

  /** What is in a place, as ours to change; undefined where there is nothing to look into. */
  function copied(place, key) {
    const inside = Object.hasOwn(place, key) ? place[key] : undefined;
    if (copies.has(inside)) return inside;
    if (!Array.isArray(inside) && !isPlain(inside)) return undefined;
    const copy = Array.isArray(inside) ? [...inside] : { ...inside };
    copies.add(copy);
    define(place, key, copy);
    return copy;
  }

  /** Whether something else is in the place of an issue now. */
  function change(issue) {
    let place = root;
    let key = "value";
    for (const step of stepsOf(issue.path, root.value)) {
      place = copied(place, key);
      if (place === undefined) return false;
      key = step;
    }
    const isMember = place !== root && !Array.isArray(place);
    const known = candidates.get(issue.path);
    if (known !== undefined && issue.code !== "type" && issue.code !== "required") return false; // of the right kind
    const left = known ?? candidatesFor(issue, Object.hasOwn(place, key) ? place[key] : undefined, { isMember, isForm });
    candidates.set(issue.path, left);
    if (left.length === 0) return false;
    const candidate = left.shift();
    if (candidate === undefined) delete place[key];
    else define(place, key, candidate);
    return true;
  }

  let result = contract.safeParseValue(value);
  for (let round = 0; round < rounds && !result.ok; ++round) {
    try {
      if (result.issues.filter(change).length === 0) break;
    } catch {
      break; // a getter or proxy of the value threw
    }
    result = contract.safeParseValue(root.value);
  }
  return result;
}

// ---- Forms ----

/** What is given, and whether it is a form. */
function opened(input) {
  return isFormData(input) ? { value: treeOf(input), isForm: true } : { value: input, isForm: false };
}

/** FormData or URLSearchParams, of whichever realm. */
function isFormData(input) {
  try {
    return typeof input.getAll === "function" && typeof input[Symbol.iterator] === "function";
  } catch {
    return false;
  }
}

/** The object that a form stands for: `lines[0].sku` and `lines.0.sku` lead into lists and records. */
function treeOf(form) {
  const root = new Map();
  for (const [name, value] of form) {
    let node = { members: root };
    for (const step of stepsOfName(name)) {
      if (!node.members.has(step)) node.members.set(step, { values: [], members: new Map() });
      node = node.members.get(step);
    }
    node.values.push(value);
  }
  return objectOf(root);
}

function stepsOfName(name) {
  const steps = name.split(/[.[\]]+/).filter((step) => step !== "");
  return steps.length === 0 || steps.length > deepest ? [name] : steps;
}

function valueOf({ values, members }) {
  if (members.size === 0) return values.length === 1 ? values[0] : values;
  if (values.length > 0) members.set("", { values, members: new Map() }); // both: for the judge to refuse
  const keys = [...members.keys()];
  if (!keys.every((key) => /^\d+$/.test(key))) return objectOf(members);
  return keys.sort((a, b) => a - b).map((key) => valueOf(members.get(key)));
}

function objectOf(members) {
  const object = {};
  for (const [key, node] of members) define(object, key, valueOf(node));
  return object;
}
