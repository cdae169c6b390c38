/**
 * What generated packages are written against. Its parts change together with the compiler: not for use by hand.
 *
 * @packageDocumentation
 */
import type { Contract, Draft, StandardJSONSchemaV1, StandardSchemaV1 } from "./index.js";

/** Whatever holds contracts.wasm. */
export type WasmSource = WebAssembly.Module | BufferSource | Response;

/** What a package was generated from. */
export interface Made<Contracts> {
  readonly package: string;
  readonly abi: string;
  /** The fingerprint of all contracts. */
  readonly contracts: string;
  readonly bind: (engine: Engine) => Contracts;
}

/** One instance of contracts.wasm with its memory. */
export declare class Engine {
  constructor(made: Made<unknown>, module: WebAssembly.Module);
}

export declare function compile(source: WasmSource | PromiseLike<WasmSource>): Promise<WebAssembly.Module>;

export declare function decodeBase64(text: string): Uint8Array<ArrayBuffer>;

export interface Shape {
  readonly reject: boolean;
  readonly names: readonly string[];
  readonly index: ReadonlyMap<string, number>;
}

export declare function shape(unknown: "reject" | "drop" | "keep", names: readonly string[]): Shape;

export declare function contract<T>(
  engine: Engine,
  name: string,
  fingerprint: string,
  index: number,
  read: (m: Engine, at: number) => T,
  write: (m: Engine, at: number, value: unknown, depth: number) => boolean,
  observed?: string,
): Contract<T>;

/** The schemas of one contract, by the names of its types. */
export interface Schemas {
  readonly input: Readonly<Record<string, object>>;
  /** Of those of which something else comes out. */
  readonly output: Readonly<Record<string, object>>;
}

export type WithJsonSchema = <T, Input>(
  contract: Contract<T, Input>,
) => StandardSchemaV1<Draft<Input>, T> & StandardJSONSchemaV1<Draft<Input>, T>;

export declare function jsonSchemas(modules: readonly Schemas[]): WithJsonSchema;
