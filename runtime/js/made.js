// Whether what is made apart fits together: a generated package, its .wasm, and this runtime.

const abi = "3"; // as in tally/engine/abi.h

/**
 * Throws unless a package and its .wasm were made from the same contracts, both for this runtime. `start` makes an instance, of
 * which one is asked that does not fit but is of this ABI.
 */
export function mustFit(made, module, start) {
  const { package: name, contracts, abi: of } = made;
  const built = of === abi && WebAssembly.Module.exports(module).find((each) => each.name.startsWith("tally "))?.name;
  if (built === `tally ${abi} ${contracts}`) return;
  const types = built && built.startsWith(`tally ${abi} `) ? differing(made, start(module)) : "";
  throw new Error(
    `${name} was generated as tally ${of} ${contracts}, its .wasm built as ${built || "another"}${types && ` (other types: ${types})`}, ` +
      `@tally/runtime has ABI ${abi}: run \`tally package\`, and install both again`,
  );
}

/** The first types that were made from something else, or that one of both has alone. */
function differing({ bind }, { contract_at, memory }) {
  const words = new Uint32Array(memory.buffer);
  const text = (at) => new TextDecoder().decode(new Uint8Array(memory.buffer, words[at], words[at + 1]));
  const built = new Map();
  // A ContractType begins with the views of its name and fingerprint.
  for (let i = 0, at; (at = contract_at(i) >>> 2) !== 0; ++i) built.set(text(at), text(at + 2));
  const types = new Map();
  bind({ types, exports: { bytes_limit() {}, depth_limit() {} } });
  for (const [name, { fingerprint }] of types) {
    if (built.get(name) === fingerprint) built.delete(name);
    else built.set(name);
  }
  return [...built.keys()].slice(0, 9).join(", ");
}
