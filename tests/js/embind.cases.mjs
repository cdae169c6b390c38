// What the functions of tests/embind/functions.cpp do with values from JavaScript, in whichever engine runs this.
// A case `gives` a value, or is `refused` with the issues of a type as `path code`.

const reading = { celsius: 21.5, timestamp: 1732178400000, sensor_id: "vienna-01" };
const place = { latitude: 48.2, longitude: 16.37, timestamp: 0, sensor_id: "bus-7" };
const line = { sku: "A-100", quantity: 2, price: { micros: 1_500_000n, currency: "EUR" } };
const card = { method: "card", token: "0123456789abcdef", three_ds: true };
const order = {
  id: "6e9bd4b4-9c1c-4c8c-8d6c-0a4f2f8d3a11",
  status: "placed",
  lines: [line],
  total: 3_000_000n,
  created_at: "2026-11-21T10:00:00Z",
};
const full = {
  ...order,
  channel: "no",
  customer_email: "zoë@example.org",
  lines: [{ ...line, weight: 0.5, note: null }, { ...line, note: "𝄞 \"\\\u0000\u2028" }],
  tags: ["new", ""].slice(0, 1),
  labels: { team: "a", __proto__: null, "b.c": "" },
  payment: card,
  discount: 12.25,
  updated_at: null,
  extra: { list: [1e21, -0.5, "1", "\u0001", "\u00010:1", "\u00011:", "\\\"\u00012:", null, { method: "card" }], total: "7", __proto__: null },
  "@kind": "gift",
};
const max64 = 2n ** 63n - 1n;

const bytes = new Uint8Array([0xff, 0xef]);

const bomb = () => {
  throw new Error("boom");
};
const gone = () => {
  const given = bytes.slice();
  structuredClone(given, { transfer: [given.buffer] });
  return given;
};

class Reading {
  constructor() {
    Object.assign(this, reading);
  }
}

const nested = (depth) => (depth === 0 ? 1 : [nested(depth - 1)]);
const knot = {};
knot.again = knot;

/** Everything that is wrong with an order whose `extra` is this. */
const extra = (value) => (module) => module.sameOrder({ ...order, extra: value });
const probe = (value) => (module) => module.sameProbe(value);

