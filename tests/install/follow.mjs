// Pages whose files and commands are followed word for word, with the prefix for all that there is of Tally.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { prefix } from "./prefix.mjs";

/** As many ports that nobody listens on. */
export async function freePorts(count) {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  return servers.map((server) => {
    const { port } = server.address();
    server.close();
    return port;
  });
}

/**
 * Does what the blocks say: writes files, runs commands, and compares what they print. A block marked `serves` runs until the test ends,
 * from its first line on. `adapt` changes texts to what holds here, such as other ports; `others` are functions for further marks.
 */
export async function follow(t, blocks, { cwd, adapt = (text) => text, others = {}, from = prefix }) {
  const env = { ...process.env, NO_COLOR: "1", PATH: `${from}/bin:${process.env.PATH}`, CMAKE_PREFIX_PATH: from, npm_config_prefer_offline: "true" };
  delete env.NODE_TEST_CONTEXT; // the tests that are run are none of ours
  const bash = (command, place) => {
    const { status, stdout, stderr } = spawnSync("bash", ["-e", "-c", command], { cwd, env, encoding: "utf8" });
    return { stdout, stderr, succeeds: () => assert.equal(status, 0, `${place}\n${stdout}${stderr}`) };
  };
  for (const { place, language, mark, file, text: written } of blocks) {
    const text = adapt(written);
    if (mark === "none") continue;
    if (file !== undefined) {
      mkdirSync(dirname(join(cwd, file)), { recursive: true });
      writeFileSync(join(cwd, file), text);
    } else if (mark in others) {
      others[mark]((command) => bash(command, place).succeeds());
    } else if (mark === "serves") {
      const server = spawn("bash", ["-c", `exec ${text}`], { cwd, env, stdio: ["ignore", "pipe", "inherit"] });
      t.after(() => server.kill("SIGKILL"));
      const [line] = await once(server.stdout, "data");
      assert.match(line.toString(), /^http:\/\/127\.0\.0\.1:\d+\n$/);
    } else if (language === "sh") {
      bash(text, place).succeeds();
    } else {
      for (const [, command, printed] of text.matchAll(/^\$ (.*(?:\n> .*)*)\n((?:(?!\$ ).*\n)*)/gm)) {
        const { stdout, stderr } = bash(command.replace(/\n> /g, "\n"), place);
        assert.deepEqual((stderr + stdout).split("\n").sort(), printed.split("\n").sort(), place);
      }
    }
  }
}
