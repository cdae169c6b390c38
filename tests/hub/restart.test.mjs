// `tally serve` that ends and begins again.
import assert from 'node:assert/strict';
import {readFileSync, truncateSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {connect, hello, mark, plantFolder, serve, subscribe, write} from './hub.mjs';
import {crashes} from './crash.mjs';

const limits = {timeout: 120_000};

/** Lives of a server in one folder: live(args, body) starts it, and ends it by `signal` after the body. */
function lives(t) {
  const folder = plantFolder(t);
  const live = async (args, body, signal = 'SIGTERM') => {
    const server = await serve(folder, args);
    t.after(() => server.stop('SIGKILL'));
    const result = await body(server);
    await server.stop(signal);
    return result;
  };
  return {folder, live};
}

/** Says hello and gives the epoch and, of a topic, what comes until it is up to date. */
async function look(server, topic, resume = []) {
  const client = await connect(server.url);
  client.send(hello('looker', {resume}), subscribe(1, topic), {type: 'ping', ts: 7});
  const {epoch} = await client.next('welcome');
  const {count} = await client.next('subscribed');
  if (count > 0) await client.next(({type, last}) => type === 'snapshot' && last);
  await client.next('pong');
  const values = client.heard.filter(({seq}) => seq !== undefined).map(({type, seq, payload}) => [type, seq, payload?.n]);
  await client.close();
  return {epoch, values};
}

async function writeAll(server, topic, numbers, client = 'writer') {
  const writer = await connect(server.url);
  writer.send(hello(client), ...numbers.map((n) => write(n, topic, mark(n))));
  const acks = [];
  for (const id of numbers) acks.push(await writer.next((message) => message.type === 'ack' && message.id === id));
  await writer.close();
  return acks;
}

test('without --data a restart is another epoch, and a subscriber begins with a snapshot', limits, async (t) => {
  const {live} = lives(t);
  const before = await live([], async (server) => {
    await writeAll(server, 'trend.a', [1, 2]);
    return look(server, 'trend.a');
  });
  const after = await live([], async (server) => {
    await writeAll(server, 'trend.a', [3]);
    return look(server, 'trend.a', [{topic: 'trend.a', epoch: before.epoch, seq: 2}]);
  });
  assert.notEqual(after.epoch, before.epoch);
  assert.deepEqual(after.values, [['snapshot', 1, 3]]);
});

for (const durability of ['written', 'synced']) {
  for (const signal of ['SIGTERM', 'SIGKILL']) {
    test(`--data --durability ${durability}: after ${signal} a subscriber goes on where it was, and writes are known`, limits, async (t) => {
      const {live} = lives(t);
      const args = ['--data', 'var/hub', '--durability', durability];
      const {epoch} = await live(args, async (server) => {
        for (const ack of await writeAll(server, 'trend.a', [1, 2, 3])) assert.equal(ack.kept, durability);
        return look(server, 'trend.a');
      }, signal);
      await live(args, async (server) => {
        const again = await writeAll(server, 'trend.a', [2, 3, 4]);
        assert.deepEqual(again.map(({seq}) => seq), [2, 3, 4]);
        const after = await look(server, 'trend.a', [{topic: 'trend.a', epoch, seq: 3}]);
        assert.deepEqual(after, {epoch, values: [['data', 4, 4]]});
      }, signal);
      const whole = await live(args, (server) => look(server, 'trend.a'), signal);
      assert.deepEqual(whole.values, [1, 2, 3, 4].map((n) => ['snapshot', n, n]));
    });
  }
}

test('--durability memory: after SIGKILL the epoch is another one, after SIGTERM the same', limits, async (t) => {
  const {live} = lives(t);
  const args = ['--data', 'var', '--durability', 'memory'];
  const first = await live(args, (server) => look(server, 'trend.a'));
  const second = await live(args, (server) => look(server, 'trend.a'), 'SIGKILL');
  const third = await live(args, (server) => look(server, 'trend.a'));
  assert.equal(second.epoch, first.epoch);
  assert.notEqual(third.epoch, second.epoch);
});

test('a command for a mailbox is taken once, whatever is restarted', limits, async (t) => {
  const {live} = lives(t);
  const args = ['--data', 'var'];
  const first = await live(args, (server) => writeAll(server, 'order', [1]));
  const again = await live(args, async (server) => {
    const acks = await writeAll(server, 'order', [1]);
    assert.match(await (await fetch(`${server.url}/metrics`)).text(), /^tally_writes_total 0$/m);
    return acks;
  });
  assert.deepEqual(again, first);
  assert.equal(first[0].kept, 'memory');
});

test('a torn end is cut off with a note, damage before it is refused with file and byte', limits, async (t) => {
  const {folder, live} = lives(t);
  const args = ['--data', 'var'];
  await live(args, (server) => writeAll(server, 'trend.a', [1, 2, 3]), 'SIGKILL');
  const file = join(folder, 'var/hub.log');
  truncateSync(file, readFileSync(file).length - 3);
  const values = await live(args, async (server) => {
    assert.match(server.said(), /the last \d+ bytes of `var\/hub\.log` were never written to their end and are cut off/);
    return (await look(server, 'trend.a')).values;
  });
  assert.deepEqual(values.map(([, seq]) => seq), [1, 2]);

  const bytes = readFileSync(file);
  const at = bytes.indexOf('\n') + 1;
  bytes[at + 20] ^= 1;
  writeFileSync(file, bytes);
  await assert.rejects(serve(folder, args), (error) =>
    error.message.includes(`error[T014]: the log \`var/hub.log\` is damaged at byte ${at}, with sound entries behind it`));
  assert.deepEqual(readFileSync(file), bytes);
});

test('two programs do not share a folder', limits, async (t) => {
  const {folder, live} = lives(t);
  await live(['--data', 'var'], () => assert.rejects(serve(folder, ['--data', 'var']), /is in use by another program/));
});

for (const durability of ['written', 'synced']) {
  test(`kill -9 again and again, ${durability}: no write that was acknowledged is lost, none is applied twice, no hole is silent`, {timeout: 300_000}, async (t) => {
    const {acknowledged, problems} = await crashes(plantFolder(t), {times: 6, durability, seed: 1});
    assert.deepEqual(problems, []);
    assert.ok(acknowledged > 100, `${acknowledged} writes`);
  });
}
