// JSON Schemas of contracts, put together when somebody asks for one.
import { define } from "./shape.js";

/** What differs between the drafts, by what Standard JSON Schema calls them. */
const drafts = {
  "draft-2020-12": { $schema: "https://json-schema.org/draft/2020-12/schema", definitions: "$defs", isLone: false },
  // Members beside a `$ref` are ignored.
  "draft-07": { $schema: "http://json-schema.org/draft-07/schema#", definitions: "definitions", isLone: true },
};

/** What the generated module of a package does: `modules` have the schemas of its contracts. */
export function jsonSchemas(modules) {
  const side = (name) => modules.flatMap((module) => Object.entries(module[name]));
  const input = new Map(side("input"));
  const output = new Map([...input, ...side("output")]);

  return function withJsonSchema(contract) {
    const name = contract?.name;
    if (!input.has(name)) throw new TypeError(`${String(name)} is no contract of this package`);
    const of = (schemas) => (options) => compose(schemas, name, draftOf(options?.target));
    return { "~standard": { ...contract["~standard"], jsonSchema: { input: of(input), output: of(output) } } };
  };
}

function draftOf(target) {
  if (Object.hasOwn(drafts, target)) return drafts[target];
  throw new TypeError(`there is no JSON Schema of the target ${String(target)}, but of ${Object.keys(drafts).join(" and ")}`);
}

/** A schema that stands for itself: with those that it leads to. */
function compose(schemas, name, { $schema, definitions, isLone }) {
  const prefix = "#/$defs/";
  const found = new Map(); // in the order in which they are referred to

  const refer = ({ $ref, ...beside }) => {
    const to = $ref.slice(prefix.length);
    if (!found.has(to)) {
      found.set(to, undefined); // it may lead to itself
      found.set(to, copy(schemas.get(to)));
    }
    const reference = { $ref: `#/${definitions}/${to}` };
    if (!isLone || Object.keys(beside).length === 0) return { ...reference, ...beside };
    return { ...beside, allOf: [reference, ...(beside.allOf ?? [])] };
  };

  /** A copy for the caller to keep, who may change it. */
  function copy(schema) {
    if (typeof schema === "boolean") return schema;
    const copied = {};
    for (const [keyword, value] of Object.entries(schema)) copied[keyword] = (within[keyword] ?? structuredClone)(value);
    return copied.$ref === undefined ? copied : refer(copied);
  }
  const each = (list) => list.map(copy);
  const members = (object) => {
    const copied = {};
    for (const [key, schema] of Object.entries(object)) define(copied, key, copy(schema));
    return copied;
  };
  /** Where schemas lie within a schema; everything else is a value. */
  const within = {
    __proto__: null,
    additionalProperties: copy,
    allOf: each,
    anyOf: each,
    if: copy,
    items: copy,
    not: copy,
    oneOf: each,
    properties: members,
    propertyNames: copy,
    then: copy,
  };

  const schema = { $schema, ...copy(schemas.get(name)) };
  return found.size === 0 ? schema : { ...schema, [definitions]: Object.fromEntries(found) };
}
