// `tally serve` that ends and begins again.
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {appendFileSync, cpSync, readFileSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {connect, hello, mark, plantFolder, serve, subscribe, write} from './hub.mjs';
import {crashes} from './crash.mjs';

const limits = {timeout: 120_000};

/** Lives of a server in one folder: live(args, body) starts it, and ends it by `signal` after the body. */
function lives(t) {
  const folder = plantFolder(t);
  const live = async (args, body, signal = 'SIGTERM', how = {}) => {
    const server = await serve(folder, args, how);
    t.after(() => server.stop('SIGKILL'));
    const result = await body(server);
    await server.stop(signal);
    return result;
  };
  return {folder, live};
}

/** Says hello and gives the epoch and, of a key, what comes until it is up to date. */
async function look(server, key, resume = []) {
  const client = await connect(server.url);
  client.send(hello('looker', {resume}), subscribe(1, key), {type: 'ping', ts: 7});
  const {epoch} = await client.next('welcome');
  const {count} = await client.next('subscribed');
  if (count > 0) await client.next(({type, last}) => type === 'snapshot' && last);
  await client.next('pong');
  const values = client.heard.filter(({seq}) => seq !== undefined).map(({type, seq, payload}) => [type, seq, payload?.n]);
  await client.close();
  return {epoch, values};
}

async function writeAll(server, key, numbers, client = 'writer') {
  const writer = await connect(server.url);
  writer.send(hello(client), ...numbers.map((n) => write(n, key, mark(n))));
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
    return look(server, 'trend.a', [{key: 'trend.a', epoch: before.epoch, seq: 2}]);
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
        const after = await look(server, 'trend.a', [{key: 'trend.a', epoch, seq: 3}]);
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

test('what was written behind the last commit is cut off with a line in the log, damage before it is refused with file and byte', limits, async (t) => {
  const {folder, live} = lives(t);
  const args = ['--data', 'var'];
  const {epoch} = await live(args, async (server) => {
    await writeAll(server, 'trend.a', [1, 2, 3]);
    return look(server, 'trend.a');
  }, 'SIGKILL');
  const file = join(folder, 'var/hub.log');
  appendFileSync(file, '12345678 {"type":"se');
  const after = await live(args, async (server) => {
    assert.match(server.said(), /^warning: the end of the log is no whole entry and is cut off file=var\/hub\.log bytes=20$/m);
    return look(server, 'trend.a');
  });
  assert.equal(after.epoch, epoch);
  assert.deepEqual(after.values.map(([, seq]) => seq), [1, 2, 3]);

  const bytes = readFileSync(file);
  const at = bytes.indexOf('\n') + 1;
  bytes[at + 20] ^= 1;
  writeFileSync(file, bytes);
  await assert.rejects(serve(folder, args), (error) =>
    error.message.includes(`error[T014]: the log \`var/hub.log\` is damaged at byte ${at}, with sound entries behind it`));
  assert.deepEqual(readFileSync(file), bytes);
  // As docs/operating.md advises.
  truncateSync(file, at);
  const cut = await live(args, (server) => look(server, 'trend.a', [{key: 'trend.a', epoch, seq: 3}]));
  assert.notEqual(cut.epoch, epoch);
});

test('whoever stands at a number learns that it was lost, wherever the log was cut', {timeout: 300_000}, async (t) => {
  const {folder, live} = lives(t);
  const args = ['--data', 'var'];
  const {epoch} = await live(args, async (server) => {
    await writeAll(server, 'trend.a', [1, 2, 3, 4]);
    return look(server, 'trend.a');
  }, 'SIGKILL');
  const whole = readFileSync(join(folder, 'var/hub.log'));
  const head = readFileSync(join(folder, 'var/hub.head'));
  const ends = [...whole.keys()].filter((at) => whole[at] === 10).map((at) => at + 1);
  for (const size of [0, 7, ...ends, whole.length - 3]) {
    writeFileSync(join(folder, 'var/hub.log'), whole.subarray(0, size));
    writeFileSync(join(folder, 'var/hub.head'), head);
    const stood = await live(args, async (server) => {
      const writer = await connect(server.url);
      writer.send(hello(`other-${size}`), ...[1, 2, 3, 4].map((id) => write(id, 'trend.a', mark(100 + id))));
      await writer.next((message) => message.type === 'ack' && message.id === 4);
      return look(server, 'trend.a', [{key: 'trend.a', epoch, seq: 4}]);
    });
    if (size === whole.length) {
      assert.equal(stood.epoch, epoch);
      assert.deepEqual(stood.values.map(([type, seq]) => [type, seq]), [5, 6, 7, 8].map((seq) => ['data', seq]));
    } else {
      assert.notEqual(stood.epoch, epoch, `cut at ${size}`);
      assert.ok(stood.values.every(([type]) => type === 'snapshot'));
    }
  }
});

test('a folder out of a backup: a client that knows more makes it another epoch, and the others come again', limits, async (t) => {
  const {folder, live} = lives(t);
  const args = ['--data', 'var'];
  const {epoch} = await live(args, async (server) => {
    await writeAll(server, 'trend.a', [1, 2]);
    return look(server, 'trend.a');
  });
  cpSync(join(folder, 'var'), join(folder, 'backup'), {recursive: true});
  await live(args, (server) => writeAll(server, 'trend.a', [3, 4]));
  rmSync(join(folder, 'var'), {recursive: true});
  cpSync(join(folder, 'backup'), join(folder, 'var'), {recursive: true});
  const next = await live(args, async (server) => {
    const behind = await connect(server.url);
    behind.send(hello('behind', {resume: [{key: 'trend.a', epoch, seq: 1}]}), subscribe(1, 'trend.a'));
    assert.equal((await behind.next('welcome')).epoch, epoch);
    const ahead = await look(server, 'trend.a', [{key: 'trend.a', epoch, seq: 4}]);
    assert.notEqual(ahead.epoch, epoch);
    assert.deepEqual(ahead.values, [['snapshot', 1, 1], ['snapshot', 2, 2]]);
    assert.equal((await behind.closed).code, 1012);
    assert.equal((await (await fetch(`${server.url}/version`)).json()).epoch, ahead.epoch);
    // What began here has lost nothing, whoever says so.
    for (let i = 0; i < 3; ++i) {
      const liar = await look(server, 'trend.a', [{key: 'trend.a', epoch: ahead.epoch, seq: 1000 + i}]);
      assert.equal(liar.epoch, ahead.epoch);
      assert.equal(liar.values.length, 2);
    }
    assert.match(server.said(), /a client knows more values than the log has, so that some were lost: a new epoch file=var\/hub\.log record=trend\.a/);
    return ahead.epoch;
  }, 'SIGKILL');
  assert.equal((await live(args, (server) => look(server, 'trend.a'))).epoch, next);
});

test('on a full disk a hub starts and goes on: it reads, refuses writes, and takes them when there is room', limits, async (t) => {
  const {folder, live} = lives(t);
  const args = ['--data', 'var'];
  const {epoch} = await live(args, async (server) => {
    await writeAll(server, 'trend.a', [1, 2]);
    return look(server, 'trend.a');
  });
  // No file may grow: the log that is there is larger.
  await live(args, async (server) => {
    assert.match(server.said(), /the log cannot be written anew, and the old file is used on file=var\/hub\.log problem="cannot write `var\/hub\.log\.new`: File too large"/);
    const client = await connect(server.url);
    client.send(hello('w'));
    while (!/^tally_log_full 1$/m.test(await (await fetch(`${server.url}/metrics`)).text()));
    client.send(write(1, 'trend.a', mark(3)));
    assert.equal((await client.next('nack')).code, 'failed');
    const read = await look(server, 'trend.a', [{key: 'trend.a', epoch, seq: 1}]);
    assert.deepEqual(read, {epoch, values: [['data', 2, 2]]});
    spawnSync('prlimit', ['--pid', server.process.pid, '--fsize=unlimited:unlimited']);
    while (!/^tally_log_full 0$/m.test(await (await fetch(`${server.url}/metrics`)).text()));
    client.send(write(2, 'trend.a', mark(4)));
    assert.equal((await client.next('ack')).seq, 3);
  }, 'SIGKILL', {under: "trap '' XFSZ; ulimit -S -f 0; exec"});
  const after = await live(args, (server) => look(server, 'trend.a', [{key: 'trend.a', epoch, seq: 2}]));
  assert.deepEqual(after, {epoch, values: [['data', 3, 4]]});
});

test('what a hub keeps is its owner\'s alone', limits, async (t) => {
  const {folder, live} = lives(t);
  await live(['--data', 'var/hub'], (server) => writeAll(server, 'trend.a', [1]));
  const mode = (path) => (statSync(join(folder, path)).mode & 0o777).toString(8);
  assert.equal(mode('var/hub'), '700');
  for (const name of readdirSync(join(folder, 'var/hub'))) assert.equal(mode(join('var/hub', name)), '600', name);
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
