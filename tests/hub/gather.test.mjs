// Values that come together are sent together, as far as that costs nobody a value.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {connect, frame, hello, mark, serveFor, shaken, subscribe, write} from './hub.mjs';

const limits = {timeout: 60_000};

/** Sends each write in a frame of its own, and all of them at once. */
async function burst(port, key, count) {
  const frames = [frame(1, JSON.stringify([hello('writer')]))];
  for (let n = 1; n <= count; ++n) frames.push(frame(1, JSON.stringify([write(n, key, mark(n))])));
  const {socket} = await shaken(port);
  socket.write(Buffer.concat(frames));
}

/** A client that follows a key and counts the frames that it gets. */
async function follow(url, key) {
  const reader = await connect(url);
  reader.frames = 0;
  reader.socket.addEventListener('message', () => ++reader.frames);
  reader.send(hello('reader'), subscribe(1, key));
  await reader.next('subscribed');
  return reader;
}

const numbered = (seq) => (message) => message.type === 'data' && message.seq === seq;

test('a burst is sent in few frames', limits, async (t) => {
  const {url, port} = await serveFor(t);
  const reader = await follow(url, 'trend.a');
  await burst(port, 'trend.a', 200);
  await reader.next(numbered(200));
  assert.ok(reader.frames < 20, `${reader.frames} frames`);
});

test('a burst into a small ring reaches those who read without a gap', limits, async (t) => {
  const {url, port} = await serveFor(t);
  const reader = await follow(url, 'short.a');
  await burst(port, 'short.a', 200);
  await reader.next(numbered(200));
  assert.equal(reader.heard.filter(({type}) => type === 'gap').length, 0);
  assert.deepEqual(reader.heard.filter(({seq}) => seq > 0).map(({seq}) => seq), Array.from({length: 200}, (_, i) => i + 1));
});
