// Tries the page out in headless Chromium: edits as a visitor makes them, then both halves held against each other.
import { isDeepStrictEqual } from 'node:util';

import { Visitor, openBrowser } from './browser.mjs';
import { bold, red } from './terminal.mjs';

const patience = 15_000; // ms

/** Runs all checks and takes a picture; true when all passed. */
export async function checkPage(url, picture) {
  console.log(bold('\nThe page, in headless Chromium'));
  const browser = await openBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 1000 } });
    page.setDefaultTimeout(patience);
    const visitor = new Editor(page);
    await visitor.open(url);
    for (const check of checks) await check(visitor);
    await visitor.photograph(picture);
    return visitor.failures === 0;
  } catch (error) {
    console.error(`${red('demo:')} ${error.message}`);
    return false;
  } finally {
    await browser.close();
  }
}

const checks = [
  async function startsValid(visitor) {
    const { browser, server, mark } = await visitor.verdicts();
    const valid = browser.verdict === 'Valid' && server.verdict === 'Valid';
    visitor.expect(valid, 'the first document is valid on both sides');
    const alike = browser.canonical === server.canonical && browser.canonical !== '';
    visitor.expect(alike, 'both write the same canonical JSON');
    visitor.expect(mark === 'agree', 'the mark says that they tally');
  },

  async function findsWhatIsTyped(visitor) {
    await visitor.replace('6.4', '12');
    await visitor.expectIssues('a magnitude of 12', ['/properties/mag maximum']);
    await visitor.replace('"green"', '"purple"');
    await visitor.expectIssues('and an alert in purple', ['/properties/mag maximum', '/properties/alert enum']);
    const marked = await visitor.page.locator('#gutter .bad').allTextContents();
    visitor.expect(isDeepStrictEqual(marked, ['4', '14']), 'the editor marks lines 4 and 14');
    await visitor.page.locator('#browser .issue').nth(1).click();
    visitor.expect((await visitor.selection()) === '"purple"', 'a click on an issue leads to its value');
    await visitor.page.keyboard.type('"green');
    await visitor.expectIssues('a string without an end', ['the document syntax']);
  },

  async function talliesOnEveryPreparedFault(visitor) {
    for (const type of ['usgs.earthquakes.Feature', 'sensors.Temperature', 'acme.orders.Order']) {
      await visitor.page.selectOption('#type', type);
      const buttons = visitor.page.locator('#breaks button');
      const count = await buttons.count();
      let tallied = 0;
      let issues = 0;
      for (let i = 0; i < count; ++i) {
        await buttons.nth(i).click();
        const { browser, server, mark } = await visitor.verdicts();
        if (mark === 'agree' && isDeepStrictEqual(browser, server)) ++tallied;
        issues += browser.issues.length;
      }
      const text = `${type}: ${tallied} of ${count} prepared documents tally, ${issues} issues`;
      visitor.expect(tallied === count && issues >= count - 2, text);
    }
  },

  async function judgesTheWholeFeed(visitor) {
    for (const button of ['#feed-whole', '#feed-broken']) {
      await visitor.page.click(button);
      await visitor.page.waitForSelector(`${button}:not(:disabled)`, { timeout: 4 * patience });
      const mark = visitor.page.locator('#feed-mark');
      const agree = (await mark.getAttribute('data-state')) === 'agree';
      visitor.expect(agree, `the whole feed: ${await mark.textContent()}`);
    }
  },

  async function fitsAPhone(visitor) {
    await visitor.page.setViewportSize({ width: 390, height: 844 });
    const wide = await visitor.page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    visitor.expect(!wide, 'the page fits into 390 pixels');
    await visitor.page.setViewportSize({ width: 1440, height: 1000 });
  },

  async function showsWhenTheyDiffer(visitor) {
    const judge = /\/judge\?/;
    await visitor.page.route(judge, async (route) => {
      const response = await route.fetch();
      const answer = await response.json();
      answer.issues[0].message += '!';
      await route.fulfill({ response, json: answer });
    });
    await visitor.page.getByRole('button', { name: 'two faults at once' }).click();
    const { mark } = await visitor.verdicts();
    const rows = await visitor.page.locator('#server li').evaluateAll((all) => all.map((row) => row.className));
    const shown = mark === 'differ' && isDeepStrictEqual(rows, ['differ', '']);
    visitor.expect(shown, 'one altered character in an answer of the server is shown as a mismatch');
    await visitor.page.unroute(judge);
  },

  async function staysQuiet(visitor) {
    const text = ['the browser has nothing to complain about', ...visitor.complaints].join('\n    ');
    visitor.expect(visitor.complaints.length === 0, text);
  },
];

/** A visitor's hands and eyes. */
class Editor extends Visitor {
  async open(url) {
    await this.page.goto(url);
    await this.page.waitForSelector('#breaks button');
  }

  /** Selects a part of the document and types over it. */
  async replace(part, typed) {
    await this.page.locator('#text').evaluate((area, wanted) => {
      const start = area.value.indexOf(wanted);
      if (start < 0) throw new Error(`the document does not hold ${wanted}`);
      area.focus();
      area.setSelectionRange(start, start + wanted.length);
    }, part);
    await this.page.keyboard.type(typed);
  }

  selection() {
    return this.page.locator('#text').evaluate((area) => area.value.slice(area.selectionStart, area.selectionEnd));
  }

  /** What the page shows once the server has answered to the newest text. */
  async verdicts() {
    await this.page.waitForSelector('#compare:is([data-state=agree], [data-state=differ], [data-state=offline])');
    return this.page.evaluate(() => {
      const side = (id) => ({
        verdict: document.querySelector(`#${id} .verdict`).textContent,
        issues: [...document.querySelectorAll(`#${id} .issue`)].map((issue) => JSON.parse(issue.dataset.issue)),
        canonical: document.querySelector(`#${id} .canonical code`)?.textContent ?? '',
      });
      const mark = document.getElementById('compare').dataset.state;
      return { browser: side('browser'), server: side('server'), mark };
    });
  }

  async expectIssues(edit, wanted) {
    const { browser, server, mark } = await this.verdicts();
    const found = browser.issues.map(({ path, code }) => `${path || 'the document'} ${code}`);
    const same = isDeepStrictEqual(browser.issues, server.issues) && mark === 'agree';
    const text = `${edit}: ${found.join(', ')}; ${same ? 'the same' : 'not the same'} on both sides`;
    this.expect(isDeepStrictEqual(found, wanted) && same, text);
  }

  async photograph(file) {
    await this.page.selectOption('#type', 'usgs.earthquakes.Feature');
    await this.page.getByRole('button', { name: 'two faults at once' }).click();
    await this.verdicts();
    await this.page.click('#feed-whole');
    await this.page.waitForSelector('#feed-whole:not(:disabled)');
    await this.page.screenshot({ path: file, fullPage: true });
  }
}
