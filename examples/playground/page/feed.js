// The whole feed, judged on both sides, and how fast.
import { sameVerdict } from './compare.js';
import { element } from './dom.js';
import { ask } from './server.js';
import { encode } from './text.js';

const runs = 15;
const brokenEvent = 1233; // the 1,234th of 1,707

export class Feed {
  #contract;
  #buttons = [document.getElementById('feed-whole'), document.getElementById('feed-broken')];
  #mark = document.getElementById('feed-mark');
  #bars = document.getElementById('feed-bars');
  #text;

  constructor(contract) {
    this.#contract = contract;
    this.#buttons[0].addEventListener('click', () => this.#judge((text) => text));
    this.#buttons[1].addEventListener('click', () => this.#judge(breakOneEvent));
  }

  async #judge(change) {
    for (const button of this.#buttons) button.disabled = true;
    this.#say('', 'Judging…');
    try {
      this.#text ??= await (await fetch('earthquakes.json')).text();
      await this.#compare(change(this.#text));
    } catch (error) {
      this.#say('differ', `It could not be judged: ${error.message}`);
    } finally {
      for (const button of this.#buttons) button.disabled = false;
    }
  }

  async #compare(text) {
    const bytes = encode(text);
    const here = this.#contract.safeParse(text);
    const issues = here.ok ? [] : here.issues;
    const canonical = here.ok ? this.#contract.stringify(here.value) : undefined;
    const there = await ask(this.#contract.name, bytes, null);
    const agree = sameVerdict({ valid: here.ok, issues, canonical }, there);
    this.#say(agree ? 'agree' : 'differ', `${agree ? 'They tally' : 'They differ'}: ${describe(here.ok, issues)}`);

    if (!here.ok) return; // a judge that stops at the first fault is not to be measured by the length of the document
    const rate = (milliseconds) => bytes.length / milliseconds / 1000; // MB/s
    const checked = rate(await median(() => this.#contract.safeParse(text)));
    const parsed = rate(await median(() => JSON.parse(text)));
    this.#draw([
      ['C++ server', 'bytes to verdict', rate(there.microseconds / 1000), true],
      ['Your browser, Tally', 'text to checked object', checked, true],
      ['Your browser, JSON.parse', 'text to object, nothing checked', parsed, false],
    ]);
  }

  #say(state, text) {
    this.#mark.dataset.state = state;
    this.#mark.textContent = text;
  }

  #draw(rows) {
    const best = Math.max(...rows.map(([, , rate]) => rate));
    this.#bars.hidden = false;
    this.#bars.replaceChildren(
      ...rows.flatMap(([name, what, rate, ours]) => {
        const fill = element('div', { class: ours ? 'fill' : 'fill other' });
        fill.style.width = `${(100 * rate) / best}%`;
        return [
          element('div', {}, name, element('small', {}, what)),
          element('div', { class: 'track' }, fill),
          element('div', { class: 'rate' }, `${Math.round(rate).toLocaleString('en')} MB/s`),
        ];
      }),
    );
  }
}

function breakOneEvent(text) {
  let at = -1;
  for (let i = 0; i <= brokenEvent; ++i) at = text.indexOf('"mag":', at + 1);
  return `${text.slice(0, at)}"mag":12${text.slice(text.indexOf(',', at))}`;
}

function describe(valid, issues) {
  if (valid) return 'all 1,707 events are valid, and both write the same 1.2 MB';
  const [{ path, message, line, column }] = issues;
  return `${path} ${message} (line ${line}, column ${column.toLocaleString('en')})`;
}

/** The median time of one run in milliseconds, after a first one that does not count. */
async function median(work) {
  await new Promise((resume) => requestAnimationFrame(resume)); // lets the page breathe
  work();
  const times = [];
  for (let i = 0; i < runs; ++i) {
    const start = performance.now();
    work();
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[runs >> 1];
}
