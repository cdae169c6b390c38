// The page: an editor, judged here at every keystroke and by the server as soon as the visitor pauses.
import { Comparison } from './compare.js';
import { judge, loadContracts } from './contracts.js';
import { element } from './dom.js';
import { Editor } from './editor.js';
import { edit, examples } from './examples.js';
import { Feed } from './feed.js';
import { ask, typeNames } from './server.js';
import { encode } from './text.js';

const pause = 150; // ms without an edit before the server is asked

const picker = document.getElementById('type');
const breaks = document.getElementById('breaks');
const editor = new Editor(() => {
  press(null);
  judgeBoth();
});
const comparison = new Comparison((issue) => editor.jump(issue));
const contracts = await loadContracts();

let request = new AbortController();

function judgeBoth() {
  request.abort(); // an answer to what the text was before is of no use
  request = new AbortController();
  const { signal } = request;
  const type = picker.value;
  const text = editor.value;
  const verdict = judge(contracts.get(type), text);
  editor.show(verdict.issues);
  comparison.begin(verdict);
  setTimeout(async () => {
    if (signal.aborted) return;
    try {
      const answer = await ask(type, encode(text), signal);
      if (!signal.aborted) comparison.complete(answer);
    } catch (error) {
      if (!signal.aborted) comparison.fail(error instanceof TypeError ? 'The server does not answer.' : error.message);
    }
  }, pause);
}

function press(button) {
  for (const other of breaks.children) other.setAttribute('aria-pressed', String(other === button));
}

function open(example) {
  const buttons = [['as it should be'], ...example.edits].map(([label, ...changes]) => {
    const button = element('button', { type: 'button', 'aria-pressed': 'false' }, label);
    button.addEventListener('click', () => {
      editor.value = edit(example.text, changes);
      press(button);
      judgeBoth();
    });
    return button;
  });
  breaks.replaceChildren(...buttons);
  buttons[0].click();
}

async function fillPicker() {
  const shown = new Set(examples.map((example) => example.type));
  const others = (await typeNames()).filter((name) => !shown.has(name) && contracts.has(name));
  const option = (type, label) => element('option', { value: type }, label);
  const prepared = examples.map(({ type, label }) => option(type, `${label} · ${type}`));
  picker.replaceChildren(
    element('optgroup', { label: 'With a document to start from' }, ...prepared),
    element('optgroup', { label: 'Any other type: your document stays' }, ...others.map((name) => option(name, name))),
  );
}

picker.addEventListener('change', () => {
  const example = examples.find(({ type }) => type === picker.value);
  if (example) {
    open(example);
  } else {
    breaks.replaceChildren();
    judgeBoth();
  }
});

await fillPicker();
open(examples[0]);
new Feed(contracts.get('usgs.earthquakes.Feed'));
