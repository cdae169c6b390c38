// The earthquake feed's contract as JSON Schema, written by hand for Ajv: the same checks as far as Ajv can make them.
// It cannot see duplicate keys, lone surrogates or bytes that are not UTF-8, for JSON.parse hides them.

const url = { type: 'string', maxLength: 512, pattern: '^https?://' };
const commaList = { type: 'string', maxLength: 1024, pattern: '^,([^,]+,)*$' };
const unixMillis = { type: 'integer', minimum: -62135596800000, maximum: 253402300799999 };
const uint = (maximum) => ({ type: 'integer', minimum: 0, maximum });
const nullable = (schema) => ({ ...schema, type: [schema.type, 'null'] });
const text = (maxLength) => ({ type: 'string', maxLength });
const number = (minimum, maximum) => ({ type: 'number', minimum, ...(maximum !== undefined && { maximum }) });

function record(properties, optional = []) {
  return {
    type: 'object',
    properties,
    required: Object.keys(properties).filter((name) => !optional.includes(name)),
    additionalProperties: false,
  };
}

const properties = record({
  mag: nullable(number(-3, 10)),
  place: nullable(text(200)),
  time: unixMillis,
  updated: unixMillis,
  tz: nullable({ type: 'integer', minimum: -1200, maximum: 1200 }),
  url,
  detail: url,
  felt: nullable(uint(4294967295)),
  cdi: nullable(number(0, 12)),
  mmi: nullable(number(0, 12)),
  alert: { enum: ['green', 'yellow', 'orange', 'red', null] },
  status: { enum: ['automatic', 'reviewed', 'deleted'] },
  tsunami: uint(1),
  sig: uint(10000),
  net: { type: 'string', minLength: 2, maxLength: 8, pattern: '^[a-z0-9]+$' },
  code: { type: 'string', minLength: 1, maxLength: 32 },
  ids: commaList,
  sources: commaList,
  types: commaList,
  nst: nullable(uint(65535)),
  dmin: nullable(number(0, 360)),
  rms: nullable(number(0)),
  gap: nullable(number(0, 360)),
  magType: nullable(text(16)),
  type: {
    enum: [
      'earthquake',
      'quarry blast',
      'explosion',
      'other event',
      'ice quake',
      'sonic boom',
      'landslide',
      'mining explosion',
      'rock burst',
    ],
  },
  title: text(300),
});

const geometry = record({
  type: { const: 'Point' },
  coordinates: { type: 'array', minItems: 3, maxItems: 3, items: number(-180, 1000) },
});

const feature = record({
  type: { const: 'Feature' },
  properties,
  geometry,
  id: { type: 'string', minLength: 3, maxLength: 32, pattern: '^[a-z]{2}[a-z0-9_]+$' },
});

const metadata = record({
  generated: unixMillis,
  url,
  title: text(200),
  status: { type: 'integer', minimum: 100, maximum: 599 },
  api: { type: 'string', maxLength: 16, pattern: '^[0-9]+\\.[0-9]+\\.[0-9]+$' },
  count: uint(4294967295),
});

export const feedSchema = record(
  {
    type: { const: 'FeatureCollection' },
    metadata,
    features: { type: 'array', maxItems: 50000, items: feature },
    bbox: { type: 'array', minItems: 6, maxItems: 6, items: { type: 'number' } },
  },
  ['bbox'],
);
