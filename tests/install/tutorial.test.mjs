// docs/tutorial.md, word for word: its files and its commands, in an empty folder, with the prefix for all that there is of Tally.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { folder, root } from "../cli/tally.mjs";
import { blocks } from "../docs/blocks.mjs";
import { launch } from "../js/chromium.mjs";
import { prefix } from "./prefix.mjs";

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  return port;
}

test("docs/tutorial.md ends with a page that follows the server", { timeout: 600_000 }, async (t) => {
  const above = folder(t);
  const cwd = join(above, "quakes");
  const port = await freePort();
  const env = { ...process.env, NO_COLOR: "1", PATH: `${prefix}/bin:${process.env.PATH}`, CMAKE_PREFIX_PATH: prefix };
  const bash = (command, place) => {
    const { status, stdout, stderr } = spawnSync("bash", ["-e", "-c", command], { cwd, env, encoding: "utf8" });
    return { stdout, stderr, succeeds: () => assert.equal(status, 0, `${place}\n${stdout}${stderr}`) };
  };

  for (const { place, page, language, mark, file, text } of blocks) {
    if (page !== "tutorial" || mark === "none") continue;
    if (file !== undefined) {
      mkdirSync(dirname(join(cwd, file)), { recursive: true });
      writeFileSync(join(cwd, file), text.replaceAll("8080", port));
    } else if (mark === "feed") {
      // A week of 2018, which an npm package keeps; there is no network here.
      mkdirSync(cwd);
      bash(`cp ${root}/node_modules/vega-datasets/data/earthquakes.json feed.json`, place).succeeds();
    } else if (mark === "serves") {
      const server = spawn("bash", ["-c", `exec ${text}`], { cwd, env, stdio: ["ignore", "pipe", "inherit"] });
      t.after(() => server.kill("SIGKILL"));
      const [line] = await once(server.stdout, "data");
      assert.equal(line.toString(), `http://127.0.0.1:${port}\n`);
    } else if (language === "sh") {
      bash(text, place).succeeds();
    } else {
      const [, command, printed] = /^\$ (.*(?:\n> .*)*)\n([^]*)$/.exec(text);
      const { stdout, stderr } = bash(command.replace(/\n> /g, "\n"), place);
      assert.deepEqual((stderr + stdout).split("\n").sort(), printed.split("\n").sort(), place);
    }
  }

  const browser = await launch();
  t.after(() => browser.close());
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${port}`);
  await page.getByText("connected").waitFor();
  await page.locator("li").nth(2).waitFor();
  assert.match(await page.locator("li").last().innerText(), /^-?\d\.\d .+/);
});
