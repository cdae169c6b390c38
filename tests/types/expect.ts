// Statements about types, checked by tsc alone.

/** True when two types are the same, `any` and optional members told apart. */
export type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

export declare function expect<_ extends true>(): void;
