// Whether what is made apart fits together: a generated package, its .wasm, and this runtime.

const abi = "3"; // as in tally/engine/abi.h

/** Throws unless a package and its .wasm were made from the same contracts, both for this runtime. */
export function mustFit({ package: name, contracts, abi: of }, module) {
  const built = of === abi && WebAssembly.Module.exports(module).find((each) => each.name.startsWith("tally "))?.name;
  if (built === `tally ${abi} ${contracts}`) return;
  throw new Error(
    `${name} was generated as tally ${of} ${contracts}, its .wasm built as ${built || "another"}, @tally/runtime has ABI ${abi}: ` +
      "run `tally package`, and install both again",
  );
}
