// The WebSocket of Chromium as a peer of tests that are written for every one.
import {launch, noChromium} from '../js/chromium.mjs';
import {peers} from './hub.mjs';

/** A WebSocket of a page, as far as tests use one; events come as the page hears of them. */
class PageSocket extends EventTarget {
  protocol = '';
  #page;
  #number;
  #done;  // what was asked for, in order

  constructor(page, url, protocols) {
    super();
    this.#page = page;
    this.#done = page.then(async ({page, sockets}) => {
      this.#number = sockets.push(this) - 1;
      await page.evaluate(([number, url, protocols]) => {
        const socket = new WebSocket(url, protocols);
        const {tell} = globalThis;
        socket.onopen = () => tell(number, 'open', {protocol: socket.protocol});
        socket.onmessage = ({data}) => tell(number, 'message', {data});
        socket.onerror = () => tell(number, 'error', {message: `${url} is not for this page`});
        socket.onclose = ({code, reason}) => tell(number, 'close', {code, reason});
        globalThis.sockets ??= [];
        globalThis.sockets[number] = socket;
      }, [this.#number, url, protocols]);
    });
  }

  hear(type, detail) {
    if (type === 'open') this.protocol = detail.protocol;
    this.dispatchEvent(Object.assign(new Event(type), detail));
  }

  /** A text, or bytes. */
  send(data) {
    const bytes = typeof data === 'string' ? undefined : [...data];
    this.#call(([number, data, bytes]) => globalThis.sockets[number].send(bytes === undefined ? data : new Uint8Array(bytes)),
      [bytes === undefined ? data : '', bytes]);
  }

  close(code) {
    this.#call(([number, code]) => globalThis.sockets[number].close(code), [code]);
  }

  #call(what, args) {
    this.#done = this.#done.then(async () => (await this.#page).page.evaluate(what, [this.#number, ...args]));
  }
}

/** Chromium, with a page for each origin: {peer, close}. */
async function openChromium() {
  // A page that is nowhere may not ask for this machine, otherwise.
  const browser = await launch('--disable-features=LocalNetworkAccessChecks,LocalNetworkAccessChecksWebSockets');
  const context = await browser.newContext({ignoreHTTPSErrors: true});
  const pages = new Map();
  const open = async (origin) => {
    const page = await context.newPage();
    const sockets = [];
    await page.exposeFunction('tell', (number, type, detail) => sockets[number].hear(type, detail));
    // The page is not fetched: its origin is all that matters.
    await page.route(`${origin}/`, (route) => route.fulfill({contentType: 'text/html', body: ''}));
    await page.goto(`${origin}/`);
    return {page, sockets};
  };
  return {
    peer: (url, {protocols, origin = new URL(url.replace('ws', 'http')).origin}) => {
      if (!pages.has(origin)) pages.set(origin, open(origin));
      return new PageSocket(pages.get(origin), url, protocols);
    },
    close: () => browser.close(),
  };
}

/** `peers`, and Chromium where there is one: {all, close}. */
export async function openPeers() {
  if (noChromium) return {all: peers, close() {}};
  const {peer, close} = await openChromium();
  return {all: {...peers, chromium: peer}, close};
}
