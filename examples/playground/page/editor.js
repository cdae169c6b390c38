// A text area over a coloured copy of its text. The copy gives both their size, and what scrolls is the box around
// them: nothing has to be kept in step by hand.
import { element } from './dom.js';
import { indexOfByte } from './text.js';

const tokens = /"(?:[^"\\\n]|\\.)*"?|[{}[\],:]|[^\S\n]+|\n|[^\s{}[\],:"]+/g;
const tooLargeToColour = 200_000; // characters

export class Editor {
  #text = document.getElementById('text');
  #mirror = document.getElementById('mirror');
  #gutter = document.getElementById('gutter');
  #pad = document.getElementById('pad');
  #place = document.getElementById('place');
  #size = document.getElementById('size');

  /** @param {() => void} changed called after every edit by the visitor */
  constructor(changed) {
    this.#text.addEventListener('input', changed);
    document.addEventListener('selectionchange', () => this.#showPlace());
  }

  get value() {
    return this.#text.value;
  }

  set value(text) {
    this.#text.value = text;
    this.#text.setSelectionRange(0, 0);
    this.#pad.scrollTo(0, 0);
  }

  /** Colours the text and marks where the issues are. */
  show(issues) {
    const text = this.value;
    const large = text.length > tooLargeToColour;
    this.#pad.classList.toggle('large', large);
    const faults = issues.filter((issue) => issue.offset !== undefined).map((issue) => indexOfByte(text, issue.offset));
    this.#mirror.replaceChildren(...(large ? [text, '\n'] : coloured(text, faults)));

    const messages = new Map();
    for (const issue of issues) {
      if (issue.line !== undefined) messages.set(issue.line, [...(messages.get(issue.line) ?? []), issue]);
    }
    const lines = text.split('\n').length;
    this.#gutter.replaceChildren(
      ...Array.from({ length: lines }, (_, i) => {
        const found = messages.get(i + 1);
        const line = element('div', {}, String(i + 1));
        if (found) {
          line.className = 'bad';
          line.title = found.map(({ path, message }) => `${path || 'the document'} ${message}`).join('\n');
          line.addEventListener('click', () => this.jump(found[0]));
        }
        return line;
      }),
    );
    this.#size.textContent = `${new TextEncoder().encode(text).length.toLocaleString('en')} bytes`;
    this.#showPlace();
  }

  /** Selects the value that an issue is about. */
  jump(issue) {
    if (issue.offset === undefined) return;
    const start = indexOfByte(this.value, issue.offset);
    const [token] = this.value.slice(start).match(tokens) ?? [''];
    this.#text.focus({ preventScroll: true });
    this.#text.setSelectionRange(start, start + token.length);
    const line = this.#gutter.children[issue.line - 1];
    if (line) this.#pad.scrollTo({ top: line.offsetTop - this.#pad.offsetTop - this.#pad.clientHeight / 3 });
    this.#pad.scrollIntoView({ block: 'nearest' });
  }

  #showPlace() {
    const before = this.value.slice(0, this.#text.selectionStart);
    const line = before.slice(before.lastIndexOf('\n') + 1);
    this.#place.textContent = `Line ${before.split('\n').length}, column ${[...line].length + 1}`;
  }
}

function coloured(text, faults) {
  const open = [...new Set(faults)].sort((a, b) => a - b);
  const pieces = [];
  for (const { 0: token, index } of text.matchAll(tokens)) {
    let bad = false;
    while (open.length > 0 && open[0] < index + token.length) {
      open.shift();
      bad = true;
    }
    if (bad && token === '\n') pieces.push(element('span', { class: 'bad' }, ' '), token);
    else pieces.push(element('span', { class: `${kindOf(token, text, index)}${bad ? ' bad' : ''}` }, token));
  }
  if (open.length > 0) pieces.push(element('span', { class: 'bad' }, ' '));
  pieces.push('\n'); // a last line that is empty has its height, too
  return pieces;
}

function kindOf(token, text, index) {
  const end = index + token.length;
  if (token[0] === '"') return /^\s*:/.test(text.slice(end, end + 20)) ? 'key' : 'string';
  if (/^[{}[\],:]$/.test(token)) return 'mark-in';
  if (/^-?\d/.test(token)) return 'number';
  return /^\s/.test(token) ? 'space' : 'literal';
}
