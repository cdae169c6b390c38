// Tries the page out in headless Chromium, as a visitor who looks at everything would.
import { Visitor, openBrowser } from '../playground/browser.mjs';
import { bold, red } from '../playground/terminal.mjs';

const patience = 30_000; // ms

/**
 * Runs all checks and takes pictures; true when all passed. `restart` ends the server and starts another one in its place,
 * and calls back in between.
 */
export async function checkPage({ url, restart, pictures }) {
  console.log(bold('\nThe dashboard, in headless Chromium'));
  const browser = await openBrowser();
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 1000 } });
    const page = await context.newPage();
    page.setDefaultTimeout(patience);
    const visitor = new Guest(page);
    await visitor.open(url);
    for (const check of checks) await check(visitor, { restart, pictures });
    return visitor.failures === 0;
  } catch (error) {
    console.error(`${red('demo:')} ${error.message}`);
    return false;
  } finally {
    await browser.close();
  }
}

const checks = [
  async function valuesArrive(visitor) {
    const { page } = visitor;
    await page.waitForSelector('[data-status=connected]');
    await page.waitForFunction(() => document.querySelectorAll('.pin[data-state]').length === 8);
    visitor.expect(true, 'eight stations are on the map, each with a value');
    const before = await visitor.celsius();
    await page.waitForFunction((old) => document.querySelector('[data-testid=celsius]').textContent !== old, String(before));
    visitor.expect(true, 'the chosen one is live');
    await page.waitForFunction(() => Number(document.querySelector('[data-testid=rate] b').textContent) > 20);
    visitor.expect(true, `${await page.textContent('[data-testid=rate]')}`);
    await page.waitForSelector('.quake');
    visitor.expect((await page.locator('.latest-quakes li').count()) > 0, 'earthquakes are on the other map and in the list');
  },

  async function aSetpointTakesEffect(visitor) {
    const { page } = visitor;
    const before = await visitor.celsius();
    await visitor.idea('Warmer, ten times a second');
    await visitor.send();
    await visitor.latest('acked');
    visitor.expect(true, `a setpoint of 29.5 °C: ${await page.textContent('[data-testid=latest]')}`);
    await page.waitForFunction((value) => Number(document.querySelector('[data-testid=celsius]').textContent) > value, before + 3);
    visitor.expect(true, `the station warms up, from ${before} °C`);
  },

  async function mistakesAreShownWhileTyping(visitor) {
    const { page } = visitor;
    await visitor.idea('Three mistakes');
    const found = await visitor.issues();
    visitor.expect(
      found.join() === 'celsius maximum,alarm_below type,interval multipleOf',
      `three mistakes, each at its field: ${found.join(', ')}`,
    );
    await visitor.send();
    await visitor.latest('invalid');
    visitor.expect((await page.textContent('[data-testid=pending]')) === '0 waiting', 'it does not leave the page');
    await visitor.idea('Two fields that do not fit');
    const rule = await visitor.issues();
    visitor.expect(rule.join() === 'alarm_below alarm-distance', `a rule over two fields: ${rule.join(', ')}`);
    await page.locator('[data-field=alarm_below] input').fill('18');
    visitor.expect((await visitor.issues()).length === 0, 'corrected, the issue goes at once');
    await page.getByRole('button', { name: 'Back', exact: true }).click();
  },

  async function rightsAreTheHubs(visitor) {
    const { page } = visitor;
    await visitor.choose('Jungfraujoch');
    await visitor.idea('Cool down');
    await visitor.send();
    await visitor.latest('rejected');
    const letter = await page.locator('[data-testid=dead] li').first().textContent();
    visitor.expect(/jungfraujoch.*forbidden/.test(letter), `a station that is read only: ${letter}`);
  },

  async function offlineQueues(visitor) {
    const { page } = visitor;
    await visitor.choose('Lisbon');
    await visitor.flipSwitch('disconnected');
    await visitor.idea('Cool down');
    await visitor.send();
    await visitor.latest('queued');
    visitor.expect((await page.textContent('[data-testid=pending]')) === '1 waiting', 'offline, a setpoint is queued');
    // Longer than the hub keeps of the seismograph.
    await page.waitForTimeout(12_000);
    await visitor.flipSwitch('connected');
    await visitor.latest('acked');
    visitor.expect((await page.textContent('[data-testid=pending]')) === '0 waiting', 'online again, it is delivered');
    await page.waitForFunction(() => document.querySelector('[data-station=lisbon] .now').dataset.state === 'cooling');
    visitor.expect(true, 'and takes effect');
    await page.waitForFunction(() => document.querySelector('[data-testid=seismograph-lost]').textContent.includes('values lost'));
    const lost = await page.textContent('[data-testid=seismograph-lost]');
    visitor.expect(/\d+ values lost in 1 gap/.test(lost), `the seismograph says what it lost: ${lost}`);
    await page.waitForSelector('.seismograph .hole-label');
    visitor.expect(true, `and shows where: ${await page.textContent('.seismograph .hole-label')}`);
    const kept = await page.textContent('[data-testid=lost]');
    visitor.expect(/none lost/.test(kept), `the station, which is kept for longer, has lost nothing: ${kept}`);
  },

  async function looksGood(visitor, { pictures }) {
    const { page } = visitor;
    await visitor.choose('Vienna');
    await visitor.idea('Two fields that do not fit');
    await page.waitForFunction(() => Number(document.querySelector('[data-testid=rate] b').textContent) < 60); // live ones alone
    const stations = await page.locator('.stations').boundingBox();
    await page.setViewportSize({ width: 1440, height: Math.ceil(stations.y + stations.height) + 16 });
    await page.screenshot({ path: `${pictures}/desk.png` });
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.screenshot({ path: `${pictures}/dark.png`, fullPage: true });
    await page.setViewportSize({ width: 390, height: 844 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    visitor.expect(wide <= 0, 'the page fits into 390 pixels');
    await page.screenshot({ path: `${pictures}/phone.png` });
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 1440, height: 1000 });
    await page.getByRole('button', { name: 'Back', exact: true }).click();
  },

  async function tabsShareAConnection(visitor) {
    const { page } = visitor;
    const other = await page.context().newPage();
    await other.goto(page.url());
    await other.waitForSelector('[data-status=connected]');
    await other.waitForFunction(() => document.querySelectorAll('.pin[data-state]').length === 8);
    await other.waitForSelector('.about dd');
    await other.waitForTimeout(2500); // the hub counts each second
    const clients = await other.textContent('.about dd');
    visitor.expect(clients === '1 client', `a second tab is live at once; the hub knows of ${clients}`);
    await other.close();
  },

  async function isUsedWithoutAMouse(visitor) {
    const { page } = visitor;
    const nameless = await page.evaluate(() =>
      [...document.querySelectorAll('button, input, [role=img]')]
        .filter((each) => !(each.textContent || each.ariaLabel || each.labels?.length))
        .map((each) => each.outerHTML.slice(0, 80)),
    );
    visitor.expect(nameless.length === 0, ['everything that can be used has a name', ...nameless].join('\n    '));
    await page.getByRole('switch', { name: 'Online' }).focus();
    await page.keyboard.press('Space');
    await page.waitForSelector('[data-status=disconnected]');
    await page.keyboard.press('Space');
    await page.waitForSelector('[data-status=connected]');
    visitor.expect(true, 'the switch obeys the keyboard');
  },

  async function survivesTheServer(visitor, { restart }) {
    const { page } = visitor;
    const text = ['the browser has nothing to complain about', ...visitor.complaints].join('\n    ');
    visitor.expect(visitor.complaints.length === 0, text); // from here on it does: about connections that fail
    const ended = await restart(async () => {
      await page.waitForSelector('[data-status=reconnecting]');
      await visitor.choose('Dublin');
      await visitor.idea('Cool down');
      await visitor.send();
      await visitor.latest('queued');
    });
    visitor.expect(ended, 'the server ends gracefully, and the page says that it is reconnecting');
    await page.waitForSelector('[data-status=connected]');
    await visitor.latest('acked');
    visitor.expect(true, 'with the next one it connects by itself, and delivers what was written meanwhile');
  },
];

/** A visitor's hands and eyes. */
class Guest extends Visitor {
  async open(url) {
    await this.page.goto(url);
    await this.page.waitForSelector('[data-testid=celsius]');
  }

  async celsius() {
    return Number((await this.page.textContent('[data-testid=celsius]')).replace('−', '-'));
  }

  async choose(name) {
    await this.page.locator('.station', { hasText: name }).click();
    await this.page.getByRole('heading', { name, level: 2 }).waitFor();
  }

  /** One of the buttons that fill the form. */
  async idea(name) {
    await this.page.getByRole('button', { name }).click();
  }

  async send() {
    await this.page.getByRole('button', { name: 'Send' }).click();
  }

  /** Waits for a state of the last write of the chosen station. */
  async latest(state) {
    await this.page.waitForSelector(`[data-testid=latest][data-write=${state}]`);
  }

  /** What is shown at the fields. */
  issues() {
    return this.page.locator('.field .issues li').evaluateAll((all) =>
      all.map((each) => `${each.closest('.field').dataset.field} ${each.querySelector('code').textContent}`),
    );
  }

  async flipSwitch(status) {
    await this.page.getByRole('switch', { name: 'Online' }).click();
    await this.page.waitForSelector(`[data-status=${status}]`);
  }
}
