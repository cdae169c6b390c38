// Whether what is made apart fits together: a generated package, its .wasm, and this runtime.

const abi = "3"; // as in tally/engine/abi.h

/** Throws unless a package and its .wasm were made from the same contracts, both for this runtime. */
export function mustFit(made, module) {
  const { package: name, contracts, abi: of } = made;
  const built = of === abi && WebAssembly.Module.exports(module).find((each) => each.name.startsWith("tally "))?.name;
  if (built === `tally ${abi} ${contracts}`) return;
  throw new Error(
    `${name} was generated as tally ${of} ${contracts}, its .wasm built as ${built || "another"}${built ? differing(made, module) : ""}, ` +
      `@tally/runtime has ABI ${abi}: run \`tally package\`, and install both again`,
  );
}

/** The types that were made from something else, or that one of both has alone. */
function differing({ bind }, module) {
  const [section] = WebAssembly.Module.customSections(module, "tally.types");
  const built = new Map([...new TextDecoder().decode(section).matchAll(/(\S+) (\w+)\n/g)].map(([, name, of]) => [name, of]));
  const types = new Map();
  bind({ types, exports: { bytes_limit() {}, depth_limit() {} } });
  for (const [name, { fingerprint }] of types) {
    if (built.get(name) === fingerprint) built.delete(name);
    else built.set(name);
  }
  const names = [...built.keys()];
  return names.length ? ` (other types: ${names.slice(0, 9).join(", ")}${names.length > 9 ? ", ..." : ""})` : "";
}
