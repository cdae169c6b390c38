// `tally init`: what it makes builds, tests and runs with the commands that it prints.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { test } from "node:test";
import { folder } from "../cli/tally.mjs";
import { launch, noChromium } from "../js/chromium.mjs";
import { prefix, run } from "./prefix.mjs";

// The program is where the printed commands look for it; CMake's own choice is make, which is not everywhere; ports are free ones.
Object.assign(process.env, { PATH: `${prefix}/bin:${process.env.PATH}`, CMAKE_GENERATOR: "Ninja", PORT: "0", npm_config_prefer_offline: "true" });
delete process.env.NODE_TEST_CONTEXT;  // the tests that are printed are none of ours

/** The commands that `tally init` prints for a folder. */
function init(cwd, ...args) {
  const { status, output } = run(cwd, "tally", "init", ...args);
  assert.equal(status, 0, output);
  return output.split("build, test and run it with:\n")[1].trim().split(/\n */);
}

/** What commands print; the last one runs until the test ends. */
async function follow(t, cwd, commands) {
  const last = commands.at(-1);
  const done = run(cwd, "bash", "-ec", commands.slice(0, -1).join("\n"));
  assert.equal(done.status, 0, done.output);
  const hub = spawn("bash", ["-c", `exec ${last}`], { cwd, stdio: ["ignore", "pipe", "inherit"] });
  t.after(() => hub.kill());
  const [url] = await once(hub.stdout, "data");
  return { printed: done.stdout, url: String(url).trim() };
}

/** Sends a reading that may not be, and one that may; gives what the page shows of each. */
async function visit(browser, url) {
  const page = await browser.newPage();
  await page.goto(url);
  const send = async (celsius, shown) => {
    await page.getByLabel("celsius").fill(celsius);
    await page.getByRole("button").click();
    return page.getByText(shown).textContent();
  };
  await page.getByText(": connected").waitFor();
  assert.equal(await send("61", "/celsius"), "/celsius: must be at most 60");
  assert.equal(await send("-7.5", /roof: -/), "roof: -7.5 °C");
  return page;
}

test("a page with a hub of tally, and then beside it a program and a hub in C++", { timeout: 600_000, skip: noChromium }, async (t) => {
  const cwd = join(folder(t, { "cold/notes": "" }), "cold");
  const browser = await launch();
  t.after(() => browser.close());

  const web = await follow(t, cwd, init(cwd, "--web").map((line) => line.replace("tally serve", "tally serve --port 0")));
  assert.match(web.printed, /pass 2/);
  await visit(browser, web.url);

  const native = await follow(t, cwd, init(cwd, "--cpp", "--server"));
  assert.match(native.printed, /100% tests passed, 0 tests failed out of 2/);
  assert.match(native.printed, /^roof: 21\.5 °C$/m);
  const page = await visit(browser, native.url);
  await page.getByText(/cellar: 12/).waitFor();
});
