// Puts together what the dashboard's server serves: the npm package of its contracts, and the page bundled with it.
//
//   node examples/dashboard/build.mjs [--build FOLDER]     writes FOLDER/dashboard/{contracts,site}
//
// The program in WebAssembly has to be there: cmake --build --preset wasm --target dashboard_db
import { cp, mkdir, rm, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = resolve(here, "../..");

/** Returns the folders of the package and of the page. */
export async function assemble(folder) {
  const programs = join(folder, "wasm/bin");
  const contracts = join(folder, "dashboard/contracts");
  const site = join(folder, "dashboard/site");
  for (const each of [contracts, site]) {
    await rm(each, { recursive: true, force: true });
    await mkdir(each, { recursive: true });
  }

  await cp(join(here, "generated/typescript"), contracts, { recursive: true });
  await cp(join(programs, "dashboard_db.wasm"), join(contracts, "db.wasm"));

  const page = join(here, "page");
  for (const file of ["index.html", "style.css"]) await cp(join(page, file), join(site, file));
  await cp(join(root, "examples/playground/page/tally.svg"), join(site, "tally.svg"));
  await cp(join(root, "node_modules/vega-datasets/data/world-110m.json"), join(site, "world-110m.json"));
  // Beside the bundle, where its import.meta.url finds it.
  await cp(join(contracts, "db.wasm"), join(site, "db.wasm"));
  await build({
    entryPoints: [join(page, "main.tsx")],
    outfile: join(site, "main.js"),
    bundle: true,
    format: "esm",
    target: "es2022",
    minify: true,
    sourcemap: true,
    jsx: "automatic",
    define: { "process.env.NODE_ENV": '"production"' },
    alias: { "@climate/contracts": contracts },
    nodePaths: [join(root, "node_modules")], // the build folder may be anywhere
    logLevel: "warning",
  });
  return { contracts, site, bytes: (await stat(join(site, "main.js"))).size };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { build: { type: "string" } } });
  const { site } = await assemble(resolve(values.build ?? join(root, "build")));
  console.log(site);
}
