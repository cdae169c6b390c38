// Users of `tally serve`: tokens of each algorithm, tickets for them, and keys that change.
import assert from 'node:assert/strict';
import {createHmac, generateKeyPairSync, sign} from 'node:crypto';
import {renameSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {connect, hello, mark, plantFolder, serve, subscribe, write} from './hub.mjs';

const limits = {timeout: 60_000};
const secret = 'a secret of more than 32 bytes, for tests';
const encoded = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

/** A token of `alg`; `key` is a secret or a private key. */
function tokenOf(claims, alg = 'HS256', key = secret, header = {}) {
  const text = `${encoded({alg, ...header})}.${encoded({sub: 'ann', exp: Date.now() / 1000 + 600, ...claims})}`;
  const signed = {
    HS256: () => createHmac('sha256', key).update(text).digest('base64url'),
    RS256: () => sign('sha256', text, key).toString('base64url'),
    EdDSA: () => sign(null, text, key).toString('base64url'),
  };
  return `${text}.${signed[alg]()}`;
}

const grants = {tally: {read: ['trend.#', 'hidden'], write: ['trend.a', 'wave']}};

async function served(t, keys, args = []) {
  const cwd = plantFolder(t, {keys});
  const server = await serve(cwd, ['--users', 'keys', ...args]);
  t.after(() => server.stop('SIGKILL'));
  const ticketFor = (token, options = {}) =>
    fetch(`${server.url}/ticket`, {method: 'POST', ...options, headers: {authorization: `Bearer ${token}`, ...options.headers}});
  return {...server, cwd, ticketFor};
}

async function admitted(url, ticket) {
  const client = await connect(url);
  client.send(hello('c', {ticket}));
  return Promise.race([client.next('welcome').then(() => client), client.closed.then(({code}) => code)]);
}

test('who has no good token has nothing', limits, async (t) => {
  const {url, ticketFor, said} = await served(t, `${secret}\n`);
  const bad = [undefined, '', 'ticket', tokenOf(grants, 'HS256', 'another secret of at least 32 bytes'), tokenOf({...grants, exp: 1})];
  for (const ticket of bad) assert.equal(await admitted(url, ticket), 4401);
  assert.deepEqual((await Promise.all(bad.map((token) => ticketFor(token)))).map(({status}) => status), Array(5).fill(401));
  const reasons = [...said().matchAll(/a token was refused reason=(\w+)/g)].map(([, reason]) => reason);
  assert.deepEqual(reasons, ['syntax', 'syntax', 'syntax', 'signature', 'expired']);
  assert.ok(!said().includes(bad[3]));
});

test('a token gives what it grants and `access` allows', limits, async (t) => {
  const {url} = await served(t, secret);
  const client = await admitted(url, tokenOf(grants));
  client.send(subscribe(1, '#', 'hidden', 'level'));
  const refused = [await client.next('error'), await client.next('error')];
  assert.deepEqual(refused.map(({code, key, message}) => [code, key, message]), ['hidden', 'level'].map((key) => ['forbidden', key, 'what may be read: trend.+']));
  client.send(write(1, 'trend.a', mark(1)), write(2, 'trend.b', mark(1)), write(3, 'wave', {level: 1}));
  assert.equal((await client.next('ack')).id, 1);
  assert.deepEqual([(await client.next('nack')).id, (await client.next('nack')).id], [2, 3]);
  assert.equal((await client.next('data')).key, 'trend.a');
});

test('keys are PEM, JWK or a set of them, and each has its algorithm', limits, async (t) => {
  const rsa = generateKeyPairSync('rsa', {modulusLength: 2048});
  const ed25519 = generateKeyPairSync('ed25519');
  const jwk = ({publicKey}, more) => ({...publicKey.export({format: 'jwk'}), ...more});
  const pem = ({publicKey}) => publicKey.export({format: 'pem', type: 'spki'});
  const set = {keys: [jwk(rsa, {kid: 'r', use: 'sig', alg: 'RS256'}), jwk(ed25519, {kid: 'e'}), {kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA'}]};
  const rows = [
    [pem(rsa), ['RS256', rsa]],
    [pem(ed25519), ['EdDSA', ed25519]],
    [JSON.stringify(jwk(ed25519)), ['EdDSA', ed25519]],
    [JSON.stringify(set), ['RS256', rsa, {kid: 'r'}], ['EdDSA', ed25519, {kid: 'e'}]],
  ];
  for (const [keys, ...tokens] of rows) {
    const {url} = await served(t, keys);
    for (const [alg, {privateKey}, header] of tokens) {
      const client = await admitted(url, tokenOf(grants, alg, privateKey, header));
      assert.notEqual(client, 4401, alg);
      await client.close();
    }
    // The public key is everybody's, and no secret.
    assert.equal(await admitted(url, tokenOf(grants, 'HS256', keys)), 4401);
  }
});

test('a ticket for a token is good for one connection', limits, async (t) => {
  const {url, ticketFor} = await served(t, secret, ['--issuer', 'login', '--audience', 'plant', '--origin', 'https://shop.example']);
  const token = tokenOf({...grants, iss: 'login', aud: ['plant', 'shop']});
  const answer = await ticketFor(token, {headers: {origin: 'https://shop.example'}});
  assert.deepEqual([answer.status, answer.headers.get('access-control-allow-origin'), answer.headers.get('cache-control')], [200, 'https://shop.example', 'no-store']);
  const {ticket, expires_in} = await answer.json();
  assert.equal(expires_in, 60);
  const client = await admitted(url, ticket);
  client.send(write(1, 'trend.a', mark(1)));
  assert.equal((await client.next('ack')).id, 1);
  assert.equal(await admitted(url, ticket), 4401);
  assert.equal((await ticketFor(tokenOf({...grants, iss: 'login', aud: 'shop'}))).status, 401);
  const {status, headers} = await fetch(`${url}/ticket`, {method: 'OPTIONS', headers: {origin: 'https://shop.example'}});
  assert.deepEqual([status, headers.get('access-control-allow-headers')], [204, 'Authorization']);
});

test('keys that change are read again', limits, async (t) => {
  const {url, cwd, said} = await served(t, secret);
  const put = (keys) => (writeFileSync(join(cwd, 'new'), keys), renameSync(join(cwd, 'new'), join(cwd, 'keys')));
  const until = async (line) => {
    while (!said().includes(line)) await new Promise((next) => setTimeout(next, 20));
  };
  const other = 'another secret of more than 32 bytes';
  put(other);
  await until('info: the keys of tokens have changed file=keys');
  assert.equal(await admitted(url, tokenOf(grants)), 4401);
  assert.notEqual(await admitted(url, tokenOf(grants, 'HS256', other)), 4401);
  put('{}');
  await until('warning: the keys of tokens stay as they were file=keys');
  assert.notEqual(await admitted(url, tokenOf(grants, 'HS256', other)), 4401);
});

test('keys that are none are an error before anything is served', limits, async (t) => {
  const cwd = plantFolder(t, {keys: 'short'});
  for (const [file, text] of [['keys', 'cannot use the keys `keys`: a secret of HS256 has 32 bytes at least'], ['none', 'cannot read the keys `none`']])
    await assert.rejects(serve(cwd, ['--users', file]), ({message}) => message.includes(text) && message.includes('"code":2'));
});
