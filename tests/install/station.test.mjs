// examples/station, word for word as its README says: copied to an empty folder, three projects that know of the prefix alone.
import assert from "node:assert/strict";
import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { folder, root } from "../cli/tally.mjs";
import { blocksOf } from "../docs/blocks.mjs";
import { launch } from "../js/chromium.mjs";
import { follow, freePorts } from "./follow.mjs";
import { run } from "./prefix.mjs";

/** The example as somebody has it who copies it out of the checkout, without what was built there. */
function copy(t) {
  const cwd = join(folder(t), "station");
  mkdirSync(cwd);
  const { stdout } = run(join(root, "examples/station"), "git", "ls-files", "--cached", "--others", "--exclude-standard");
  for (const file of stdout.trim().split("\n")) cpSync(join(root, "examples/station", file), join(cwd, file));
  return cwd;
}

describe("examples/station", { timeout: 600_000 }, () => {
  test("builds, tests and runs from the packages of Debian and of npm", async (t) => {
    const cwd = copy(t);
    const [hub, service] = await freePorts(2);
    const browser = await launch();
    t.after(() => browser.close());
    await follow(t, blocksOf("examples/station/README.md"), { cwd, adapt: (text) => text.replaceAll("8080", hub).replaceAll("8081", service) });

    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${hub}`);
    const north = page.getByRole("region", { name: "north" });
    await north.getByText("shall be 3000 l, says the night shift").waitFor();
    await north.getByRole("textbox").fill("6000");
    await north.getByRole("button").click();
    assert.equal(await north.getByRole("alert").innerText(), "/litres: must be at most 4500");
    await north.getByRole("textbox").fill("1200");
    await north.getByRole("button").click();
    await north.getByText("shall be 1200 l, says the page").waitFor();
    await north.getByText(/^1200 l/).waitFor();
  });

  test("has a hub that builds from what `cmake --install` makes", async (t) => {
    const cwd = copy(t);
    const from = join(cwd, "prefix");
    assert.equal(run(root, "cmake", "--install", "build/dev", "--prefix", from).status, 0);
    const [build] = blocksOf("examples/station/README.md").filter(({ text }) => text.includes("ctest"));
    await follow(t, [build], { cwd, from });
  });
});
