// Each way in which somebody runs or bundles the package. `packages` come from npm besides the package itself; `files` are what a user
// of that tool writes anyway; `commands` build. Then one of:
//   prints   a command whose output says what the entries say
//   serves   a folder whose index.html is opened in Chromium, with the header `policy` if there is one
//   listens  a command that prints an address to open; PORT stands for a free port
// `entries` are those that are used; all by default. `note` is what a user has to do by hand.
import { look, name, page, print, said, show } from "./app.mjs";

const all = Object.keys(said);
const viteConfig = { "index.html": page("main.js"), "main.js": show };
const vites = [5, 6, 7, 8].flatMap((major) => [
  { row: `Vite ${major}, build`, packages: [`vite@${major}`], files: viteConfig, commands: ["npx vite build"], serves: "dist" },
  { row: `Vite ${major}, dev server`, packages: [`vite@${major}`], files: viteConfig, listens: "npx vite --host 127.0.0.1 --port PORT" },
]);

const nextFiles = {
  "app/layout.jsx": "export default function Layout({ children }) {\n  return <html><body>{children}</body></html>;\n}\n",
  "app/page.jsx": `import { look } from "../look.js";
import { Client } from "./client.jsx";
export const dynamic = "force-dynamic";
export default async function Page() {
  return <><p>{await look()}</p><Client /></>;
}
`,
  "app/client.jsx": `"use client";
import { useEffect, useState } from "react";
import { look } from "../look.js";
export function Client() {
  const [text, setText] = useState("");
  useEffect(() => { look().then(setText, (error) => setText(String(error))); }, []);
  return <p id="client">{text}</p>;
}
`,
};

const copied = "Copy the `.wasm` files beside the bundle: these bundlers leave `new URL(...)` as it is.";
const beside = (out) => `cp node_modules/${name}/*.wasm ${out}`;

export const rows = [
  { row: "Node", files: { "main.js": print }, prints: "node main.js" },
  {
    row: "Vitest",
    packages: ["vitest"],
    files: { "look.test.js": `import { expect, test } from "vitest";\nimport { look } from "./look.js";\ntest("look", async () => { console.log(await look()); });\n` },
    prints: "npx vitest run --reporter=verbose",
  },
  ...vites,
  {
    row: "webpack 5",
    packages: ["webpack@5", "webpack-cli"],
    files: { "dist/index.html": page("main.js"), "main.js": show },
    commands: ["npx webpack --mode production --entry ./main.js -o dist"],
    serves: "dist",
  },
  {
    row: "Rspack",
    packages: ["@rspack/core", "@rspack/cli"],
    files: { "dist/index.html": page("main.js"), "main.js": show },
    commands: ["npx rspack build --mode production --entry ./main.js -o dist"],
    serves: "dist",
  },
  {
    row: "esbuild",
    packages: ["esbuild"],
    files: { "dist/index.html": page("main.js"), "main.js": show },
    commands: ["npx esbuild main.js --bundle --format=esm --outdir=dist", beside("dist")],
    serves: "dist",
    note: copied,
  },
  {
    row: "Rollup",
    packages: ["rollup", "@rollup/plugin-node-resolve"],
    files: { "dist/index.html": page("main.js"), "main.js": show },
    commands: ["npx rollup main.js -d dist -f es -p node-resolve", beside("dist")],
    serves: "dist",
    note: copied,
  },
  {
    row: "Next, server and client",
    packages: ["next", "react", "react-dom"],
    files: nextFiles,
    commands: ["npx next build"],
    listens: "npx next start -H 127.0.0.1 -p PORT",
    shown: ["body > p", "#client"],
  },
  { row: "Deno", packages: ["deno"], files: { "main.js": print }, prints: "npx deno run -A main.js" },
  {
    row: "Turbo workspace",
    packages: ["turbo"],
    files: {
      "package.json": '{"private": true, "type": "module", "packageManager": "npm@10.0.0", "workspaces": ["apps/*"]}',
      "turbo.json": '{"tasks": {"build": {"outputs": ["dist/**"]}}}',
      "apps/page/package.json": '{"name": "page", "type": "module", "scripts": {"build": "vite build"}, "devDependencies": {"vite": "8"}}',
      "apps/page/index.html": page("main.js"),
      "apps/page/main.js": show,
    },
    at: "apps/page",
    commands: ["npx turbo run build --no-daemon"],
    serves: "apps/page/dist",
  },
  {
    row: "workerd",
    packages: ["wrangler", "miniflare"],
    files: {
      "wrangler.toml": 'name = "plant"\nmain = "worker.js"\ncompatibility_date = "2026-01-01"\n',
      "worker.js": 'import { look } from "./look.js";\nexport default { fetch: async () => new Response(await look()) };\n',
      "run.mjs": `import { readdirSync, readFileSync } from "node:fs";
import { Miniflare } from "miniflare";
const modules = readdirSync("out").filter((each) => /\\.(js|wasm)$/.test(each)).sort().reverse().sort((a) => (a === "worker.js" ? -1 : 1))
  .map((path) => ({ type: path.endsWith(".wasm") ? "CompiledWasm" : "ESModule", path, contents: readFileSync("out/" + path) }));
const worker = new Miniflare({ compatibilityDate: "2026-01-01", modules });
console.log(await (await worker.dispatchFetch("http://localhost/")).text());
await worker.dispose();
`,
    },
    entries: ["load", "db"],
    given: { load: "contracts", db: "db" },
    imports: `import contracts from "${name}/contracts.wasm";\nimport db from "${name}/db.wasm";`,
    commands: ["WRANGLER_SEND_METRICS=false npx wrangler deploy --dry-run --outdir out"],
    prints: "node run.mjs",
    note: "Give `load` the module: workers may not compile WebAssembly themselves.",
  },
  {
    row: "edge-runtime",
    packages: ["edge-runtime", "esbuild"],
    files: {
      "main.js": 'import { look } from "./look.js";\naddEventListener("fetch", (event) => event.respondWith(look().then((text) => new Response(text))));\n',
      "run.mjs": `import { readFileSync } from "node:fs";
import { EdgeRuntime } from "edge-runtime";
const runtime = new EdgeRuntime({ initialCode: readFileSync("out/main.js", "utf8") });
console.log(await (await runtime.dispatchFetch("http://localhost/")).text());
`,
    },
    entries: ["inline"],
    commands: ["npx esbuild main.js --bundle --format=iife --outdir=out"],
    prints: "node run.mjs",
    note: "`inline`; or give `load` the module that the platform made.",
  },
  {
    row: "module worker",
    packages: ["vite@8"],
    files: {
      "index.html": page("main.js"),
      "main.js": `const worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });\nworker.onmessage = ({ data }) => (document.querySelector("p").textContent = data);\n`,
      "worker.js": 'import { look } from "./look.js";\nlook().then(postMessage, (error) => postMessage(String(error)));\n',
    },
    commands: ["npx vite build"],
    serves: "dist",
  },
  {
    row: "Content-Security-Policy",
    packages: ["vite@8"],
    files: viteConfig,
    commands: ["npx vite build"],
    serves: "dist",
    policy: "script-src 'self' 'wasm-unsafe-eval'",
  },
].map((row) => ({ packages: [], commands: [], entries: all, at: ".", shown: ["p"], ...row }))
  .map((row) => ({ ...row, files: { "package.json": '{"private": true, "type": "module"}', [`${row.at}/look.js`]: look(row.entries, row.given, row.imports), ...row.files } }));
