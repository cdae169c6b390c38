// What the examples of the docs take for granted: shared by all of them.

/** Types that a part of a contract may name without declaring them. */
export const types = {
  BedId: "{newtype: string}",
  Sku: "{newtype: string, maxLength: 32}",
  Status: "{enum: {draft: {}, placed: {}, voided: {}}}",
  Channel: "{enum: [web, app]}",
  State: "{enum: ['on', 'off']}",
  Labels: "{alias: map<string>}",
  Line: "{record: {sku: Sku, size: int32, price: int64, quantity: uint16}}",
  Order: "{record: {id: uuid, created_at: timestamp, status: Status, channel: Channel, labels: Labels, country?: string, total: int64}}",
  OrderPatch: "{derive: {from: Order, pick: [status, labels], optional: all}}",
  Reading: "{record: {celsius: float64}}",
  Pump: "{record: {level: float64}}",
  PumpOrder: "{record: {state: State}}",
};

/** Files that contracts and projects name. */
export const files = {
  "money.contract.yaml": "contract: 1\npackage: money\ntypes:\n  Amount: {newtype: int64}\n",
};

const contract = "contract: 1\npackage: acme.example\n";
const indent = (text, by) => text.replace(/^(?=.)/gm, " ".repeat(by));

/** By the first line of a block of YAML that is no comment: what file it is a part of. The first row that fits counts. */
export const yaml = [
  { begins: /^contract:/, kind: "contract", complete: (text) => text },
  { begins: /^tally:/, kind: "project", complete: (text) => text },
  { begins: /^(targets|lint):/, kind: "project", complete: (text) => `tally: 1\ncontracts: [money.contract.yaml]\n${text}` },
  { begins: /^target:/, kind: "target", complete: (text) => text },
  { begins: /^spellings:/, kind: "target", complete: (text) => `target: 1\nname: mine\nmodel: model\noutputs: []\n${text}` },
  { begins: /^[a-z]\w*:/, kind: "contract", complete: (text) => (/^version:/m.test(text) ? contract : `${contract}version: 1.0.0\n`) + text },
  { begins: /^- \{id:/, kind: "contract", complete: (text) => `${contract}types:\n  Ruled:\n    record: {}\n    rules:\n${indent(text, 6)}` },
  { begins: /^[A-Z]/, kind: "contract", complete: (text) => `${contract}types:\n${indent(text, 2)}` },
  { begins: /^ {2}[A-Z]/, kind: "contract", complete: (text) => `${contract}types:\n${text}` },
  { begins: /^ {6}[a-z]/, kind: "contract", complete: (text) => `${contract}types:\n  Example:\n    record:\n${text}` },
];

/** What is put before a CMakeLists.txt of a page, and what it is configured with. `emscripten`: for WebAssembly. */
export const cmake = {
  building: {},
  cpp: {},
  hub: {},
  typescript: { emscripten: true },
  embind: { emscripten: true },
};

/** Commands that do not end by themselves. */
export const endless = /^\$ tally serve/;

