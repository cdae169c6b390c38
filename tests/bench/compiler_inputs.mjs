// A project of many contracts as a company's services have them, and the same types for protoc. Made anew in each run,
// the same on every machine.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export const typesPerContract = 10;

const subjects = ["invoice", "shipment", "device", "ticket", "booking", "claim", "policy", "asset", "course", "recipe"];
const currencies = ["eur", "usd", "gbp", "jpy", "chf", "sek", "nok", "dkk", "pln", "czk", "huf", "ron"];

const capital = (word) => word[0].toUpperCase() + word.slice(1);
const padded = (number) => String(number).padStart(4, "0");

/**
 * Ten contracts make a service: the first is its base, the others import the base and one that stands before them. All
 * import one of the first ten contracts, which are a company's common ones. So what a contract reaches does not grow
 * with the number of contracts.
 */
function facts(index) {
  const place = index % 10;
  const base = index - place;
  const imports = new Map();
  if (index >= 10) imports.set("common", (index * 7) % 10);
  if (place > 0) imports.set("base", base);
  if (place > 1) imports.set("other", base + (place >> 1));
  const word = subjects[place];
  const stem = `${word}_${padded(index)}`;
  return { index, imports, word, stem, name: capital(word), short: word.slice(0, 3) };
}

const stemOf = (index) => facts(index).stem;

function contract({ index, imports, word, stem, name, short }) {
  const from = (alias, type, own) => (imports.has(alias) ? `${alias}.${capital(facts(imports.get(alias)).word)}${type}` : own);
  const importLines = [...imports].map(([alias, target]) => `  ${alias}: ./${stemOf(target)}.contract.yaml\n`).join("");
  return `contract: 1
package: acme.${stem}
version: 2.${index % 7}.0
doc: |
  What the service for ${word}s number ${index} stores and sends.
  Owned by team ${index % 23}; ask there before you change anything.
${importLines && `imports:\n${importLines}`}
types:
  ${name}Id:
    newtype: string
    doc: Given by the service, never again.
    pattern: ^${short}-${padded(index)}-[0-9a-f]{8}$
    examples:
      valid: [${short}-${padded(index)}-0123abcd]
      invalid: [{value: ${short}-0, code: pattern}]
  ${name}Amount: {newtype: decimal, precision: 12, scale: 2, minimum: 0, doc: In the currency of the ${word}.}
  ${name}State:
    doc: How far it has come.
    enum:
      draft: {doc: Seen by its author alone.}
      open: {}
      waiting: {doc: Somebody else has to do something.}
      closed: {}
      voided: {wire: VOID}
      state_${index}: {doc: Only in this service.}
  ${name}Labels:
    alias: map<string>
    doc: Free labels, as on any cloud resource.
    keys: {maxLength: 63, pattern: '^[a-z][a-z0-9.-]*$'}
    values: {maxLength: 256}
    maxProperties: ${16 + (index % 50)}
  ${name}Contact:
    doc: Who is to be asked.
    record:
      name: {type: string, minLength: 1, maxLength: 200, doc: As on the letter.}
      email?: {type: string, format: email, maxLength: 254}
      phone?: {type: string, pattern: '^\\+[1-9][0-9]{6,14}$'}
      language: {type: string, default: en, pattern: '^[a-z]{2}(-[A-Z]{2})?$'}
      region?: string | null
      superior?: {type: ${from("base", "Contact", "string")}}
  ${name}Line:
    doc: One position of the ${word}.
    record:
      position: {type: uint16, minimum: 1}
      code: {type: string, minLength: 3, maxLength: 32, pattern: '^[A-Z0-9]+(-[A-Z0-9]+)*$'}
      quantity: {type: uint32, minimum: 1, maximum: ${1000 + index}, doc: Pieces.}
      price: ${name}Amount
      weight?: {type: float64, exclusiveMinimum: 0, maximum: 1000, unit: kg}
      note?: {type: string | null, maxLength: 500}
      other?: {type: ${from("other", "Line", "json")}}
  ${name}Card:
    record:
      token: {type: string, minLength: 16, maxLength: 64, pattern: '^[A-Za-z0-9_-]+$'}
      expires: date
      three_ds: {type: bool, default: false}
  ${name}Transfer:
    record:
      iban: {type: string, pattern: '^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$'}
      due?: date
      reference?: {type: string, maxLength: 140, pattern: '^${short.toUpperCase()}[0-9 ]+$'}
  ${name}Payment:
    doc: How it is paid.
    union:
      tag: method
      variants:
        card: ${name}Card
        transfer: {type: ${name}Transfer, doc: After the fact.}
  ${name}:
    doc: |
      One ${word}, as stored and as sent.
      It is never deleted: see \`state\`.
    record:
      id: ${name}Id
      state: {type: ${name}State, default: draft}
      title: {type: string, minLength: 1, maxLength: 300}
      owner: ${name}Contact
      watchers: {type: list<${from("common", "Contact", `${name}Contact`)}>, maxItems: 50, default: []}
      lines: {type: list<${name}Line>, minItems: 1, maxItems: 200}
      payment?: ${name}Payment
      total: {type: int64, minimum: 0, doc: The sum of all lines., unit: µEUR}
      limit?: ${from("common", "Amount", `${name}Amount`)}
      labels?: ${name}Labels
      tags?: {type: list<string>, maxItems: 20, items: {minLength: 1, maxLength: 40}}
      parent?: ${from("base", "Id", "uuid")}
      rating?: {type: float64, minimum: 0, maximum: 5, multipleOf: 0.5}
      created_at: timestamp
      updated_at?: timestamp | null
      ${currencies[index % currencies.length]}_rate?: {type: float64, exclusiveMinimum: 0}
      extra?: json

tests:
  - name: a payment is known by its method
    type: ${name}Payment
    json: '{"method":"transfer","iban":"AT611904300234573201"}'
  - name: a line has at least one piece
    type: ${name}Line
    json: '{"position":1,"code":"ABC-1","quantity":0,"price":"1.50"}'
    issues: [{path: /quantity, code: minimum}]
`;
}

