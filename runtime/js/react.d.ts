/**
 * Records in React components: typed by key, without tearing, on the server as well.
 *
 * ```tsx
 * import { TallyProvider, useRecord, useStatus, useWrite } from "@tally/runtime/react";
 *
 * createRoot(root).render(<TallyProvider db={db} bridge={bridge}><Roof /></TallyProvider>);
 *
 * function Roof() {
 *   const pump = useRecord("pumps.roof");
 *   const write = useWrite("orders.pump.roof");
 *   return <button onClick={() => write({ state: "off" })}>{pump?.level ?? "?"} %, {useStatus()}</button>;
 * }
 * ```
 *
 * Needs React 18 or later. What a hook returns stays the same object until something has changed.
 *
 * @packageDocumentation
 */
import type { ReactElement, ReactNode } from "react";
import type {
  Bridge,
  Db,
  DeclaredKeys,
  Entry,
  HistoryOptions,
  KnownKey,
  Mode,
  Status,
  ValueUnder,
  Write,
} from "./db.js";
import type { Draft } from "./index.js";

export interface TallyProviderProps {
  /** Absent on a server, or until it is loaded. */
  readonly db?: Db<any> | undefined;
  /** Where writes go; without one they go to the records here alone. */
  readonly bridge?: Bridge<any> | undefined;
  /**
   * Values by key: what a server renders, and what the page renders until it is hydrated. Give both the same ones. Where
   * there is a `db` without such a value, its own is taken.
   */
  readonly initial?: Readonly<Record<string, unknown>> | undefined;
  readonly children?: ReactNode;
}

/** Gives its records and its bridge to the hooks of the components below it. */
export declare function TallyProvider(props: TallyProviderProps): ReactElement;

/** The records and the bridge of the provider, for use in event handlers and effects. */
export declare function useTally(): { readonly db: Db | undefined; readonly bridge: Bridge | undefined };

/** The newest value of a record. */
export declare function useRecord<const Key extends string>(
  key: Key & KnownKey<DeclaredKeys, Key>,
): ValueUnder<DeclaredKeys, Key> | undefined;

/** The newest value of a record with its number and time. */
export declare function useEntry<const Key extends string>(
  key: Key & KnownKey<DeclaredKeys, Key>,
): Entry<ValueUnder<DeclaredKeys, Key>> | undefined;

/** The values that a record keeps, oldest first. */
export declare function useHistory<const Key extends string>(
  key: Key & KnownKey<DeclaredKeys, Key>,
  options?: HistoryOptions,
): readonly Entry<ValueUnder<DeclaredKeys, Key>>[];

/** The keys of the records that a pattern names, sorted; more of them as they come. */
export declare function useKeys(pattern: string): readonly string[];

/** Writes values of a record: the same function as long as key and mode are the same. */
export declare function useWrite<const Key extends string>(
  key: Key & KnownKey<DeclaredKeys, Key>,
  options?: { readonly mode?: Mode },
): (value: Draft<ValueUnder<DeclaredKeys, Key>>) => Write<ValueUnder<DeclaredKeys, Key>>;

/** The status of the bridge; `disconnected` without one. */
export declare function useStatus(): Status;

/** The writes without an answer, in order. */
export declare function usePending(): readonly Write[];

/** What the hub has rejected. */
export declare function useDeadLetters(): readonly Write[];
