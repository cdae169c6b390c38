// docs/tutorial.md, word for word: its files and its commands, in an empty folder.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { folder, root } from "../cli/tally.mjs";
import { blocksOf } from "../docs/blocks.mjs";
import { launch } from "../js/chromium.mjs";
import { follow, freePorts } from "./follow.mjs";

test("docs/tutorial.md ends with a page that follows the server", { timeout: 600_000 }, async (t) => {
  const cwd = join(folder(t), "quakes");
  const [port] = await freePorts(1);
  // A week of 2018, which an npm package keeps; there is no network here.
  const feed = (run) => {
    mkdirSync(cwd);
    run(`cp ${root}/node_modules/vega-datasets/data/earthquakes.json feed.json`);
  };
  await follow(t, blocksOf("docs/tutorial.md"), { cwd, adapt: (text) => text.replaceAll("8080", port), others: { feed } });

  const browser = await launch();
  t.after(() => browser.close());
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${port}`);
  await page.getByText("connected").waitFor();
  await page.locator("li").nth(2).waitFor();
  assert.match(await page.locator("li").last().innerText(), /^-?\d\.\d .+/);
});
