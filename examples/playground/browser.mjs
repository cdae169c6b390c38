// Headless Chromium, for those who try pages out.
import { chromium } from 'playwright-core';

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
