// Headless Chromium, for those who try pages out.
import { chromium } from 'playwright-core';

import { tick } from './terminal.mjs';

const browserFlags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function openBrowser() {
  const executablePath = process.env.TALLY_CHROMIUM ?? '/usr/bin/chromium';
  return chromium.launch({ executablePath, args: browserFlags });
}

/** Somebody on a page, who notes what goes wrong. */
export class Visitor {
  complaints = []; // of the browser
  failures = 0;

  constructor(page) {
    this.page = page;
    page.on('console', (message) => message.type() === 'error' && this.complaints.push(message.text()));
    page.on('pageerror', (error) => this.complaints.push(error.message));
  }

  expect(ok, what) {
    if (!ok) ++this.failures;
    tick(ok, what);
  }
}
