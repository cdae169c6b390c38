// Runs all cases in a page or, as a dedicated worker, for the page that made it.
import * as face from "/runtime/async.js";
import { cases, outcome } from "/async.cases.mjs";

export async function outcomes() {
  const { default: load } = await import("/async.js");
  const module = await load({ wasmBinary: new Uint8Array(await (await fetch("/async.wasm")).arrayBuffer()) });
  const results = [];
  for (const one of cases) results.push(await outcome(one, module, face));
  return results;
}

if (typeof DedicatedWorkerGlobalScope !== "undefined") postMessage(await outcomes());
