// What the types of generated packages promise.
import { load } from "@fixtures/contracts";
import type * as contracts from "@fixtures/contracts";
import {
  Anything,
  ContractError,
  Envelope,
  GpsLocation,
  Order,
  Payment,
  Probe,
  ProductPatch,
  SensorId,
  Size,
  Temperature,
  orders,
  sensors,
  values,
  signals,
} from "@fixtures/contracts/inline";
import type { Issue, Result, SizeInput } from "@fixtures/contracts/inline";
import type { Branded, Contract, RecordUnder, Uuid } from "@tally/runtime";
import { expect, type Same } from "./expect.js";

declare const input: unknown;

// A contract and its type have one name, alone and in their namespace.
const reading: Temperature = Temperature.parse(input);
expect<Same<typeof Temperature, Contract<Temperature>>>();
expect<Same<typeof Temperature.fingerprint, string>>();
expect<Same<sensors.Temperature, Temperature>>();
expect<Same<contracts.Temperature, Temperature>>();
expect<Same<contracts.sensors.Temperature, Temperature>>();
expect<Same<ReturnType<typeof sensors.Temperature.parse>, Temperature>>();

// Documents of older versions become values of today.
expect<Same<ReturnType<typeof Temperature.upgrade>, Temperature>>();
expect<Same<ReturnType<typeof Temperature.safeUpgrade>, Result<Temperature>>>();
Temperature.upgrade(input);
Temperature.upgrade(input, { from: 2 });
// @ts-expect-error: a version is a number
Temperature.upgrade(input, { from: "2" });

// Records are plain interfaces.
expect<Same<Temperature["celsius"], number>>();
expect<Same<Temperature["timestamp"], number>>();
// @ts-expect-error: no such member
reading.fahrenheit;

// Optional and nullable are two things.
expect<Same<GpsLocation["altitude"], number | null | undefined>>();
declare const location: GpsLocation;
location.altitude = null;
// @ts-expect-error: absent is not undefined
location.altitude = undefined;

// An open enum is any string; the known ones are still proposed.
const medium: values.Medium = "letter";
values.Visit.stringify({ channel: "web", via: [medium, "NO"] });
// @ts-expect-error: no string
values.Visit.stringify({ channel: 7 });
// A closed one is not.
// @ts-expect-error: no such value
const level: values.Level = "middle";

// Timestamps with `as: millis` are numbers.
expect<Same<values.Clock["at"], number>>();
expect<Same<values.Clock["last"], number | null | undefined>>();
expect<Same<values.Instant, Branded<number, "values.Instant">>>();
expect<Same<values.Clock["fine"], string | undefined>>();
values.Clock.stringify({ at: Date.now() });

// Newtypes are branded: each is its base, and only comes from its contract.
const id: string = reading.sensor_id;
expect<Same<Temperature["sensor_id"], SensorId>>();
expect<Same<SensorId, Branded<string, "sensors.SensorId">>>();
// @ts-expect-error: not every string is a sensor's id
const wrong: SensorId = "vienna-01";
const right: SensorId = SensorId.parseValue("vienna-01");
// @ts-expect-error: a SKU is no sensor's id
const other: SensorId = orders.Sku.parseValue("A-100");

// Brands of newtypes over newtypes add up.
declare const orderId: orders.OrderId;
const uuid: Uuid = orderId;

// 64-bit integers are bigints, unless the contract wants numbers.
expect<Same<Order["total"], bigint>>();
expect<Same<NonNullable<Probe["plain"]>, bigint>>();
expect<Same<NonNullable<Probe["huge"]>, bigint>>();

// Enums are unions of strings as documents spell them.
expect<Same<orders.Status, "draft" | "placed" | "shipped" | "VOID">>();

// Containers.
expect<Same<orders.Labels, { [key: string]: string }>>();
expect<Same<sensors.Temperatures, Temperature[]>>();
expect<Same<NonNullable<Probe["sparse"]>, (number | null)[]>>();
expect<Same<NonNullable<Probe["by_name"]>, { [key: string]: orders.Status[] }>>();
expect<Same<Anything, unknown>>();

// Unions are told apart by their tag.
function describe(payment: Payment): string {
  switch (payment.method) {
    case "card":
      return payment.token;
    case "transfer":
      return payment.iban;
    case "on_delivery":
      // @ts-expect-error: nothing else is there
      return payment.iban;
  }
}

// Open records have further members of any kind.
declare const envelope: Envelope;
expect<Same<(typeof envelope)["anything else"], unknown>>();
expect<Same<Envelope["order"], Order>>();

// Names that are no identifiers.
expect<Same<Order["@kind"], string | undefined>>();

// Results are told apart by `ok`.
const result: Result<Temperature> = Temperature.safeParse(input);
if (result.ok) {
  expect<Same<typeof result.value, Temperature>>();
} else {
  expect<Same<typeof result.issues, readonly Issue[]>>();
  // @ts-expect-error: no value
  result.value;
}

// `is` narrows.
if (Temperature.is(input)) expect<Same<typeof input, Temperature>>();
const narrowed: Temperature[] = [input].filter(Temperature.is);

// `stringify` takes values, not inputs.
const text: string = Temperature.stringify(reading);
// @ts-expect-error: a member is missing
Temperature.stringify({ celsius: 1, timestamp: 2 });

// What has a default may be left out of what is given, and is in what comes out.
expect<Same<typeof Size, Contract<Size, SizeInput>>>();
const size: Size = Size.parse({});
Size.stringify({ height: 1 });
// @ts-expect-error: a member that came out is always there
const incomplete: Size = { height: 1 };
// A patch has no defaults: what it does not mention stays as it is.
ProductPatch.stringify({});

// The error holds all issues.
function report(error: unknown): readonly Issue[] {
  return error instanceof ContractError ? error.issues : [];
}

// Loading takes whatever holds the module.
const loaded = await load();
expect<Same<typeof loaded.Temperature, Contract<Temperature>>>();
expect<Same<typeof loaded.orders.Order, Contract<Order>>>();
await load(fetch("/contracts.wasm"));
await load(new Uint8Array());

export { describe, id, incomplete, narrowed, other, report, right, size, text, uuid, wrong };

// Consts are as precise as can be, and a key says what lives under it.
expect<Same<typeof signals.MaxPumps, 12>>();
expect<Same<typeof signals.Smallest, -9007199254740993n>>();
expect<Same<typeof signals.Resting, "off">>();
expect<Same<typeof signals.FirstPump, signals.PumpId>>();
expect<Same<RecordUnder<signals.Keys, "pumps.roof">, signals.Pump>>();
expect<Same<RecordUnder<signals.Keys, `pumps.${string}`>, signals.Pump>>();
expect<Same<RecordUnder<signals.Keys, "pumps">, signals.Pumps>>();
expect<Same<RecordUnder<signals.Keys, "orders.pump.roof">, signals.PumpOrder>>();
expect<Same<RecordUnder<signals.Keys, "orders.tank.roof">, never>>();
expect<Same<RecordUnder<signals.Keys, "pumps.roof.more">, never>>();
