// @tally/vite: a page follows its contracts while they change, and a build refuses those that are wrong.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { folder, root } from "../cli/tally.mjs";
import { launch, noChromium } from "../js/chromium.mjs";
import { prefix, run } from "./prefix.mjs";

const kept = { after: (end) => process.on("exit", end) };
const units = "contract: 1\npackage: acme.units\nversion: 1.0.0\ntypes:\n  Pressure: {newtype: float64, maximum: 16}\n";
// The newest that runs in this Node.
const [major, minor] = process.versions.node.split(".").map(Number);
const newest = major > 20 || (major === 20 && minor >= 19) ? 8 : 6;
const { version } = JSON.parse(readFileSync(join(root, "runtime/vite/package.json"), "utf8"));

/** A contract that imports another one, and a page below them that says what is wrong with a pressure of 20. */
const cwd = folder(kept, {
  "tally.yaml": 'tally: 1\ncontracts: [plant.contract.yaml]\ntargets:\n  typescript: {out: generated, options: {package: "@acme/plant"}}\n',
  "plant.contract.yaml": "contract: 1\npackage: acme.plant\nversion: 1.0.0\nimports: {units: ./units.contract.yaml}\ntypes:\n  Pump: {record: {pressure: units.Pressure}}\n",
  "units.contract.yaml": units,
  "page/package.json": '{"private": true, "type": "module"}',
  "page/vite.config.ts": `import tally from "@tally/vite";\nexport default { plugins: [tally({ program: "${prefix}/bin/tally", args: ["--only", "judge"] })] };\n`,
  "page/index.html": '<!doctype html><p>nothing yet</p><script type="module" src="main.js"></script>',
  "page/main.js": `import { load } from "@acme/plant";
load().then(({ Pump }) => {
  document.querySelector("p").textContent = Pump.safeParse('{"pressure":20}').issues?.[0].message ?? "fine";
});
`,
});
const page = join(cwd, "page");
const write = (text) => writeFileSync(join(cwd, "units.contract.yaml"), text);
const succeeds = ({ status, output }) => assert.equal(status, 0, output);

describe("@tally/vite", { skip: noChromium, timeout: 300_000 }, () => {
  test("is installed beside Vite", () => {
    succeeds(run(cwd, join(prefix, "bin/tally"), "package", "--only", "judge", "--out", "contracts"));
    succeeds(run(page, "npm", "install", "--no-audit", "--no-fund", "--prefer-offline", `vite@${newest}`, `../contracts/tally-vite-${version}.tgz`, "../contracts/tally-runtime-0.1.0.tgz"));
    const publint = run(cwd, join(root, "node_modules/.bin/publint"), join(page, "node_modules/@tally/vite"));
    assert.match(publint.output, /All good!/);
    succeeds(run(page, join(root, "node_modules/.bin/tsc"), "--noEmit", "--strict", "--skipLibCheck", "--target", "es2022", "--module", "nodenext", "vite.config.ts"));
  });

  test("the page of the dev server follows a contract that is changed, wrong, and mended", async (t) => {
    const vite = spawn("node_modules/.bin/vite", ["--host", "127.0.0.1", "--port", "0"], { cwd: page, env: { ...process.env, NO_COLOR: "1" } });
    t.after(() => vite.kill());
    const url = await new Promise((found) => {
      let said = "";
      vite.stdout.on("data", (text) => {
        const [url] = /http:\S+/.exec((said += text)) ?? [];
        if (url !== undefined) found(url);
      });
    });
    const browser = await launch();
    t.after(() => browser.close());
    const seen = await browser.newPage();
    await seen.goto(url);
    await seen.getByText("must be at most 16").waitFor();

    write(units.replace("16", "18"));
    await seen.getByText("must be at most 18").waitFor();

    write(units.replace("float64", "flaot64"));
    const overlay = seen.locator("vite-error-overlay");
    await overlay.getByText("T204: unknown type `flaot64`").waitFor();
    assert.match(await overlay.locator(".file").innerText(), /units\.contract\.yaml:5:/);
    assert.match(await overlay.locator(".frame").innerText(), /5 \| {3}Pressure: \{newtype: flaot64, maximum: 16\}\n +\^{7} did you mean `float64`\?/);
    await seen.reload();
    await overlay.getByText("T204: unknown type `flaot64`").waitFor();

    // It goes on where a file was gone.
    rmSync(join(cwd, "units.contract.yaml"));
    await overlay.getByText("T212: cannot read `units.contract.yaml`").waitFor();
    write(units.replace("16", "19"));
    await seen.getByText("must be at most 19").waitFor();
    assert.equal(await overlay.count(), 0);
  });

  test("a build has the contracts as they are, and fails where they are wrong", () => {
    write(units);
    succeeds(run(page, "node_modules/.bin/vite", "build"));
    write(units.replace("float64", "flaot64"));
    const { status, output } = run(page, "node_modules/.bin/vite", "build");
    assert.notEqual(status, 0);
    assert.match(output, /units\.contract\.yaml(:| \()5:[^]*T204: unknown type `flaot64`/);
  });
});
