// The contracts of schemas/ written by hand for the other libraries, with the same constraints as far as each has them.
// Each export makes a contestant: its name, and per type `check` (value -> boolean) and `issues` (value -> list).
import { FormatRegistry, Type } from "@sinclair/typebox";
import { TypeCompiler } from "@sinclair/typebox/compiler";
import Ajv from "ajv";
import addFormats from "ajv-formats";
import { fullFormats } from "ajv-formats/dist/formats.js";
import * as z from "zod";

const pattern = {
  sensorId: "^[a-z][a-z0-9]*(-[a-z0-9]+)*$",
  sku: "^[A-Z0-9]+(-[A-Z0-9]+)*$",
  label: "^[a-z][a-z0-9.-]*$",
  currency: "^[A-Z]{3}$",
  email: "^[^@\\s]+@[^@\\s]+$",
  phone: "^\\+[1-9][0-9]{6,14}$",
  iban: "^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$",
  token: "^[A-Za-z0-9_-]+$",
  eventId: "^[a-z]{2}[a-z0-9_]+$",
  network: "^[a-z0-9]+$",
  url: "^https?://",
  commaList: "^,([^,]+,)*$",
  version: "^[0-9]+\\.[0-9]+\\.[0-9]+$",
  // 64-bit integers are text in JSON, or numbers; the range of the text is not looked at.
  int64: "^-?(0|[1-9][0-9]{0,18})$",
  natural64: "^(0|[1-9][0-9]{0,18})$",
};

const lastMillis = 9223372036854;
const uint16 = 65535;
const uint32 = 4294967295;

const channels = ["web", "app", "no"];
const states = ["draft", "placed", "shipped", "VOID"];
const alerts = ["green", "yellow", "orange", "red"];
const reviews = ["automatic", "reviewed", "deleted"];
const events = [
  "earthquake",
  "quarry blast",
  "explosion",
  "other event",
  "ice quake",
  "sonic boom",
  "landslide",
  "mining explosion",
  "rock burst",
];

// One description of every type; a dialect says how its library spells the parts. `optional` marks a member.
function describe(d) {
  const millis = d.integer(-lastMillis, lastMillis);
  const url = d.string({ maxLength: 512, pattern: pattern.url });
  const list = d.string({ maxLength: 1024, pattern: pattern.commaList });
  const temperature = d.object({
    celsius: d.number({ minimum: -90, maximum: 60 }),
    timestamp: millis,
    sensor_id: d.string({ minLength: 3, maxLength: 32, pattern: pattern.sensorId }),
  });
  const line = d.object({
    sku: d.string({ minLength: 3, maxLength: 32, pattern: pattern.sku }),
    quantity: d.integer(1, 999),
    price: d.object({ micros: d.int64(pattern.int64), currency: d.string({ pattern: pattern.currency }) }),
    weight: d.optional(d.number({ exclusiveMinimum: 0, maximum: 1000 })),
    note: d.optional(d.nullable(d.string({ maxLength: 500 }))),
  });
  const order = d.object({
    id: d.uuid(),
    status: d.oneOf(states),
    channel: d.optional(d.oneOf(channels)),
    customer_email: d.optional(d.string({ maxLength: 254, pattern: pattern.email })),
    customer_phone: d.optional(d.string({ pattern: pattern.phone })),
    lines: d.list(line, 1, 200),
    tags: d.optional(d.list(d.string({ minLength: 1, maxLength: 40 }), 0, 20)),
    labels: d.optional(d.map(d.string({ maxLength: 63, pattern: pattern.label }), d.string({ maxLength: 256 }), 64)),
    payment: d.optional(
      d.union("method", {
        card: {
          token: d.string({ minLength: 16, maxLength: 64, pattern: pattern.token }),
          three_ds: d.boolean(),
        },
        transfer: { iban: d.string({ pattern: pattern.iban }), due: d.optional(d.dateTime()) },
        on_delivery: {},
      }),
    ),
    total: d.int64(pattern.natural64),
    discount: d.optional(d.number({ minimum: 0, maximum: 100, multipleOf: 0.25 })),
    created_at: d.dateTime(),
    updated_at: d.optional(d.nullable(d.dateTime())),
    extra: d.optional(d.anything()),
    "@kind": d.optional(d.string({ maxLength: 20 })),
  });
  const intensity = d.nullable(d.number({ minimum: 0, maximum: 12 }));
  const angle = d.nullable(d.number({ minimum: 0, maximum: 360 }));
  const feature = d.object({
    type: d.oneOf(["Feature"]),
    properties: d.object({
      mag: d.nullable(d.number({ minimum: -3, maximum: 10 })),
      place: d.nullable(d.string({ maxLength: 200 })),
      time: millis,
      updated: millis,
      tz: d.nullable(d.integer(-1200, 1200)),
      url,
      detail: url,
      felt: d.nullable(d.integer(0, uint32)),
      cdi: intensity,
      mmi: intensity,
      alert: d.nullable(d.oneOf(alerts)),
      status: d.oneOf(reviews),
      tsunami: d.integer(0, 1),
      sig: d.integer(0, 10000),
      net: d.string({ minLength: 2, maxLength: 8, pattern: pattern.network }),
      code: d.string({ minLength: 1, maxLength: 32 }),
      ids: list,
      sources: list,
      types: list,
      nst: d.nullable(d.integer(0, uint16)),
      dmin: angle,
      rms: d.nullable(d.number({ minimum: 0 })),
      gap: angle,
      magType: d.nullable(d.string({ maxLength: 16 })),
      type: d.oneOf(events),
      title: d.string({ maxLength: 300 }),
    }),
    geometry: d.object({
      type: d.oneOf(["Point"]),
      coordinates: d.list(d.number({ minimum: -180, maximum: 1000 }), 3, 3),
    }),
    id: d.string({ minLength: 3, maxLength: 32, pattern: pattern.eventId }),
  });
  const feed = d.object({
    type: d.oneOf(["FeatureCollection"]),
    metadata: d.object({
      generated: millis,
      url,
      title: d.string({ maxLength: 200 }),
      status: d.integer(100, 599),
      api: d.string({ maxLength: 16, pattern: pattern.version }),
      count: d.integer(0, uint32),
    }),
    features: d.list(feature, 0, 50000),
    bbox: d.optional(d.list(d.number({}), 6, 6)),
  });
  return {
    "sensors.Temperature": temperature,
    "sensors.Temperatures": d.list(temperature, 0, 100000),
    "acme.orders.Order": order,
    "usgs.earthquakes.Feed": feed,
  };
}

