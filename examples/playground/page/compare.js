// Two verdicts side by side, row by row, and the mark that says whether they are the same.
import { element } from './dom.js';

const issueFields = ['path', 'code', 'params', 'message', 'offset', 'line', 'column'];

/** True when two issues agree in everything, down to the byte that they point at. */
export function sameIssue(a, b) {
  return issueFields.every((field) => stable(a?.[field]) === stable(b?.[field]));
}

/** True when two verdicts agree: all issues in the same order, or the same canonical text. */
export function sameVerdict(a, b) {
  return (
    a.valid === b.valid &&
    a.canonical === b.canonical &&
    a.issues.length === b.issues.length &&
    a.issues.every((issue, i) => sameIssue(issue, b.issues[i]))
  );
}

/** JSON text that does not depend on the order of keys. */
function stable(value) {
  const isRecord = (inner) => typeof inner === 'object' && inner !== null && !Array.isArray(inner);
  const sorted = (_, inner) => (isRecord(inner) ? Object.fromEntries(Object.entries(inner).sort()) : inner);
  return JSON.stringify(value, sorted);
}

/** The time of one verdict, in the unit that suits it. */
export function time(microseconds) {
  if (microseconds >= 1000) return `${(microseconds / 1000).toFixed(1)}\u00a0ms`;
  return microseconds >= 1 ? `${microseconds.toFixed(1)}\u00a0µs` : `${(microseconds * 1000).toFixed(0)}\u00a0ns`;
}

export class Comparison {
  #root = document.getElementById('compare');
  #sides = { browser: document.getElementById('browser'), server: document.getElementById('server') };
  #verdicts = { browser: null, server: null };
  #text = document.getElementById('mark-text');
  #links = document.getElementById('links');
  #jump;

  /** @param {(issue: object) => void} jump called when the visitor picks an issue */
  constructor(jump) {
    this.#jump = jump;
  }

  /** The browser's verdict is here, the server's is on its way: what was said before stays, paler. */
  begin(browser) {
    this.#verdicts.browser = browser;
    this.#draw('pending');
  }

  /** The server's verdict on the same text. */
  complete(server) {
    this.#verdicts.server = server;
    const agree = sameVerdict(this.#verdicts.browser, server);
    this.#draw(agree ? 'agree' : 'differ');
    this.#say(agree ? 'They tally' : 'They differ', agree ? this.#what(server) : 'This is a bug: please report it.');
  }

  fail(reason) {
    this.#verdicts.server = null;
    this.#draw('offline');
    this.#say('One half is missing', reason);
  }

  #what({ valid, issues }) {
    if (valid) return 'valid, written alike';
    return issues.length === 1 ? 'the same issue' : `the same ${issues.length} issues`;
  }

  #say(headline, detail) {
    this.#text.replaceChildren(headline, element('small', {}, detail));
  }

  #draw(state) {
    const { browser, server } = this.#verdicts;
    this.#root.dataset.state = state;
    const rows = Math.max(1, browser?.issues.length ?? 0, server?.issues.length ?? 0);
    this.#root.style.setProperty('--rows', rows);
    this.#root.style.setProperty('--span', rows + 1);
    for (const name of ['browser', 'server']) this.#drawSide(this.#sides[name], this.#verdicts[name], state);
    this.#links.replaceChildren(
      ...Array.from({ length: rows }, (_, i) => {
        const same = state === 'differ' ? this.#rowAgrees(i) : true;
        return element('span', same ? {} : { class: 'differ' }, same ? '=' : '≠');
      }),
    );
  }

  #rowAgrees(i) {
    const { browser, server } = this.#verdicts;
    const alike = browser.valid === server.valid && browser.canonical === server.canonical;
    return alike && sameIssue(browser.issues[i], server.issues[i]);
  }

  #drawSide(side, verdict, state) {
    side.dataset.valid = verdict ? verdict.valid : '';
    side.querySelector('.verdict').textContent = headline(verdict, state);
    side.querySelector('.time').textContent = verdict?.note ?? '';
    side.querySelector('ol').replaceChildren(...this.#rows(verdict, state));
  }

  #rows(verdict, state) {
    if (!verdict) return [];
    if (verdict.valid) return [element('li', {}, canonical(verdict.canonical))];
    return verdict.issues.map((issue, i) => {
      const row = element('li', {}, this.#issue(issue));
      row.classList.toggle('differ', state === 'differ' && !this.#rowAgrees(i));
      return row;
    });
  }

  #issue(issue) {
    const place = issue.line === undefined ? [] : [element('span', {}, `line ${issue.line}, column ${issue.column}`)];
    const shown = element(
      'button',
      { class: 'issue', type: 'button', 'data-issue': JSON.stringify(issue) },
      element('span', { class: 'path' }, issue.path || 'the document'),
      element('span', { class: 'message' }, ...breakable(issue.message)),
      element('span', { class: 'facts' }, element('span', { class: 'code' }, issue.code), ...place),
    );
    shown.addEventListener('click', () => this.#jump(issue));
    return shown;
  }
}

/** A text whose lines may end behind a comma. */
function breakable(text) {
  return text.split(/(?<=,)/).flatMap((part, i) => (i === 0 ? [part] : [element('wbr'), part]));
}

function headline(verdict, state) {
  if (!verdict) return state === 'offline' ? 'No answer' : '…';
  if (verdict.valid) return 'Valid';
  return verdict.issues.length === 1 ? '1 issue' : `${verdict.issues.length} issues`;
}

function canonical(text) {
  const beginning = element('code', {}, text.slice(0, 1500));
  return element('div', { class: 'canonical' }, 'Written by Tally, byte for byte:', beginning);
}
