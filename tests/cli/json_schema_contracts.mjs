// JSON Schema (draft 4) as contracts, as far as a contract can say the same.

/** Why a schema, or a case of one, has no counterpart. Those that are `later` come with a part of the language. */
export const reasons = {
  untyped: 'a keyword says nothing about values of other types, where a type of a contract always takes one kind of value',
  type: 'a value of several kinds, or only null: a type takes one kind of value, and null beside it',
  enum: 'values of an enum are strings',
  items: 'tuples: a list has one type of element',
  properties: 'a record has declared members: their number is known, and others have no type',
  patternProperties: 'members are known by their names, not by patterns',
  dependencies: 'a rule (`requires`) says this for declared fields',
  allOf: 'types are composed by mixins, not judged twice',
  anyOf: 'a value has one type; variants of a union are told apart by a tag',
  oneOf: 'a value has one type; variants of a union are told apart by a tag',
  not: 'a type says what is valid, not what is not',
  $ref: 'a reference to another document: contracts import contracts',
  bignum: 'integers have at most 64 bits, so that programs can hold them',
  float: '1.0 is the same number as 1, and an integer',
  uri: 'a URI has a scheme: what needs none is `uri-reference`',
  uniqueItems: 'items that may be anything have no equality: only those of a type do',
};

export class OutOfScope extends Error {
  constructor(keyword) {
    super(reasons[keyword]);
    this.keyword = keyword;
  }
}

// Judge nothing. A default fills in what is absent, and so never changes a verdict.
const annotations = ['$schema', 'id', 'title', 'description', 'default', 'definitions'];

const kinds = {
  number: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  string: ['minLength', 'maxLength', 'pattern', 'format'],
  array: ['items', 'additionalItems', 'minItems', 'maxItems', 'uniqueItems'],
  object: ['properties', 'required', 'additionalProperties', 'minProperties', 'maxProperties'],
};
const scalars = {string: 'string', number: 'float64', integer: 'int', boolean: 'bool'};
const known = new Set([...annotations, ...Object.values(kinds).flat(), 'type', 'enum', '$ref']);

export function kindOf(value) {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** The one type of the schema beside null: the stated one, or that of its keywords; `any` when there are none. */
function typeOf(schema) {
  const stated = schema.type === undefined ? [] : [schema.type].flat();
  const other = stated.filter((type) => type !== 'null');
  if (stated.length > 0 && other.length !== 1) throw new OutOfScope('type');
  if (other.length === 1) return {type: other[0], nullable: stated.length > 1, stated: true};
  if (schema.enum !== undefined) return {type: 'string', nullable: false, stated: true};
  const inferred = Object.keys(kinds).filter((kind) => kinds[kind].some((keyword) => keyword in schema));
  if (inferred.length > 1) throw new OutOfScope('untyped');
  return {type: inferred[0] ?? 'any', nullable: false, stated: false};
}

export class Converter {
  types = {};
  #names = new Map(); // by schema

  constructor(root) {
    this.root = root;
  }

  /** The name of the type that stands for the schema. */
  declare(schema) {
    if (typeof schema.$ref === 'string') return this.declare(this.#target(schema.$ref));
    if (this.#names.has(schema)) return this.#names.get(schema);
    const name = `T${this.#names.size}`;
    this.#names.set(schema, name);
    this.types[name] = this.#declaration(schema);
    return name;
  }

  /**
   * Whether the value meets a schema without a type whose keywords are about values of another kind: then they say
   * nothing.
   */
  isUntyped(schema, value) {
    if (typeof schema.$ref === 'string') return this.isUntyped(this.#target(schema.$ref), value);
    const {type, stated} = typeOf(schema);
    const kind = kindOf(value);
    if (!stated && type !== 'any' && type !== kind) return true;
    const within = (part, inner) => kindOf(part) === 'object' && this.isUntyped(part, inner);
    if (kind === 'array') return value.some((item) => within(schema.items, item));
    if (kind !== 'object') return false;
    return Object.entries(value).some(([name, inner]) =>
      within(Object.hasOwn(schema.properties ?? {}, name) ? schema.properties[name] : schema.additionalProperties, inner),
    );
  }

  #target(reference) {
    if (!reference.startsWith('#')) throw new OutOfScope('$ref');
    const steps = decodeURIComponent(reference.slice(1)).split('/').slice(1);
    return steps.reduce((at, step) => at[step.replaceAll('~1', '/').replaceAll('~0', '~')], this.root);
  }

  #declaration(schema) {
    for (const keyword of Object.keys(schema)) {
      // What a reference points to may stand under any name.
      if (!known.has(keyword) && keyword in reasons) throw new OutOfScope(keyword);
    }
    const {type, nullable} = typeOf(schema);
    const orNull = nullable ? ' | null' : '';
    if (schema.enum !== undefined) return this.#enumeration(schema, orNull);
    if (type === 'any') return {alias: 'json'};
    if (type === 'object') return this.#object(schema, orNull);
    if (type === 'array') return this.#array(schema, orNull);
    return {alias: scalars[type] + orNull, ...this.#limits(schema, type)};
  }

  #limits(schema, type) {
    const limits = {};
    for (const keyword of kinds[type === 'integer' ? 'number' : type] ?? []) {
      if (keyword in schema) limits[keyword] = schema[keyword];
    }
    for (const [bound, exclusive] of [['minimum', 'exclusiveMinimum'], ['maximum', 'exclusiveMaximum']]) {
      const excluded = limits[exclusive] === true;
      delete limits[exclusive];
      if (!excluded) continue;
      limits[exclusive] = limits[bound];
      delete limits[bound];
    }
    return limits;
  }

  #enumeration(schema, orNull) {
    if (orNull || !schema.enum.every((value) => typeof value === 'string')) throw new OutOfScope('enum');
    return {enum: Object.fromEntries(schema.enum.map((wire, i) => [`v${i}`, {wire}]))};
  }

  #array(schema, orNull) {
    if (Array.isArray(schema.items)) throw new OutOfScope('items');
    const limits = {};
    for (const keyword of ['minItems', 'maxItems', 'uniqueItems']) {
      if (keyword in schema) limits[keyword] = schema[keyword];
    }
    return {alias: `list<${schema.items ? this.declare(schema.items) : 'json'}>${orNull}`, ...limits};
  }

  #object(schema, orNull) {
    const names = new Set([...Object.keys(schema.properties ?? {}), ...(schema.required ?? [])]);
    const others = schema.additionalProperties;
    const counted = 'minProperties' in schema || 'maxProperties' in schema;
    if (names.size === 0 && others !== false) {
      const limits = {};
      for (const keyword of ['minProperties', 'maxProperties']) if (keyword in schema) limits[keyword] = schema[keyword];
      return {alias: `map<${kindOf(others) === 'object' ? this.declare(others) : 'json'}>${orNull}`, ...limits};
    }
    if (counted || orNull || kindOf(others) === 'object') throw new OutOfScope('properties');
    const required = new Set(schema.required);
    const fields = [...names].map((wire, i) => {
      const property = Object.hasOwn(schema.properties ?? {}, wire) ? schema.properties[wire] : {};
      return [`f${i}${required.has(wire) ? '' : '?'}`, {type: this.declare(property), wire}];
    });
    return {unknown: others === false ? 'reject' : 'keep', record: Object.fromEntries(fields)};
  }
}
