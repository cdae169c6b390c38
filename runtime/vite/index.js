// index.d.ts documents it.
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { searchForWorkspaceRoot } from "vite";

const runtime = "@tally/runtime";
const file = "tally.yaml";

/** The nearest folder with a tally.yaml, upwards. */
function projectAbove(root) {
  for (let folder = root; ; folder = dirname(folder)) {
    if (existsSync(join(folder, file))) return folder;
    if (folder === dirname(folder)) throw new Error(`@tally/vite: there is no ${file} in ${root} or above it: name its folder by \`project\``);
  }
}

/** Runs `tally package`; gives its events and what it says is wrong. */
function pack({ program = "tally", args = [] }, folder, out) {
  return new Promise((done) => {
    const child = spawn(program, ["package", "--json", "--format", "json", "--out", out, ...args], { cwd: folder });
    const said = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"]) child[name].setEncoding("utf8").on("data", (text) => (said[name] += text));
    child.on("error", ({ message }) => done({ events: [], problems: [{ message: `cannot run \`${program}\`: ${message}` }] }));
    child.on("close", (status) => {
      const events = said.stdout.split("\n").filter(Boolean).map((line) => attempt(() => JSON.parse(line), {}));
      done({ events, problems: status === 0 ? [] : problemsOf(said.stderr) });
    });
  });
}

/** What `parse` makes of a text, or `otherwise` where it is not what was expected. */
function attempt(parse, otherwise) {
  try {
    return parse();
  } catch {
    return otherwise;
  }
}

const problemsOf = (text) => attempt(() => JSON.parse(text).filter(({ severity }) => severity === "error"), [{ message: text }]);

/** Problems as Vite shows them, over the page or in the terminal. */
function errorOf([first = { message: "`tally package` has failed" }, ...others], events, folder) {
  const more = others.map(({ message, path, line }) => `\n${path === undefined ? "" : `${path}:${line}: `}${message}`).join("");
  const output = events.filter(({ event }) => event === "output").map(({ text }) => `\n${text}`).join("");
  const { code, message, path, line, column, end_line, end_column, label } = first;
  const error = { plugin: "@tally/vite", message: `${code === undefined ? "" : `${code}: `}${message}${more}${output}`, stack: "" };
  if (path === undefined) return error;
  const id = resolve(folder, path);
  const text = attempt(() => readFileSync(id, "utf8"), "").split("\n")[line - 1] ?? ""; // it may be gone
  const number = `${line} | `;
  const marks = "^".repeat(end_line === line ? Math.max(1, end_column - column) : 1);
  const frame = `${number}${text}\n${" ".repeat(number.length + column - 1)}${marks}${label === undefined ? "" : ` ${label}`}`;
  return { ...error, id, loc: { file: id, line, column: column - 1 }, frame };
}

/** What an entry of `exports` gives, by the conditions in the order of the entry. */
function choose(entry, conditions) {
  if (typeof entry === "string" || entry === undefined) return entry;
  const condition = Object.keys(entry).find((each) => each === "default" || conditions.includes(each));
  return choose(entry[condition], conditions);
}

export default function tally(options = {}) {
  let folder;
  let out;
  let server;
  let name; // of the package
  let made; // its exports and its folder
  let error; // why there is no sound one
  let making = Promise.resolve();
  const watched = new Set(); // files that it is made from
  let waiting = false; // a run is to come that will see every change so far

  async function make() {
    const { events, problems } = await pack(options, folder, out);
    const { package: package_, paths = [] } = events.find(({ event }) => event === "reads") ?? {};
    name = package_ ?? name;
    for (const path of [join(folder, file), ...paths]) watched.add(path);
    server?.watcher.add([...watched]);
    if (problems.length > 0) {
      error = errorOf(problems, events, folder);
      return;
    }
    error = undefined;
    const place = resolve(folder, events.find(({ event }) => event === "artifact")?.path ?? out);
    const description = attempt(() => JSON.parse(readFileSync(join(place, "package.json"), "utf8")), undefined);
    if (description === undefined) error = errorOf([{ message: `there is no package in ${place}` }], events, folder);
    else made = { place, exports: description.exports };
  }

  /** Makes the package once more, after the run that is under way. */
  function makeAgain() {
    if (waiting) return making;
    waiting = true;
    making = making.then(() => {
      waiting = false;
      return make();
    });
    return making;
  }

  /** Shows what there is to show in every page. */
  function show() {
    const channel = server.ws ?? server.hot;
    server.moduleGraph.invalidateAll(); // a page that is loaded now learns the same
    if (error !== undefined) {
      server.config.logger.error(`${error.id === undefined ? "" : `${error.id}:${error.loc.line}: `}${error.message}`, { timestamp: true });
      channel.send({ type: "error", err: error });
    } else {
      channel.send({ type: "full-reload" });
    }
  }

  return {
    name: "@tally/vite",
    enforce: "pre",

    config(config) {
      const root = resolve(config.root ?? ".");
      folder = options.project === undefined ? projectAbove(root) : resolve(root, options.project);
      out = resolve(folder, options.out ?? "contracts");
      const fs = config.server?.fs?.allow === undefined ? { allow: [searchForWorkspaceRoot(root), out] } : { allow: [out] };
      // A package that is made anew must not be kept in Vite's cache of dependencies; it finds the runtime where the page does.
      return { server: { fs }, resolve: { dedupe: [runtime] }, optimizeDeps: { exclude: [runtime] } };
    },

    configureServer(its) {
      server = its;
      const changed = async (path) => {
        if (!watched.has(path)) return;
        await makeAgain();
        if (!waiting) show();
      };
      server.watcher.on("change", changed).on("add", changed).on("unlink", changed);
    },

    async buildStart() {
      await makeAgain();
      if (error !== undefined && server === undefined) this.error(error);
      if (error !== undefined) show();
    },

    async resolveId(source, importer, { ssr = false } = {}) {
      await making;
      if (name === undefined || (source !== name && !source.startsWith(`${name}/`))) return undefined;
      if (error !== undefined) this.error(error);
      const found = choose(made.exports[`.${source.slice(name.length)}`], ssr ? ["node", "import"] : ["browser", "import"]);
      return found === undefined ? undefined : join(made.place, found);
    },
  };
}
