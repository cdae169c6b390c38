// Who asks for as much as he can costs the others nothing that they notice: abuse-subscribe.mjs, in small.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {abuse, contract, makeKeys} from './abuse-subscribe.mjs';
import {serveFor} from './hub.mjs';

const limits = {timeout: 120_000};

test('whoever subscribes as much as he can is answered, gets what was announced, and leaves nothing behind', limits, async (t) => {
  const server = await serveFor(t, [], {'schemas/plant.contract.yaml': contract});
  await makeKeys(server.url, 400);
  for (const {what, told} of await abuse(server, {patterns: 500, clients: 4})) assert.deepEqual(told, ['subscribed'], what);
  for (;;) {
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    if (/^tally_bounded\{what="all_subscribed_bytes"\} 0$/m.test(metrics)) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
});
