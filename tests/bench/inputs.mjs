// What every contestant is measured with. Made once, the same on every machine; both programs read the same files.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(import.meta.url);

// A linear congruential generator (Numerical Recipes): the inputs must not change from run to run.
function random(seed) {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

const temperature = { celsius: 21.5, timestamp: 1732178400000, sensor_id: "vienna-001" };

const cities = ["vienna", "graz", "linz", "salzburg", "innsbruck", "klagenfurt", "villach", "wels"];

function temperatures(count) {
  const next = random(1);
  return Array.from({ length: count }, (_, i) => ({
    celsius: (next(1200) - 600) / 20,
    timestamp: temperature.timestamp + i * 1000 + next(1000),
    sensor_id: `${cities[next(cities.length)]}-${String(next(1000)).padStart(3, "0")}`,
  }));
}

const sku = (i) => `AB-${1000 + 37 * i}-${"XYZ"[i % 3]}`;

const order = {
  id: "6e9bd4b4-9c1c-4c8c-8d6c-0a4f2f8d3a11",
  status: "placed",
  channel: "web",
  customer_email: "maria.huber@example.com",
  customer_phone: "+436641234567",
  lines: Array.from({ length: 11 }, (_, i) => ({
    sku: sku(i),
    quantity: 1 + ((i * 7) % 12),
    price: { micros: String(12990000 + 1350000 * i), currency: "EUR" },
    ...(i % 2 === 0 && { weight: 0.25 + 1.5 * i }),
    ...(i % 3 === 0 && { note: i % 2 === 0 ? "Leave with the neighbour on the second floor" : null }),
  })),
  tags: ["gift", "express", "first-order"],
  labels: { "app.region": "eu-central", "app.tier": "gold", campaign: "winter-2026" },
  payment: { method: "card", token: "tok_4fA9-2bC7_e81D0x", three_ds: true },
  total: "190650000",
  discount: 12.25,
  created_at: "2026-11-21T10:00:00Z",
  updated_at: "2026-11-21T10:04:31.250Z",
  extra: { referrer: "https://example.com/winter", session: [3, 14, 15], trial: false },
  "@kind": "order",
};

const feed = () => readFileSync(require.resolve("vega-datasets/data/earthquakes.json"), "utf8");

/** The documents that are measured: all of them valid. */
const makeInputs = () => [
  { name: "Temperature", type: "sensors.Temperature", text: JSON.stringify(temperature) },
  { name: "Order", type: "acme.orders.Order", text: JSON.stringify(order) },
  { name: "10,000 Temperatures", type: "sensors.Temperatures", text: JSON.stringify(temperatures(10000)) },
  { name: "USGS feed", type: "usgs.earthquakes.Feed", text: feed() },
];

/** The same documents with several faults, for those who list the faults. */
const brokenTemperature = { celsius: -273.15, timestamp: 0.5, sensor_id: "X" };
const brokenOrder = {
  ...order,
  status: "lost",
  customer_phone: "0664 1234567",
  lines: order.lines.map((line, i) => ({ ...line, quantity: i < 3 ? 0 : line.quantity, sku: i === 5 ? "a" : line.sku })),
  total: "-1",
  created_at: "yesterday",
};
const brokenTemperatures = () => temperatures(10000).map((reading, i) => (i % 500 === 0 ? brokenTemperature : reading));
const brokenFeed = () => {
  const broken = JSON.parse(feed());
  for (const [i, { properties }] of broken.features.entries()) if (i % 100 === 0) properties.mag = 11;
  return broken;
};
const makeBroken = () => ({
  "sensors.Temperature": JSON.stringify(brokenTemperature),
  "acme.orders.Order": JSON.stringify(brokenOrder),
  "sensors.Temperatures": JSON.stringify(brokenTemperatures()),
  "usgs.earthquakes.Feed": JSON.stringify(brokenFeed()),
});

// A document with one place rewritten.
const changed = (document, from, to) => {
  const text = JSON.stringify(document);
  if (!text.includes(from)) throw new Error(`${from} is not in ${text}`);
  return text.replace(from, to);
};

const smallFeed = () => {
  const { features, ...rest } = JSON.parse(feed());
  return { ...rest, features: features.slice(0, 2) };
};

/**
 * Documents that tell whether a contestant does a check. Who gets an `essential` one wrong is not comparable, and the
 * run ends; the others separate the contestants, and the report says who gets which one wrong.
 */
const makeProbes = () => [
  ...[
    ["a number above the maximum", "21.5", "61"],
    ["text for a number", "21.5", '"21.5"'],
    ["a text that is too short", "vienna-001", "ab"],
    ["a text outside its pattern", "vienna-001", "Vienna"],
    ["a missing member", '"celsius":21.5,', ""],
    ["an unknown member", '{"celsius"', '{"unit":"K","celsius"'],
  ].map(([what, from, to]) => probe("sensors.Temperature", what, changed(temperature, from, to), true)),
  ...[
    ["an empty list", order.lines, []],
    ["an unknown name in an enum", order.status, "lost"],
    ["a quantity of 0", order.lines[0].quantity, 0, '"quantity":'],
    ["a currency in lower case", "EUR", "eur"],
    ["an e-mail address without @", order.customer_email, "maria.huber"],
    ["a telephone number without +", order.customer_phone, "0664123456"],
    ["a malformed UUID", order.id, "6e9bd4b4"],
    ["a negative total", order.total, "-1"],
    ["a discount between two steps", order.discount, 12.3, '"discount":'],
    ["an unknown way to pay", "card", "cash"],
    ["a token that is too short", order.payment.token, "tok"],
    ["a label outside its pattern", "app.tier", "App/Tier"],
    ["an empty tag", "express", ""],
    ["a date that is none", order.created_at, "yesterday"],
  ].map(([what, from, to, before = ""]) =>
    probe("acme.orders.Order", what, changed(order, before + JSON.stringify(from), before + JSON.stringify(to)), true),
  ),
  probe("sensors.Temperature", "text behind the document", `${JSON.stringify(temperature)}}`, true),
  probe("sensors.Temperatures", "a bad item", JSON.stringify([temperature, brokenTemperature]), true),
  ...[
    ["a magnitude above the maximum", '"mag":2', '"mag":11'],
    ["a URL with another scheme", '"url":"https:', '"url":"ftp:'],
    ["a point with two coordinates", ",26.49]", "]"],
    ["an unknown event", '"earthquake"', '"eruption"'],
    ["null where there must be a value", '"sig":62', '"sig":null'],
  ].map(([what, from, to]) => probe("usgs.earthquakes.Feed", what, changed(smallFeed(), from, to), true)),

  probe("sensors.Temperature", "takes a duplicate member", changed(temperature, "{", '{"celsius":20,'), false),
  probe("usgs.earthquakes.Feed", "takes 1e999 for a number", changed(smallFeed(), '"rms":0.35', '"rms":1e999'), false),
  probe("acme.orders.Order", "takes 30 February", changed(order, "2026-11-21T10:00", "2026-02-30T10:00"), false),
  probe("acme.orders.Order", "takes a time without a zone", changed(order, "10:00:00Z", "10:00:00"), false),
  probe("acme.orders.Order", "takes 2^63 for an int64", changed(order, order.total, "9223372036854775808"), false),
  probe("acme.orders.Order", "takes half a surrogate pair", changed(order, "gift", "\\ud83c"), false),
  {
    ...probe("acme.orders.Order", "counts UTF-16 units, not characters", changed(order, "gift", "🎁".repeat(21)), false),
    acceptable: true,
  },
];

function probe(type, what, text, essential) {
  return { type, what, text, essential, acceptable: false };
}

/** Writes the documents and `manifest.json`, which lists them, into a folder; returns the manifest. */
export function writeInputs(folder) {
  mkdirSync(folder, { recursive: true });
  const broken = makeBroken();
  const save = (name, text) => {
    writeFileSync(join(folder, name), text);
    return name;
  };
  const inputs = makeInputs().map(({ text, ...input }) => ({
    ...input,
    bytes: Buffer.byteLength(text),
    file: save(`${input.type}.json`, text),
    broken: save(`${input.type}.broken.json`, broken[input.type]),
  }));
  const manifest = { inputs, probes: makeProbes() };
  save("manifest.json", JSON.stringify(manifest, null, 2));
  return manifest;
}
