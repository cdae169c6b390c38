// One entry point of a contract, as users see it: contract.d.ts documents it.
import { ContractError } from "./error.js";

/**
 * @param {import("./engine.js").Engine} main
 * @param {string} name
 * @param {number} index position of the entry point in contracts.wasm
 * @param {Function} read view -> value
 * @param {Function} write value -> view
 */
export function contract(main, name, index, read, write) {
  if (main.answer(main.exports.type_name(index)) !== name) {
    throw new Error(`contracts.wasm was made from other contracts than this package: ${name} is not where it should be`);
  }
  const bytes = main.exports.bytes_limit(index);
  const depth = main.exports.depth_limit(index);
  const type = { index, bytes, depth, read, write };

  /** Runs a document through the door that the engine's `judge` method is; `found` gets the engine and the view. */
  function fromDocument(engine, view) {
    return view === 0 ? { ok: false, issues: engine.explain(type) } : { ok: true, value: read(engine, view) };
  }

  /** Judges a JavaScript value; calls `use` with the engine and the view of one that is sound. */
  function fromObject(value, use) {
    const engine = main.idle();
    const view = main.writing ? 0 : engine.judgeObject(type, value);
    if (view !== 0) {
      if (use === read) engine.decodeInput(engine.cursor);
      return { ok: true, value: use(engine, view) };
    }
    const foreign = engine.judgeForeign(type, value);
    return foreign.view === 0 ? { ok: false, issues: foreign.issues } : { ok: true, value: use(engine, foreign.view) };
  }

  function safeParse(input) {
    if (typeof input === "string") {
      const engine = main.idle();
      return fromDocument(engine, engine.judgeText(type, input));
    }
    const document = bytesOf(input);
    if (document === undefined) return fromObject(input, read);
    const engine = main.idle();
    const view = engine.judgeBytes(type, document);
    if (view !== 0) engine.decodeInput(document.length);
    return fromDocument(engine, view);
  }

  const safeParseValue = (value) => fromObject(value, read);
  const orThrow = (result) => {
    if (!result.ok) throw new ContractError(name, result.issues);
    return result.value;
  };

  return Object.freeze({
    name,
    safeParse,
    safeParseValue,
    parse: (input) => orThrow(safeParse(input)),
    parseValue: (value) => orThrow(safeParseValue(value)),
    is: (value) => fromObject(value, nothing).ok,
    stringify: (value) => orThrow(fromObject(value, (engine, view) => engine.write(type, view))),
  });
}

function nothing() {}

/** The bytes of a document, or nothing if the input is something else, a proxy of bytes for example. */
function bytesOf(input) {
  if (typeof input !== "object" || input === null) return undefined;
  if (ArrayBuffer.isView(input)) return input instanceof Uint8Array ? input : undefined;
  try {
    return input instanceof ArrayBuffer ? new Uint8Array(input) : undefined;
  } catch {
    return undefined;
  }
}