const mapValues = (object, change) => Object.fromEntries(Object.entries(object).map(([k, v]) => [k, change(v, k)]));

// ---- Ajv: JSON Schema ----

const optional = Symbol("optional");

const jsonSchema = {
  optional: (schema) => ({ ...schema, [optional]: true }),
  nullable: ({ enum: names, ...schema }) =>
    names ? { enum: [...names, null] } : { ...schema, type: [schema.type, "null"] },
  object: (members) => ({
    type: "object",
    properties: members,
    required: Object.keys(members).filter((name) => !members[name][optional]),
    additionalProperties: false,
  }),
  map: (keys, values, maxProperties) => ({
    type: "object",
    propertyNames: keys,
    additionalProperties: values,
    maxProperties,
  }),
  list: (items, minItems, maxItems) => ({ type: "array", items, minItems, maxItems }),
  union: (tag, variants) => ({
    type: "object",
    discriminator: { propertyName: tag },
    required: [tag],
    oneOf: Object.entries(variants).map(([name, members]) => jsonSchema.object({ [tag]: { const: name }, ...members })),
  }),
  string: (constraints) => ({ type: "string", ...constraints }),
  number: (constraints) => ({ type: "number", ...constraints }),
  integer: (minimum, maximum) => ({ type: "integer", minimum, maximum }),
  int64: (text) => ({ type: ["string", "integer"], pattern: text, minimum: text === pattern.natural64 ? 0 : -(2 ** 63) }),
  boolean: () => ({ type: "boolean" }),
  oneOf: (names) => ({ enum: names }),
  uuid: () => ({ type: "string", format: "uuid" }),
  dateTime: () => ({ type: "string", format: "date-time" }),
  anything: () => ({}),
};

export function ajv() {
  const make = (allErrors) => addFormats(new Ajv({ allErrors, discriminator: true, allowUnionTypes: true }));
  const first = make(false);
  const all = make(true);
  return {
    name: "Ajv",
    types: mapValues(describe(jsonSchema), (schema) => {
      const check = first.compile(schema);
      const checkAll = all.compile(schema);
      return { check, issues: (value) => (checkAll(value) ? [] : checkAll.errors) };
    }),
  };
}

