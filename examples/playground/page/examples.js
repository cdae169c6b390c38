// Documents to start from, and telling ways to change each. A change names the text that it replaces: `edit` fails
// loudly when a document no longer holds it.

const earthquake = `{
  "type": "Feature",
  "properties": {
    "mag": 6.4,
    "place": "22km NNE of Hualian, Taiwan",
    "time": 1517932242400,
    "updated": 1517967111797,
    "tz": 480,
    "url": "https://earthquake.usgs.gov/earthquakes/eventpage/us1000chhc",
    "detail": "https://earthquake.usgs.gov/earthquakes/feed/v1.0/detail/us1000chhc.geojson",
    "felt": 261,
    "cdi": 6.5,
    "mmi": 6.7,
    "alert": "green",
    "status": "reviewed",
    "tsunami": 0,
    "sig": 800,
    "net": "us",
    "code": "1000chhc",
    "ids": ",us1000chhc,",
    "sources": ",us,",
    "types": ",dyfi,losspager,moment-tensor,shakemap,",
    "nst": null,
    "dmin": 0.053,
    "rms": 0.96,
    "gap": 34,
    "magType": "mww",
    "type": "earthquake",
    "title": "M 6.4 - 22km NNE of Hualian, Taiwan"
  },
  "geometry": {
    "type": "Point",
    "coordinates": [121.653, 24.1737, 10.64]
  },
  "id": "us1000chhc"
}
`;

const temperature = `{
  "celsius": 21.5,
  "timestamp": 1732178400000,
  "sensor_id": "vienna-01"
}
`;

const order = `{
  "id": "6e9bd4b4-9c1c-4c8c-8d6c-0a4f2f8d3a11",
  "status": "placed",
  "channel": "web",
  "customer_email": "ada@example.org",
  "lines": [
    {
      "sku": "A-100",
      "quantity": 2,
      "price": {"micros": "12500000", "currency": "EUR"},
      "weight": 0.75,
      "note": "Für Zoë ♥"
    }
  ],
  "tags": ["gift"],
  "labels": {"team": "web", "tier": "gold"},
  "payment": {
    "method": "card",
    "token": "tok_5f3a9c0e7b1d2468",
    "three_ds": true
  },
  "total": "25000000",
  "discount": 2.5,
  "created_at": "2026-11-21T10:00:00Z"
}
`;

export const examples = [
  {
    type: 'usgs.earthquakes.Feature',
    label: 'An earthquake',
    text: earthquake,
    edits: [
      ['a magnitude of 12', ['"mag": 6.4', '"mag": 12']],
      ['unknown key', ['"tsunami": 0,', '"tsunami": 0,\n    "depth_km": 10.64,']],
      ['duplicate key', ['"gap": 34,', '"gap": 34,\n    "mag": 6.5,']],
      ['1e400', ['"rms": 0.96', '"rms": 1e400']],
      ['lone surrogate', ['Hualian, Taiwan",\n    "time"', 'Hualian \\ud83c",\n    "time"']],
      ['a value is missing', ['    "net": "us",\n', '']],
      ['two coordinates', ['[121.653, 24.1737, 10.64]', '[121.653, 24.1737]']],
      ['two faults at once', ['"mag": 6.4', '"mag": 12'], ['"alert": "green"', '"alert": "purple"']],
      ['a comma too many', ['"id": "us1000chhc"\n', '"id": "us1000chhc",\n']],
    ],
  },
  {
    type: 'sensors.Temperature',
    label: 'A temperature',
    text: temperature,
    edits: [
      ['61 °C', ['21.5', '61']],
      ['1e3 is an integer', ['1732178400000', '1.7321784e12']],
      ['1e400', ['21.5', '1e400']],
      ['NaN', ['21.5', 'NaN']],
      ['text for a number', ['21.5', '"21.5"']],
      ['unknown key', ['"celsius"', '"fahrenheit": 70.7,\n  "celsius"']],
      ['duplicate key', ['"sensor_id"', '"celsius": 22,\n  "sensor_id"']],
      ['lone surrogate', ['vienna-01', 'vienna-\\udc01']],
      ['two faults at once', ['21.5', '-273.15'], ['vienna-01', 'X']],
    ],
  },
  {
    type: 'acme.orders.Order',
    label: 'An order',
    text: order,
    edits: [
      ['30 February', ['2026-11-21T', '2026-02-30T']],
      ['another way to pay', ['"card"', '"transfer"']],
      ['an unknown way to pay', ['"card"', '"cash"']],
      ['one more than 64 bits', ['"25000000"', '"9223372036854775808"']],
      ['no step of 0.25', ['"discount": 2.5', '"discount": 2.3']],
      ['unknown key', ['"channel": "web",', '"channel": "web",\n  "coupon": "SUMMER",']],
      ['duplicate key', ['"tier"', '"team"']],
      ['lone surrogate', ['Zoë ♥', 'Zoë \\ud83c']],
      ['two faults at once', ['"A-100"', '"a-100"'], ['"EUR"', '"euro"']],
    ],
  },
];

/** A document with some of its text replaced. */
export function edit(text, changes) {
  for (const [from, to] of changes) {
    if (!text.includes(from)) throw new Error(`the document does not hold ${from}`);
    text = text.replace(from, () => to);
  }
  return text;
}