export const cases = [
  { name: "a record in, a record out", run: (m) => m.warmer(reading, 1), gives: { ...reading, celsius: 22.5 } },
  { name: "two references to records", run: (m) => m.difference({ ...reading, celsius: 1 }, { ...reading, celsius: -1 }), gives: 2 },
  { name: "the minus of zero stays", run: (m) => m.difference({ ...reading, celsius: -0 }, { ...reading, celsius: 0 }), gives: -0 },
  { name: "a class instance is no record", run: (m) => m.warmer(new Reading(), 1), refused: ["sensors.Temperature", " type"] },
  { name: "a record without a prototype is one", run: (m) => m.warmer({ __proto__: null, ...reading }, 0), gives: reading },
  { name: "all issues at once", run: (m) => m.warmer({ celsius: 61, sensor_id: "X" }, 1),
    refused: ["sensors.Temperature", "/celsius maximum", "/sensor_id minLength", "/sensor_id pattern", "/timestamp required"] },
  { name: "undefined is absent", run: (m) => m.warmer({ ...reading, celsius: undefined }, 1), refused: ["sensors.Temperature", "/celsius required"] },
  { name: "undefined is no value", run: (m) => m.describe(undefined), refused: ["acme.orders.Payment", " type"] },
  { name: "NaN is no number", run: (m) => m.warmer({ ...reading, celsius: NaN }, 1), refused: ["sensors.Temperature", "/celsius type"] },
  { name: "neither is infinity", run: (m) => m.warmer({ ...reading, celsius: -Infinity }, 1), refused: ["sensors.Temperature", "/celsius type"] },
  { name: "nor a bigint", run: (m) => m.warmer({ ...reading, celsius: 21n }, 1), refused: ["sensors.Temperature", "/celsius type"] },
  { name: "a symbol and a function are nothing", run: (m) => m.warmer({ ...reading, celsius: Symbol.iterator, sensor_id() {} }, 1),
    refused: ["sensors.Temperature", "/celsius type", "/sensor_id type"] },
  { name: "an unknown member", run: (m) => m.warmer({ ...reading, kelvin: 3 }, 1), refused: ["sensors.Temperature", "/kelvin unknown"] },
  { name: "half a surrogate pair", run: (m) => m.warmer({ ...reading, sensor_id: "abc\ud800" }, 1), refused: ["sensors.Temperature", "/sensor_id encoding"] },
  { name: "the second argument is judged too", run: (m) => m.difference(reading, { ...reading, celsius: 99 }), refused: ["sensors.Temperature", "/celsius maximum"] },
  { name: "a result is judged as well", run: (m) => m.warmer(reading, 1000), refused: ["sensors.Temperature", "/celsius maximum"] },
  { name: "a result that is NaN", run: (m) => m.warmer(reading, NaN), refused: ["sensors.Temperature", "/celsius type"] },

  { name: "an absent optional", run: (m) => m.where(place), gives: "nobody asked how high" },
  { name: "an undefined optional", run: (m) => m.where({ ...place, altitude: undefined }), gives: "nobody asked how high" },
  { name: "an optional that is null", run: (m) => m.where({ ...place, altitude: null }), gives: "at an unknown height" },
  { name: "an optional with a value", run: (m) => m.where({ ...place, altitude: 171 }), gives: "at a known height" },

  { name: "an alias in, an alias out", run: (m) => m.above([reading, { ...reading, celsius: 3 }], 10), gives: [reading] },
  { name: "an empty list", run: (m) => m.above([], 0), gives: [] },
  { name: "a hole in a list", run: (m) => m.above([reading, , reading], 0), refused: ["sensors.Temperatures", "/1 type"] },
  { name: "an alias of a map", run: (m) => m.withLabel({ a: "1" }, "b", "2"), gives: { a: "1", b: "2" } },
  { name: "a key that C++ made up", run: (m) => m.withLabel({ a: "1" }, "B", "2"), refused: ["acme.orders.Labels", "/B pattern"] },

  { name: "the smallest order", run: (m) => m.sameOrder(order), gives: order },
  { name: "an order with everything", run: (m) => m.sameOrder(full), gives: full },
  { name: "64-bit integers out of C++", run: (m) => m.addOne(order),
    gives: { ...order, lines: [{ ...line, quantity: 3 }], total: 4_500_000n, updated_at: null } },
  { name: "decimal text for a 64-bit integer", run: (m) => m.sameOrder({ ...order, total: "12" }), gives: { ...order, total: 12n } },
  { name: "a number for a 64-bit integer", run: (m) => m.sameOrder({ ...order, total: 12 }), gives: { ...order, total: 12n } },
  { name: "the largest 64-bit integer", run: (m) => m.sameOrder({ ...order, total: max64 }), gives: { ...order, total: max64 } },
  { name: "one more", run: (m) => m.sameOrder({ ...order, total: max64 + 1n }), refused: ["acme.orders.Order", "/total range"] },
  { name: "a negative total", run: (m) => m.sameOrder({ ...order, total: -1n }), refused: ["acme.orders.Order", "/total minimum"] },
  { name: "a bigint for a string", run: (m) => m.sameOrder({ ...order, customer_phone: 431234567n }), refused: ["acme.orders.Order", "/customer_phone type"] },
  { name: "any JSON takes what JSON has", run: extra([null, true, -0.25, "x", {}]), gives: { ...order, extra: [null, true, -0.25, "x", {}] } },
  { name: "any JSON takes no bigint", run: extra([1n]), refused: ["acme.orders.Order", "/extra type"] },
  { name: "any JSON takes no date", run: extra({ at: new Date(0) }), refused: ["acme.orders.Order", "/extra type"] },
  { name: "any JSON takes no knot", run: extra(knot), refused: ["acme.orders.Order", "/extra depth"] },
  { name: "nesting up to the limit", run: extra(nested(31)), gives: { ...order, extra: nested(31) } },
  { name: "nesting beyond the limit", run: extra(nested(32)), refused: ["acme.orders.Order", "/extra depth"] },
  { name: "more than the contract's limit of bytes", run: extra("x".repeat(1048576)), refused: ["acme.orders.Order", " size"] },
  { name: "an endless list", run: extra(new Array(2 ** 32 - 1)), refused: ["acme.orders.Order", " size"] },

  { name: "each shape of a union", run: (m) => [card, { method: "transfer", iban: "AT611904300234573201" }, { method: "on_delivery" }].map((payment) => m.describe(payment)),
    gives: ["card, confirmed", "from AT611904300234573201", "on delivery"] },
  { name: "a union out of C++", run: (m) => m.byTransfer("AT611904300234573201"), gives: { method: "transfer", iban: "AT611904300234573201" } },
  { name: "an unknown shape", run: (m) => m.describe({ method: "cash" }), refused: ["acme.orders.Payment", "/method tag"] },

  { name: "enumerations by their names", run: (m) => ["draft", "placed", "shipped"].map((status) => m.after(status)), gives: ["placed", "shipped", "VOID"] },
  { name: "a name that is none", run: (m) => m.after("voided"), refused: ["acme.orders.Status", " enum"] },
  { name: "a number is no name", run: (m) => m.after(1), refused: ["acme.orders.Status", " type"] },
  { name: "an enumeration out of range", run: (m) => m.noStatus(), refused: ["acme.orders.Status", " type"] },

  { name: "the extremes of 64-bit integers, also of one that JSON has as a number",
    run: probe({ large: -(2n ** 63n), huge: 2n ** 64n - 2n, plain: -(2n ** 53n) - 1n }),
    gives: { large: -(2n ** 63n), huge: 2n ** 64n - 2n, plain: -(2n ** 53n) - 1n } },
  { name: "nulls, lists and maps within each other",
    run: probe({ whole: 5, matrix: [[], [1.5, -0.1]], sparse: [null, -7], by_name: { a: ["VOID"], "": [] }, maybe: null }),
    gives: { whole: 5, matrix: [[], [1.5, -0.1]], sparse: [null, -7], by_name: { "": [], a: ["VOID"] }, maybe: null } },
  { name: "members that the contract drops", run: probe({ flag: false, other: [1] }), gives: { flag: false } },
  { name: "a dropped member is JSON all the same", run: probe({ other: [1n] }), refused: ["acme.orders.Probe", "/other type"] },

  { name: "a class that keeps a record",
    run: (m) => {
      const thermometer = new m.Thermometer(reading);
      try {
        thermometer.measure({ ...reading, celsius: 30 });
        const measured = thermometer.last;
        thermometer.last = reading;
        return [measured.celsius, thermometer.last];
      } finally {
        thermometer.delete();
      }
    },
    gives: [30, reading] },
  { name: "a constructor judges", run: (m) => new m.Thermometer({ ...reading, celsius: 61 }), refused: ["sensors.Temperature", "/celsius maximum"] },
  { name: "a value that C++ looks into", run: (m) => [order, full].map((one) => m.hasEmail(one)), gives: [false, true] },

  { name: "bytes in, bytes out, in either alphabet",
    run: (m) => m.sameBlobs({ picture: bytes, token: bytes, parts: [new Uint8Array(0)], named: { a: bytes, b: null }, sequence: "7" }),
    gives: { picture: bytes, token: bytes, parts: [new Uint8Array(0)], named: { a: bytes, b: null }, sequence: 7n } },
  { name: "bytes that lie about themselves",
    run: (m) => m.sameBlobs({ picture: Object.defineProperties(bytes.slice(), { length: { value: 600 }, subarray: { get: bomb }, [Symbol.toStringTag]: { get: bomb } }) }),
    gives: { picture: bytes } },
  { name: "bytes whose buffer is gone", run: (m) => m.sameBlobs({ picture: gone() }), refused: ["scalars.Blobs", "/picture type"] },
  { name: "another kind that claims to be bytes",
    run: (m) => m.sameBlobs({ picture: Object.defineProperty(new Float64Array(2), Symbol.toStringTag, { value: "Uint8Array" }) }),
    refused: ["scalars.Blobs", "/picture type"] },
  { name: "what it was compiled from", run: (m) => /^[0-9a-f]{64}$/.test(m.tally["scalars.Blobs"].fingerprint), gives: true },
  { name: "bytes as text", run: (m) => m.sameBlobs({ picture: "/+8=", token: "_-8" }), gives: { picture: bytes, token: bytes } },
  { name: "the alphabet of the other kind of bytes", run: (m) => m.sameBlobs({ picture: "_-8", token: "/+8=" }),
    refused: ["scalars.Blobs", "/picture encoding", "/token encoding"] },
  { name: "too few bytes, and what is no bytes", run: (m) => m.sameBlobs({ token: bytes.subarray(1), picture: [1, 2] }),
    refused: ["scalars.Blobs", "/token minLength", "/picture type"] },
  { name: "decimals", run: (m) => m.sameAmounts({ discount: "12.50", signed: -0.5 }), gives: { discount: "12.5", signed: "-0.5" } },
  { name: "a decimal that would have to be rounded", run: (m) => m.sameAmounts({ discount: 0.1 + 0.2 }),
    refused: ["scalars.Amounts", "/discount precision"] },
  { name: "dates, times and durations", run: (m) => m.sameMoments({ date: "2026-11-21", time: "08:00:00.50+01:00", duration: "P1DT2S" }),
    gives: { date: "2026-11-21", time: "08:00:00.500+01:00", duration: "PT24H0M2S" } },
  { name: "open enums", run: (m) => m.sameVisit({ channel: "letter", via: ["web", ""], by: { a: null } }),
    gives: { channel: "letter", next: "pigeon", via: ["web", ""], by: { a: null } } },
  { name: "no open enum", run: (m) => m.sameVisit({ channel: 7 }), refused: ["values.Visit", "/channel type"] },
  { name: "a timestamp that is a number in TypeScript", run: (m) => m.sameClock({ at: 1500, laps: ["1970-01-01T00:00:00.001Z", 2] }),
    gives: { at: "1970-01-01T00:00:01.500Z", laps: ["1970-01-01T00:00:00.001Z", "1970-01-01T00:00:00.002Z"], started: "2026-01-01T00:00:00Z" } },
  { name: "a timestamp that is too fine for that", run: (m) => m.sameClock({ at: "1970-01-01T00:00:00.0001Z", laps: [2, 2.5] }),
    refused: ["values.Clock", "/at precision", "/laps/1 type"] },
  { name: "nothing of a sensitive value", run: (m) => m.tally["values.Account"].check({ user: "u", password: "hunter2", answers: { hunter2: 1n } }),
    gives: [
      { path: "/password", code: "minLength", params: { limit: 8, unit: "characters" }, message: "must have at least 8 characters" },
      { path: "/password", code: "pattern", params: { pattern: "^[a-z]+$" }, message: "must match ^[a-z]+$" },
      { path: "/answers", code: "maxLength", params: { limit: 5, unit: "characters" }, message: "must have at most 5 characters" },
      { path: "/answers", code: "type", params: { expected: "string" }, message: "must be string" },
    ] },
  { name: "a question without a function", run: (m) => m.tally["sensors.Temperature"].check(reading), gives: [] },
  { name: "its answer",
    run: (m) => m.tally["sensors.Temperatures"].check([reading, { ...reading, celsius: 61 }]),
    gives: [{ path: "/1/celsius", code: "maximum", params: { limit: 60 }, message: "must be at most 60" }] },
  { name: "a getter that throws goes by",
    run: (m) => {
      const trap = { get celsius() { throw new RangeError("not today"); } };
      try {
        return m.difference(reading, trap);
      } catch (error) {
        return `${error}`;
      }
    },
    gives: "RangeError: not today" },
  { name: "what the error says",
    run: (m) => {
      try {
        return m.warmer({ celsius: 61, sensor_id: "roof" }, 1);
      } catch (error) {
        return [`${error}`, error instanceof Error, Object.keys(error)];
      }
    },
    gives: ["ContractError: sensors.Temperature at /celsius: must be at most 60 (and 1 more)", true, ["contract", "issues"]] },
  { name: "neither what is taken nor what is refused stays in memory",
    run: (m) => {
      const calls = () => {
        for (let i = 0; i < 20; ++i) {
          m.sameOrder(full);
          m.tally["acme.orders.Order"].check(full);
          m.tally["acme.orders.Order"].check({ ...full, total: -1n });
          for (const wrong of [() => m.difference(reading, { ...reading, celsius: 99 }), () => m.warmer(reading, 1000)]) {
            try {
              wrong();
            } catch { /* as it should */ }
          }
        }
        return m.bytesInUse();
      };
      return calls() - calls();
    },
    gives: 0 },
];

/** A value as text: equal values, whatever the order of their members, give equal texts. */
const show = (value) =>
  JSON.stringify(value, (key, member) => {
    if (typeof member === "bigint") return `${member}n`;
    if (Object.is(member, -0)) return "-0";
    if (member instanceof Uint8Array) return `bytes ${member}`;
    const is_object = member !== null && typeof member === "object" && !Array.isArray(member);
    return is_object ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1))) : member;
  });

/** What became of a case, as `expected` has it. */
export function outcome({ run }, module) {
  try {
    return show({ gives: run(module) });
  } catch (error) {
    if (error.name !== "ContractError") return `${error.stack}`;
    return show({ refused: [error.contract, ...error.issues.map(({ path, code }) => `${path} ${code}`)] });
  }
}

export const expected = ({ gives, refused }) => show(refused === undefined ? { gives } : { refused });
