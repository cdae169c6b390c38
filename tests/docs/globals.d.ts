// What the examples in TypeScript take for granted.
import type * as inline from "@acme/contracts/inline";
import type * as entry from "@acme/contracts";
import type * as records from "@acme/contracts/db";
import type { Root } from "react-dom/client";

declare global {
  const textOrBytesOrObject: unknown;
  const input: unknown;
  const show: (value: unknown) => void;
  const use: (value: unknown) => void;
  const showLight: (status: records.Status) => void;
  const report: (from: number, to: number) => void;
  const load: typeof entry.load;
  const Order: typeof inline.Order;
  const SensorId: typeof inline.SensorId;
  type Temperature = inline.Temperature;
  type Keys = records.Keys;
  const Db: new <Keys = records.Keys>(options?: import("@tally/runtime/db").DbOptions) => records.Db<Keys>;
  const contracts: records.Contracts;
  const db: records.Db;
  const bridge: records.Bridge;
  namespace signals {
    type Keys = inline.signals.Keys;
    type Pump = inline.signals.Pump;
  }
  const module: { measure(loop: object, readings: object, signal: AbortSignal): Promise<void> };
  const signal: AbortSignal;
  const root: Element;
  const createRoot: (container: Element) => Root;
  const useRecord: typeof import("@tally/runtime/react").useRecord;
}

// Of the dashboard.
declare module "@tally/runtime/db" {
  interface DeclaredKeys {
    "weather.{station}": { readonly celsius?: number };
  }
}
