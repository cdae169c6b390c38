import assert from 'node:assert/strict';
import {test} from 'node:test';
import {folder, tally} from './tally.mjs';

test('the code of a diagnostic has a page', (t) => {
  for (const code of ['T204', 't204']) {
    const {status, stdout} = tally(folder(t), ['explain', code]);
    assert.equal(status, 0);
    assert.match(stdout, /^# T204: unknown type\n\n/);
    assert.match(stdout, /^Right:$/m);
  }
});

test('the code of an issue has a page', (t) => {
  const {status, stdout} = tally(folder(t), ['explain', 'minLength']);
  assert.equal(status, 0);
  assert.match(stdout, /^# minLength\n\n.*Unicode scalar values/);
  assert.match(stdout, /^In `params`: limit, actual, unit\.$/m);
});

test('an unknown code gets a suggestion and is status 2', (t) => {
  for (const [code, near] of [['204', 'T204'], ['minlength', 'minLength'], ['requird', 'required']]) {
    const {status, stdout, stderr} = tally(folder(t), ['explain', code]);
    assert.equal(status, 2);
    assert.equal(stdout, '');
    assert.match(stderr, new RegExp(`error\\[T006\\]: unknown code \`${code}\`\n.*did you mean \`${near}\``));
  }
});

test('the name of a lint rule has a page', (t) => {
  const {status, stdout} = tally(folder(t), ['explain', 'pattern.unanchored']);
  assert.equal(status, 0);
  assert.match(stdout, /^# T701: pattern without anchors\n\n/);
});
