// Puts what the server serves into one folder: the page, the packages, the feed. Browsers know no bare imports and the
// page's CSP no inline import map, so `@acme/contracts` becomes a path here, as any bundler would do it.
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';

import { Trouble } from './terminal.mjs';

const conditions = ['browser', 'import', 'default'];
const bareImport = /(\bfrom\s*|\bimport\s*\(?\s*)(["'])(@(?:acme|tally)\/(contracts|runtime)(\/[\w./-]+)?)\2/g;

/** Fills the folder `to` afresh and returns it. */
export async function stage({ page, packages, feed, to }) {
  await rm(to, { recursive: true, force: true });
  await cp(page, to, { recursive: true });
  await cp(feed, join(to, 'earthquakes.json'));
  const manifests = {};
  for (const [name, source] of [['contracts', join(packages, '@acme/contracts')], ['runtime', join(packages, '@tally/runtime')]]) {
    const folder = join(to, 'package', name);
    try {
      await cp(source, folder, { recursive: true, dereference: true });
    } catch (error) {
      throw new Trouble(`${source} is missing: run scripts/package first (${error.code})`);
    }
    manifests[name] = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  }
  for (const file of await scripts(to)) {
    const source = await readFile(file, 'utf8');
    const staged = source.replace(bareImport, (_, before, quote, specifier, name, subpath = '') => {
      const target = exported(manifests[name].exports, `.${subpath}`);
      if (target === undefined) throw new Trouble(`${relative(to, file)} imports ${specifier}, which is not exported`);
      return before + quote + path(dirname(file), join(to, 'package', name, target)) + quote;
    });
    if (staged !== source) await writeFile(file, staged);
  }
  return to;
}

async function scripts(folder) {
  const found = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) found.push(...(await scripts(path)));
    else if (entry.name.endsWith('.js')) found.push(path);
  }
  return found;
}

/** What an exports map says, seen by a browser. */
function exported(map, subpath) {
  let target = typeof map === 'string' ? { '.': map }[subpath] : map[subpath];
  while (typeof target === 'object' && target !== null) {
    target = Object.entries(target).find(([condition]) => conditions.includes(condition))?.[1];
  }
  return target;
}

function path(from, to) {
  const way = relative(from, to).split(sep).join('/');
  return way.startsWith('.') ? way : `./${way}`;
}
