// Contracts made of words.json: every word in every place that it fits into.
import { readFileSync } from "node:fs";

const groups = JSON.parse(readFileSync(new URL("words.json", import.meta.url), "utf8"));
const words = [...new Set(Object.values(groups).flat())];
const folded = (word) => word.replaceAll("_", "").toLowerCase();

/** The first of those that differ in case and `_` only. */
const distinct = (all) => [...new Map([...all].reverse().map((word) => [folded(word), word])).values()].reverse();

const identifiers = words.filter((word) => /^\w+$/.test(word));
const packages = words.filter((word) => /^[a-z][a-z0-9_]*$/.test(word));
const types = distinct(identifiers.filter((word) => /^[A-Z]/.test(word)));
const lines = (all, line) => all.map((each, i) => `    ${line(each, i)}\n`).join("");
const header = (name, imports = "") => `contract: 1\npackage: ${name}\n${imports}`;

// As many variants as Clang takes in a std::variant.
const unions = [0, 1, 2].map((part) => {
  const some = distinct(identifiers).filter((_, i) => i % 3 === part);
  return `  Union${part}:\n    union:\n      tag: kind\n      variants:\n${lines(some, (word) => `    ${word}: Shared`)}`;
}).join("");

/** Whose function is the user's own cannot be called as a macro with a parameter. */
const isCallable = (word) => !["major", "minor", "makedev"].includes(word);

/** Fields, values of enums, variants, keys and what stands in their places, consts, native functions. */
const members = `${header("names.members")}types:
  Shared: {record: {x: int32}}
  Everything:
    record:
${lines(identifiers, (word) => `  ${word}?: {type: string, wire: 'w-${word}'}`)}
    rules:
${lines(identifiers.filter(isCallable), (word, i) => `  - {id: own-${i}, native: 'names::members::rules::${word}', message: m}`)}
  Defaults:
    record:
${lines(groups.ours.filter((word) => /^\w+$/.test(word)), (word) => `  ${word}: {type: list<int32>, default: [1], items: {minimum: 0}}`)}
  Closed: {enum: [${identifiers.map((word) => `'${word}'`).join(", ")}]}
  Open: {enum: [${identifiers.map((word) => `'${word}'`).join(", ")}], open: true}
${unions}
consts:
${lines(types, (word) => `${word}: {type: int32, value: 1}`)}
keys:
${lines(packages, (word) => `${word.replaceAll("_", "-")}.{${word}}: {type: Everything, buffer: latest}`)}`;

/** Types of every form, each used by a record. */
const forms = {
  record: () => "{record: {x: int32}}",
  closed: () => "{enum: [a, b]}",
  open: () => "{enum: [a, b], open: true}",
  newtype: () => "{newtype: string, minLength: 1, pattern: a}",
  alias: () => "{alias: 'list<bytes>', maxItems: 3}",
  union: (word) => `{union: {tag: kind, variants: {${word === "Inner" ? "Other" : "Inner"}: {x: int32}, again: Somebody}}}`,
};
function typesAs(form) {
  const use = lines(types, (word, i) => `    f${i}?: '${i % 2 ? `map<${word}>` : word}'`);
  return `${header(`names.types_${form}`)}types:\n    Somebody: {record: {x: int32}}\n${lines(types, (word) => `${word}: ${forms[form](word)}`)}    Everybody:\n      record:\n${use}`;
}

/** A contract with something of everything. */
const body = (i, native) => `types:
  Kind: {enum: [a, b]}
  Names: {alias: list<string>, maxItems: 3}
  Choice: {union: {tag: t, variants: {row: Row}}}
  Row:
    record:
      kind: {type: Kind, default: a}
      names: {type: Names, default: [a]}
      other?: base.Row
    rules:
      - {id: own, native: '${native}::check', message: m}
keys:
  key${i}.{name}: {type: Row, buffer: latest}
`;
const importing = "imports: {base: base.contract.yaml}\n";

/** The packages by `name`, in files by `file`. */
function inPackages(name, file) {
  const contracts = { "base.contract.yaml": `${header("words.base")}types:\n  Row: {record: {x: int32}}\n` };
  packages.forEach((word, i) => {
    contracts[`${file(word)}.contract.yaml`] = header(name(word), importing) + body(i, name(word).replaceAll(".", "::"));
  });
  return contracts;
}

/** Files called as the words, in packages that are not. */
function inFiles() {
  const contracts = { "base.contract.yaml": `${header("words.base")}types:\n  Row: {record: {x: int32}}\n` };
  distinct(words).forEach((word, i) => {
    contracts[`${word}.contract.yaml`] = header(`words.in_file_${i}`, importing) + body(i, "words::in_file");
  });
  return contracts;
}

// Each of these is compiled as a whole. Members and types lie in namespaces of their own, so one run of a compiler takes them all.
export const named = {
  "members, consts, keys, native functions and types of every form": {
    "members.contract.yaml": members,
    ...Object.fromEntries(Object.keys(forms).map((form) => [`${form}.contract.yaml`, typesAs(form)])),
  },
  "packages of one word": inPackages((word) => word, (word) => `p_${word}`),
  "packages that end in a word": inPackages((word) => `acme.${word}`, (word) => `p_${word}`),
  "packages that begin with a word": inPackages((word) => `${word}.acme`, (word) => `p_${word}`),
  files: inFiles(),
};