/** The same types without their constraints, which it has not: nine messages and an enum. */
function proto({ index, imports, word, stem, name }) {
  const from = (alias, type, own) => {
    const target = imports.has(alias) && facts(imports.get(alias));
    return target ? `acme.${target.stem}.${target.name}${type}` : own;
  };
  const importLines = [...imports.values()].map((target) => `import "${stemOf(target)}.proto";\n`).join("");
  return `// What the service for ${word}s number ${index} stores and sends.
syntax = "proto3";
package acme.${stem};
${importLines}
// Given by the service, never again.
message ${name}Id { string value = 1; }
// In the currency of the ${word}.
message ${name}Amount { string value = 1; }
// How far it has come.
enum ${name}State {
  DRAFT = 0;  // Seen by its author alone.
  OPEN = 1;
  WAITING = 2;  // Somebody else has to do something.
  CLOSED = 3;
  VOIDED = 4;
  STATE_${index} = 5;  // Only in this service.
}
// Free labels, as on any cloud resource.
message ${name}Labels { map<string, string> entries = 1; }
// Who is to be asked.
message ${name}Contact {
  string name = 1;  // As on the letter.
  optional string email = 2;
  optional string phone = 3;
  string language = 4;
  optional string region = 5;
  optional ${from("base", "Contact", "string")} superior = 6;
}
// One position of the ${word}.
message ${name}Line {
  uint32 position = 1;
  string code = 2;
  uint32 quantity = 3;  // Pieces.
  ${name}Amount price = 4;
  optional double weight = 5;
  optional string note = 6;
  optional ${from("other", "Line", "string")} other = 7;
}
message ${name}Card {
  string token = 1;
  string expires = 2;
  bool three_ds = 3;
}
message ${name}Transfer {
  string iban = 1;
  optional string due = 2;
  optional string reference = 3;
}
// How it is paid.
message ${name}Payment {
  oneof method {
    ${name}Card card = 1;
    ${name}Transfer transfer = 2;  // After the fact.
  }
}
// One ${word}, as stored and as sent.
// It is never deleted: see \`state\`.
message ${name} {
  ${name}Id id = 1;
  ${name}State state = 2;
  string title = 3;
  ${name}Contact owner = 4;
  repeated ${from("common", "Contact", `${name}Contact`)} watchers = 5;
  repeated ${name}Line lines = 6;
  ${name}Payment payment = 7;
  int64 total = 8;  // The sum of all lines.
  ${from("common", "Amount", `${name}Amount`)} limit = 9;
  ${name}Labels labels = 10;
  repeated string tags = 11;
  ${from("base", "Id", "string")} parent = 12;
  optional double rating = 13;
  int64 created_at = 14;
  optional int64 updated_at = 15;
  optional double ${currencies[index % currencies.length]}_rate = 16;
  optional string extra = 17;
}
`;
}

/** Writes `count` contracts into `folder`/schemas with their tally.yaml, and as many into `folder`/proto. */
export function writeProject(folder, count) {
  for (const sub of ["schemas", "proto", "proto_out"]) mkdirSync(join(folder, sub), { recursive: true });
  for (let index = 0; index < count; ++index) {
    const each = facts(index);
    writeFileSync(join(folder, "schemas", `${each.stem}.contract.yaml`), contract(each));
    writeFileSync(join(folder, "proto", `${each.stem}.proto`), proto(each));
  }
  writeFileSync(
    join(folder, "tally.yaml"),
    `tally: 1
contracts: [schemas/*.contract.yaml]
targets:
  cpp: {out: out/cpp}
  embind: {out: out/embind}
  typescript: {out: out/typescript, options: {package: "@acme/contracts", version: 0.1.0}}
`,
  );
}
