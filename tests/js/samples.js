// Documents that several tests start from.

export const reading = { celsius: 21.5, timestamp: 1732178400000, sensor_id: "vienna-01" };

/** An order in canonical form: what its contract's `parse` returns. */
export function order(changes = {}) {
  return {
    id: "6e9bd4b4-9c1c-4c8c-8d6c-0a4f2f8d3a11",
    status: "placed",
    lines: [
      { sku: "A-100", quantity: 2, price: { micros: 1250000n, currency: "EUR" }, note: null },
      { sku: "ZX9", quantity: 1, price: { micros: -9223372036854775808n, currency: "USD" }, weight: 0.5 },
    ],
    tags: ["fragile"],
    labels: { region: "eu", team: "shop" },
    payment: { method: "transfer", iban: "AT611904300234573201", due: "2026-11-30T00:00:00Z" },
    total: 2500000n,
    created_at: "2026-11-21T10:00:00.123456789Z",
    updated_at: null,
    extra: { any: ["thing", 1, null] },
    "@kind": "web",
    ...changes,
  };
}

/** What an issue says, without where its text was. */
export const facts = ({ path, code, params, message }) => ({ path, code, params, message });

/** `path code` of each issue. */
export const outline = (result) => (result.ok ? "ok" : result.issues.map(({ path, code }) => `${path} ${code}`));

/** JSON text of values with bigints, which stand as decimal text in documents. */
export const toText = (value) => JSON.stringify(value, (_, v) => (typeof v === "bigint" ? String(v) : v));
