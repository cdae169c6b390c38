// One entry point of a contract, as users see it: index.d.ts documents it.
import { documentOf } from "./bytes.js";
import { ContractError } from "./error.js";
import { standard } from "./standard.js";

/**
 * @param {import("./engine.js").Engine} main
 * @param {string} name
 * @param {string} fingerprint
 * @param {number} index position of the entry point in contracts.wasm
 * @param {Function} read view -> value
 * @param {Function} write value -> view
 * @param {string=} observed the key of its main signal
 */
export function contract(main, name, fingerprint, index, read, write, observed) {
  const type = {
    index,
    fingerprint,
    bytes: main.exports.bytes_limit(index),
    depth: main.exports.depth_limit(index),
    read,
    write,
  };
  main.types.set(name, type);

  const valueAt = (engine, view) => {
    engine.mapInput();
    return read(engine, view);
  };

  /** Judges a JavaScript value; what `use` makes of the view of one that is sound is the result's value. */
  function fromObject(value, use, unknown) {
    const engine = main.idle();
    // Values are marshalled by what records declare; who asks for something else has them written out.
    const view = main.writing || unknown ? 0 : engine.judgeObject(type, value);
    if (view !== 0) return { ok: true, value: use(engine, view) };
    const foreign = engine.judgeForeign(type, value, unknown);
    return foreign.view === 0 ? { ok: false, issues: foreign.issues } : { ok: true, value: use(engine, foreign.view) };
  }

  /** Whether `fromObject` finds a value sound, without asking what is wrong with it. */
  function is(value) {
    const engine = main.idle();
    if (!main.writing) {
      if (engine.judgeObject(type, value) !== 0) return true;
      if (engine.written) return false;
    }
    return engine.acceptsForeign(type, value);
  }

  function safeParse(input, options) {
    const engine = main.idle();
    const unknown = overrideOf(options);
    const document = documentOf(input);
    if (document === undefined) return fromObject(input, valueAt, unknown);
    const view = engine.judgeDocument(type, document, false, unknown);
    if (view === 0) return { ok: false, issues: engine.explain(type, false, unknown) };
    if (document !== input) engine.decodeInput();
    return { ok: true, value: valueAt(engine, view) };
  }

  function safeUpgrade(input, options) {
    const engine = main.idle();
    const { view, issues } = engine.judgeUpgraded(type, documentOf(input) ?? { value: input }, versionOf(options?.from));
    return view === 0 ? { ok: false, issues } : { ok: true, value: valueAt(engine, view) };
  }

  const safeParseValue = (value, options) => fromObject(value, valueAt, overrideOf(options));
  const safeStringify = (value) => fromObject(value, (engine, view) => engine.write(type, view));
  const orThrow = (result) => {
    if (!result.ok) throw new ContractError(name, result.issues);
    return result.value;
  };

  Object.assign(type, { safeParse, safeStringify }); // what records and bridges need of the doors
  return Object.freeze({
    "~standard": standard(safeParseValue),
    name,
    fingerprint,
    observed,
    safeParse,
    safeParseValue,
    safeUpgrade,
    parse: (input, options) => orThrow(safeParse(input, options)),
    parseValue: (value, options) => orThrow(safeParseValue(value, options)),
    upgrade: (input, options) => orThrow(safeUpgrade(input, options)),
    is,
    stringify: (value) => orThrow(safeStringify(value)),
  });
}

/** As plan::UnknownOverride. */
function overrideOf(options) {
  const unknown = options?.unknown;
  if (unknown === undefined) return 0;
  if (unknown === "reject") return 1;
  if (unknown === "drop") return 2;
  throw new TypeError(`unknown: ${String(unknown)} is neither "reject" nor "drop"`);
}

const unknownVersion = 0xffffffff;

/** A version as `upgrade` in C++ takes it; what is no version becomes one that no contract has. */
function versionOf(from) {
  if (from === undefined) return unknownVersion;
  return Number.isInteger(from) && from >= 0 && from < unknownVersion ? from : unknownVersion - 1;
}
