// What a row of the matrix does, in a folder of its own.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createReadStream, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, extname, join } from "node:path";
import { prefix } from "../install/prefix.mjs";
import { launch } from "../js/chromium.mjs";
import { project, said } from "./app.mjs";

const types = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };

export function write(folder, files) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

function run(cwd, command) {
  const env = { ...process.env, NO_COLOR: "1", CI: "1", NEXT_TELEMETRY_DISABLED: "1", TURBO_TELEMETRY_DISABLED: "1" };
  delete env.NODE_TEST_CONTEXT;
  const { status, stdout, stderr } = spawnSync("bash", ["-ec", command], { cwd, env, encoding: "utf8", timeout: 280_000 });
  assert.equal(status, 0, `${command}\n${stdout}${stderr}`);
  return stdout;
}

/** Makes the package; gives its tarballs. */
export function makePackage(folder) {
  write(folder, project);
  run(folder, `${prefix}/bin/tally package`);
  return ["acme-plant-0.0.0", "tally-runtime-0.1.0"].map((name) => join(folder, "dist", `${name}.tgz`));
}

async function open(address, selectors, expected) {
  const browser = await launch();
  try {
    const page = await browser.newPage();
    const faults = [];
    page.on("pageerror", ({ message }) => faults.push(message));
    page.on("console", (line) => line.type() === "error" && faults.push(line.text()));
    await page.goto(address);
    for (const selector of selectors) {
      await page.locator(selector).first().filter({ hasText: /./ }).waitFor({ timeout: 20_000 }).catch(() => {});
      assert.equal(await page.locator(selector).first().textContent(), expected, faults.join("\n"));
    }
  } finally {
    await browser.close();
  }
}

async function serve(folder, policy) {
  const server = createServer(({ url }, response) => {
    const path = join(folder, new URL(url, "http://localhost").pathname.replace(/\/$/, "/index.html"));
    if (!existsSync(path) || !statSync(path).isFile()) return response.writeHead(404).end();
    response.writeHead(200, { "Content-Type": types[extname(path)] ?? "text/plain", ...(policy && { "Content-Security-Policy": policy }) });
    createReadStream(path).pipe(response);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return { address: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}

async function listen(folder, command) {
  const { address, close } = await serve(folder);
  close(); // its port is free now
  const { port } = new URL(address);
  const child = spawn("bash", ["-c", `exec ${command.replace("PORT", port)}`], { cwd: folder, stdio: "ignore", detached: true });
  for (let i = 0; i < 200; ++i) {
    await new Promise((go) => setTimeout(go, 200));
    if (await fetch(address).then(({ ok }) => ok, () => false)) break;
  }
  return { address, close: () => process.kill(-child.pid, "SIGKILL") };
}

/** Throws where a row does not say what it should; gives the versions of what it used. */
export async function tryRow(row, folder, tarballs) {
  write(folder, row.files);
  run(folder, `npm install --no-audit --no-fund --prefer-offline ${[...row.packages, ...tarballs].join(" ")}`);
  for (const command of row.commands) run(folder, command);
  const expected = row.entries.map((entry) => said[entry]).join("; ");
  if (row.prints !== undefined) {
    const printed = run(folder, row.prints);
    assert.ok(printed.includes(expected), printed);
  } else {
    const server = row.serves !== undefined ? await serve(join(folder, row.serves), row.policy) : await listen(folder, row.listens);
    try {
      await open(server.address, row.shown, expected);
    } finally {
      server.close();
    }
  }
  return row.packages.map((each) => each.replace(/(.)@.*/, "$1")).map((each) => `${each} ${JSON.parse(readFileSync(join(folder, "node_modules", each, "package.json"), "utf8")).version}`);
}
