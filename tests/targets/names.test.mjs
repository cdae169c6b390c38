// Whatever users call things compiles: words of C, C++, JavaScript and ours, in every place where a name becomes an identifier, a
// namespace, a file or a module.
import assert from "node:assert/strict";
import { execFile, execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { tally } from "../cli/tally.mjs";
import { compilers } from "./compilers.mjs";
import { named } from "./names_contracts.mjs";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));

// What a program may have included before.
const headers = `assert.h complex.h ctype.h errno.h fenv.h float.h inttypes.h limits.h locale.h math.h setjmp.h signal.h stdarg.h stdbool.h
  stddef.h stdint.h stdio.h stdlib.h string.h time.h uchar.h wchar.h wctype.h dirent.h fcntl.h glob.h grp.h langinfo.h netdb.h net/if.h
  netinet/in.h poll.h pthread.h pwd.h regex.h sched.h search.h semaphore.h spawn.h strings.h sys/mman.h sys/resource.h sys/select.h
  sys/socket.h sys/stat.h sys/sysmacros.h sys/time.h sys/types.h sys/uio.h sys/un.h sys/utsname.h sys/wait.h syslog.h termios.h unistd.h utime.h`;
const prologue = headers.split(/\s+/).map((header) => `#include <${header}>\n`).join("");

/** The project in a folder of its own, which is where its targets go too. */
function generate(t, contracts) {
  const cwd = mkdtempSync(join(root, "build/names-"));
  t.after(() => rmSync(cwd, { recursive: true }));
  for (const [name, text] of Object.entries(contracts)) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), text);
  }
  const targets = "{cpp: {out: cpp}, embind: {out: cpp}, typescript: {out: ts}, markdown: {out: md}, json-schema: {out: schema}}";
  writeFileSync(join(cwd, "tally.yaml"), `tally: 1\ncontracts: ['**/*.contract.yaml']\nlint: {}\ntargets: ${targets}\n`);
  const { status, stderr } = tally(cwd, ["generate"]);
  assert.equal(status, 0, stderr);
  return cwd;
}

/**
 * All headers in one unit, where what one of them declares is seen by the others, and behind them so many sources: those of the first
 * contracts, whose names are ours. The compilers work side by side.
 */
async function compile(cwd) {
  const files = readdirSync(join(cwd, "cpp"));
  const bindings = files.filter((name) => name.endsWith(".embind.cpp"));
  const headers = files.filter((name) => name.endsWith(".h"));
  const sources = files.filter((name) => name.endsWith(".cpp") && !bindings.includes(name)).slice(0, 100);
  const unit = (...names) => prologue + names.flat().map((name) => `#include "${name}"\n`).join("");
  writeFileSync(join(cwd, "native.cpp"), unit(headers, sources));
  writeFileSync(join(cwd, "web.cpp"), unit(headers, sources, bindings));
  const flags = ["-fsyntax-only", "-Wall", "-Wextra", "-ffp-contract=off", "-Icpp", `-I${join(root, "runtime")}`];
  const outcomes = await Promise.all(compilers.map(async (compiler) => {
    // Which has the keywords and macros of C++20, and more.
    const options = ["-std=gnu++20", ...flags, compiler === "em++" ? "web.cpp" : "native.cpp"];
    return run(compiler, options, { cwd, maxBuffer: 1 << 28 }).then(() => "", (error) => `${compiler}\n${(error.stderr || error.message).slice(0, 4000)}`);
  }));
  assert.equal(outcomes.join(""), "");
}

/** tsc takes the types, and Node the modules. */
function load(cwd) {
  const options = { strict: true, noEmit: true, target: "es2022", lib: ["es2022", "dom"], types: [], module: "nodenext", skipLibCheck: false };
  writeFileSync(join(cwd, "tsconfig.json"), JSON.stringify({ compilerOptions: options, include: ["ts/*.d.ts"] }));
  const { status, stdout } = spawnSync(join(root, "node_modules/.bin/tsc"), ["-p", cwd], { encoding: "utf8" });
  assert.equal(status, 0, stdout.slice(0, 4000));
  const program = `import { keys } from ${JSON.stringify(join(cwd, "ts/contracts.js"))}; if (!Array.isArray(keys)) throw keys;`;
  execFileSync(process.execPath, ["--input-type=module", "--eval", program]);
  for (const name of ["index.js", "inline.js", "db.js", "index.node.js"]) execFileSync(process.execPath, ["--check", join(cwd, "ts", name)]);
}

for (const [what, contracts] of Object.entries(named)) {
  test(what, async (t) => {
    const cwd = generate(t, contracts);
    assert.ok(existsSync(join(cwd, "cpp/contract_set.h")));
    await compile(cwd);
    load(cwd);
  });
}
