// The package of one contract with keys, and what every row of the matrix makes of it.
export const name = "@acme/plant";

export const project = {
  "tally.yaml": `tally: 1\ncontracts: [plant.contract.yaml]\ntargets:\n  typescript: {out: generated, options: {package: "${name}"}}\n`,
  "plant.contract.yaml": `contract: 1
package: acme.plant
version: 1.0.0
types:
  Pump: {record: {pressure: {type: float64, maximum: 16}}}
keys:
  pumps.{id}: Pump
`,
};

/** What each entry of the package that is used says, in this order. */
export const said = { inline: "inline: must be at most 16", load: "load: must be at most 16", db: "db: 3" };

const faulty = '{"pressure":20}';
const ways = {
  inline: { import: `import { Pump } from "${name}/inline";`, say: `Pump.safeParse('${faulty}').issues[0].message` },
  load: { import: `import { load } from "${name}";`, say: `(await load(GIVEN)).Pump.safeParse('${faulty}').issues[0].message` },
  db: { import: `import { load as loadDb } from "${name}/db";`, say: "recordOf((await loadDb(GIVEN)).Db)" },
};

/**
 * A module whose `look` says what the entries make of a value. `given`, by entry: an expression for where its program is, in place
 * of nothing; it may stand on `more` imports.
 */
export function look(entries, given = {}, more = "") {
  return `${entries.map((each) => ways[each].import).join("\n")}
${more}
function recordOf(Db) {
  const db = new Db();
  db.set("pumps.roof", { pressure: 3 });
  return db.get("pumps.roof").pressure;
}
export const look = async () => [${entries.map((each) => `"${each}: " + ${ways[each].say.replace("GIVEN", given[each] ?? "")}`).join(", ")}].join("; ");
`;
}

/** A page that shows it. */
export const page = (script) => `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><p></p><script type="module" src="${script}"></script>`;
export const show = 'import { look } from "./look.js";\nlook().then((text) => (document.querySelector("p").textContent = text), (error) => (document.querySelector("p").textContent = String(error)));\n';
export const print = 'import { look } from "./look.js";\nlook().then(console.log);\n';
