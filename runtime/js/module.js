// From bytes to a compiled module.

/**
 * Compiles contracts.wasm from whatever holds it.
 * @param {WebAssembly.Module | BufferSource | Response | PromiseLike<Response>} source
 */
export async function compile(source) {
  const given = await source;
  if (given instanceof WebAssembly.Module) return given;
  if (typeof Response !== "undefined" && given instanceof Response) {
    if (!given.ok) throw new Error(`contracts.wasm could not be loaded: ${given.status} ${given.statusText}`.trim());
    // Servers that do not know the type send it as something else, which streaming refuses.
    const streamed = given.headers.get("content-type") === "application/wasm";
    return streamed ? WebAssembly.compileStreaming(given) : WebAssembly.compile(await given.arrayBuffer());
  }
  return WebAssembly.compile(given);
}

/** Bytes of a Base64 text. */
export function decodeBase64(text) {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