// ---- TypeBox ----

const typeBox = {
  optional: Type.Optional,
  nullable: (schema) => Type.Union([schema, Type.Null()]),
  object: (members) => Type.Object(members, { additionalProperties: false }),
  // Lengths of keys are in its pattern: a record's keys are nothing but one.
  map: (keys, values, maxProperties) =>
    Type.Record(Type.String({ pattern: keys.pattern.replace("*$", `{0,${keys.maxLength - 1}}$`) }), values, {
      additionalProperties: false,
      maxProperties,
    }),
  list: (items, minItems, maxItems) => Type.Array(items, { minItems, maxItems }),
  union: (tag, variants) =>
    Type.Union(
      Object.entries(variants).map(([name, members]) => typeBox.object({ [tag]: Type.Literal(name), ...members })),
    ),
  string: (constraints) => Type.String(constraints),
  number: (constraints) => Type.Number(constraints),
  integer: (minimum, maximum) => Type.Integer({ minimum, maximum }),
  int64: (text) =>
    Type.Union([Type.String({ pattern: text }), Type.Integer(text === pattern.natural64 ? { minimum: 0 } : {})]),
  boolean: () => Type.Boolean(),
  oneOf: (names) => Type.Union(names.map((name) => Type.Literal(name))),
  uuid: () => Type.String({ format: "uuid" }),
  dateTime: () => Type.String({ format: "date-time" }),
  anything: () => Type.Unknown(),
};

// It brings no formats: these are Ajv's.
function asFunction(format) {
  if (format instanceof RegExp) return (text) => format.test(text);
  return typeof format === "function" ? format : format.validate;
}

export function typebox() {
  for (const name of ["uuid", "date-time"]) FormatRegistry.Set(name, asFunction(fullFormats[name]));
  return {
    name: "TypeBox",
    types: mapValues(describe(typeBox), (schema) => {
      const compiled = TypeCompiler.Compile(schema);
      return { check: (value) => compiled.Check(value), issues: (value) => [...compiled.Errors(value)] };
    }),
  };
}

// ---- Zod ----

const zodSchema = {
  optional: (schema) => schema.optional(),
  nullable: (schema) => schema.nullable(),
  object: (members) => z.strictObject(members),
  map: (keys, values, largest) =>
    z.record(keys, values).refine((labels) => Object.keys(labels).length <= largest, "too many"),
  list: (items, minItems, maxItems) => z.array(items).min(minItems).max(maxItems),
  union: (tag, variants) =>
    z.discriminatedUnion(
      tag,
      Object.entries(variants).map(([name, members]) => z.strictObject({ [tag]: z.literal(name), ...members })),
    ),
  string({ minLength, maxLength, pattern: source }) {
    let schema = z.string();
    if (minLength !== undefined) schema = schema.min(minLength);
    if (maxLength !== undefined) schema = schema.max(maxLength);
    return source === undefined ? schema : schema.regex(new RegExp(source, "u"));
  },
  number({ minimum, exclusiveMinimum, maximum, multipleOf }) {
    let schema = z.number();
    if (minimum !== undefined) schema = schema.gte(minimum);
    if (exclusiveMinimum !== undefined) schema = schema.gt(exclusiveMinimum);
    if (maximum !== undefined) schema = schema.lte(maximum);
    return multipleOf === undefined ? schema : schema.multipleOf(multipleOf);
  },
  integer: (minimum, maximum) => z.int().gte(minimum).lte(maximum),
  int64: (text) => z.union([z.string().regex(new RegExp(text, "u")), z.int().gte(text === pattern.natural64 ? 0 : -(2 ** 53) + 1)]),
  boolean: () => z.boolean(),
  oneOf: (names) => (names.length === 1 ? z.literal(names[0]) : z.enum(names)),
  uuid: () => z.guid(), // z.uuid() refuses versions that are not RFC 9562's
  dateTime: () => z.iso.datetime({ offset: true }),
  anything: () => z.unknown(),
};

const zodTypes = (change) =>
  mapValues(describe(zodSchema), (described) => {
    const schema = change(described);
    return {
      check: (value) => schema.safeParse(value).success,
      issues: (value) => schema.safeParse(value).error?.issues ?? [],
    };
  });

export const zod = () => ({ name: "Zod", types: zodTypes((schema) => schema) });
export const zodCompiled = () => ({ name: "Zod compiled", types: zodTypes((schema) => z.compile(schema)) });
