// The packages as a page loads them, without a bundler: names become paths, and React, which is CommonJS, a module.
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

const packages = fileURLToPath(new URL("../../build/package/", import.meta.url));
const require = createRequire(import.meta.url);

const withPaths = (text) =>
  text
    .replace(/(from|import) "(@tally\/runtime|@fixtures\/contracts)\/(\w+)"/g, '$1 "/$2/$3.js"')
    .replace(/(from|import) "(@tally\/runtime|@fixtures\/contracts)"/g, '$1 "/$2/index.js"')
    .replace(/from "(react|react-dom\/client)"/g, 'from "/$1.js"');

/** One module of what React's packages are in development, where StrictMode renders and subscribes twice. */
async function react() {
  const names = {
    react: "react/cjs/react.development.js",
    scheduler: "scheduler/cjs/scheduler.development.js",
    "react-dom": "react-dom/cjs/react-dom.development.js",
    "react-dom/client": "react-dom/cjs/react-dom-client.development.js",
  };
  const from = (path) => join(require.resolve("react/package.json"), "../..", path);
  const modules = await Promise.all(Object.entries(names).map(async ([name, path]) =>
    `${JSON.stringify(name)}(module, exports, require) {\n${await readFile(from(path), "utf8")}\n}`));
  return `const process = { env: { NODE_ENV: "development" } };
    const made = {};
    const modules = { ${modules.join(",\n")} };
    export function require(name) {
      if (made[name] === undefined) {
        made[name] = { exports: {} };
        modules[name](made[name], made[name].exports, require);
      }
      return made[name].exports;
    }`;
}

const reexport = (name) => {
  const members = Object.keys(require(name)).filter((member) => /^[a-z]\w*$/i.test(member));
  return `import { require } from "/cjs.js";\nexport const { ${members.join(", ")} } = require("${name}");`;
};

/** URL -> file, for `openPage`, of both packages, React, and the further modules that are given as text. */
export async function siteOf(t, modules = {}) {
  const folder = await mkdtemp(join(tmpdir(), "tally-site-"));
  t.after(() => rm(folder, { recursive: true }));
  const files = {};
  const add = async (url, text) => {
    files[url] = join(folder, url.replaceAll("/", "-"));
    await writeFile(files[url], withPaths(text));
  };
  for (const name of ["@tally/runtime", "@fixtures/contracts"]) {
    for (const file of await readdir(packages + name)) {
      const path = join(packages, name, file);
      if (basename(file).endsWith(".wasm")) files[`/${name}/${file}`] = path;
      else if (file.endsWith(".js")) await add(`/${name}/${file}`, await readFile(path, "utf8"));
    }
  }
  await add("/cjs.js", await react());
  await add("/react.js", reexport("react"));
  await add("/react-dom/client.js", reexport("react-dom/client"));
  for (const [url, text] of Object.entries(modules)) await add(url, text);
  return files;
}
