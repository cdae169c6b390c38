// Runs the suite in the engine that loads this: a page imports it, a worker is made of it.

/** The transcript of the suite: a promise of its text. */
export function transcript(module) {
  let text = "";
  return new Promise((resolve) => {
    module.runSuite((line) => (line === null ? resolve(text) : void (text += `${line}\n`)));
  });
}

/** The same, of the program that the server has. */
export async function served() {
  const { default: load } = await import("/conformance.js");
  const wasmBinary = new Uint8Array(await (await fetch("/conformance.wasm")).arrayBuffer());
  return transcript(await load({ wasmBinary }));
}

if (typeof WorkerGlobalScope !== "undefined") postMessage(await served());
