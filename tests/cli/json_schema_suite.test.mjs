// The JSON Schema test suite, draft 4: what a contract can say is said by one, and every case of it is judged as the
// suite wants. tests/cli/json_schema_suite.json lists what cannot be said, by keyword and with a reason; UPDATE=1 writes
// it.
import assert from 'node:assert/strict';
import {readFileSync, writeFileSync} from 'node:fs';
import {test} from 'node:test';
import {fileURLToPath} from 'node:url';
import suite from 'json-schema-test-suite';
import {Converter, OutOfScope, reasons} from './json_schema_contracts.mjs';
import {folder, tally} from './tally.mjs';

/** Parts of the language that are there; the others are out of scope. */

/** Cases that are judged differently by design, by schema and case. */
const byDesign = {
  'bignum: integer: a bignum is an integer': 'bignum',
  'bignum: integer: a negative bignum is an integer': 'bignum',
  'format: validation of URIs: a valid protocol-relative URI': 'uri',
  'zeroTerminatedFloats: some languages do not distinguish between different types of numeric value': 'float',
};

const list = fileURLToPath(new URL('json_schema_suite.json', import.meta.url));

const schemas = suite.draft4().flatMap(({name, schemas}) => schemas.map((each) => ({...each, file: name})));

/** By keyword: its reason, the schemas that are out of scope with all of their cases, and single cases of others. */
const outOfScope = {};

function leaveOut(keyword, what, title, cases) {
  outOfScope[keyword] ??= {reason: reasons[keyword], schemas: [], only: [], cases: 0};
  outOfScope[keyword][what].push(title);
  outOfScope[keyword].cases += cases;
}

/** The contract of a schema and the name of its type. */
function convert({schema}) {
  const converter = new Converter(schema);
  const type = converter.declare(schema);
  return {converter, type, contract: {contract: 1, package: 'suite', types: converter.types}};
}

/** Verdicts on documents: `true`, or the issues. */
function judge(t, {contract, type}, documents) {
  const path = folder(t, {'suite.contract.yaml': JSON.stringify(contract, null, 1)});
  const args = ['validate', '-', '--contract', 'suite.contract.yaml', '--type', type, '--ndjson', '--format', 'json'];
  const {status, stdout, stderr} = tally(path, args, {input: documents.map((each) => JSON.stringify(each)).join('\n')});
  if (stderr.includes('T311')) throw new OutOfScope('uniqueItems');
  assert.ok(status < 2, stderr);
  return stdout.trimEnd().split('\n').map((line) => JSON.parse(line)).map(({valid, issues}) => valid || issues);
}

const judged = {schemas: 0, cases: 0};

for (const each of schemas) {
  const title = `${each.file}: ${each.description}`;
  test(title, (t) => {
    try {
      const whole = byDesign[title];
      if (whole) throw new OutOfScope(whole);
      const converted = convert(each);
      const verdicts = judge(t, converted, each.tests.map(({data}) => data));
      ++judged.schemas;
      each.tests.forEach(({description, data, valid}, i) => {
        const name = `${title}: ${description}`;
        const keyword = byDesign[name] ?? (converted.converter.isUntyped(each.schema, data) ? 'untyped' : undefined);
        if (keyword) return leaveOut(keyword, 'only', name, 1);
        ++judged.cases;
        assert.equal(verdicts[i] === true, valid, `${name}: ${JSON.stringify(data)}: ${JSON.stringify(verdicts[i])}`);
      });
    } catch (error) {
      if (!(error instanceof OutOfScope)) throw error;
      leaveOut(error.keyword, 'schemas', title, each.tests.length);
    }
  });
}

test('the list says what is out of scope, and why', () => {
  const found = {judged, outOfScope};
  if (process.env.UPDATE) writeFileSync(list, `${JSON.stringify(found, null, 1)}\n`);
  assert.deepEqual(found, JSON.parse(readFileSync(list, 'utf8')));
});
