/**
 * Contracts for inputs that are text: forms, queries, environments.
 *
 * @packageDocumentation
 */
import type { Contract, Draft, Result, StandardSchemaV1 } from "./index.js";

/** A value in which text may stand for numbers and booleans, as an input gives it. */
export type AsText<T> = T extends string
  ? string
  : T extends number | bigint | boolean
    ? T | string
    : T extends Uint8Array | null | undefined
      ? T
      : T extends object
        ? { readonly [Member in keyof T]: AsText<T[Member]> }
        : T;

/**
 * A contract whose inputs may be text. As a Standard Schema it takes the same, for form libraries, queries and environments.
 */
export interface TextContract<T, Input = T> extends StandardSchemaV1<AsText<Draft<Input>>, T> {
  /** With its package: `acme.orders.Order`. */
  readonly name: string;
  /**
   * @param input - `FormData`, `URLSearchParams` or a value
   * @throws {@link ContractError} with all issues
   */
  parse(input: unknown): T;
  /** Like {@link TextContract.parse}, but returns the issues. */
  safeParse(input: unknown): Result<T>;
}

/**
 * Reads text as what a contract asks for, and has the contract judge the value, as always. Only text is read, and only where
 * the contract refuses it:
 *
 * - For a number it is a decimal number, for a boolean one of `true`, `on`, `1`, `false`, `off`, `0`. Other text stays,
 *   and its issue is of the code `type`.
 * - For a list it is a list with the text in it.
 * - A member whose text is empty, where the contract refuses empty text, is absent; or `null` where it may not be absent.
 *
 * In a form, `lines[0].sku` and `lines.0.sku` name a member of a list's item, and a name that comes twice is a list. A
 * required boolean that is missing is `false`, and a required list is empty: that is how forms send them. Lists have no
 * gaps, whatever the numbers in the names are. A name of more than 32 steps is taken as one name.
 *
 * Costs two judgements or three, and another one for each `limits.issues` texts, up to 20 in all: texts beyond that stay text.
 *
 * @example
 * const order = fromText(Order).parse(new FormData(form));
 */
export declare function fromText<T, Input>(contract: Contract<T, Input>): TextContract<T, Input>;
