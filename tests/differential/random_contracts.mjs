// Contracts made of a seed, with everything that types can be made of, nested as nobody would.

/** SplitMix64 (Steele, Lea, Flood 2014), as the native tools have it. */
class Random {
  constructor(seed) {
    this.state = BigInt.asUintN(64, BigInt(seed));
  }

  next() {
    this.state = BigInt.asUintN(64, this.state + 0x9e3779b97f4a7c15n);
    let bits = this.state;
    bits = BigInt.asUintN(64, (bits ^ (bits >> 30n)) * 0xbf58476d1ce4e5b9n);
    bits = BigInt.asUintN(64, (bits ^ (bits >> 27n)) * 0x94d049bb133111ebn);
    return bits ^ (bits >> 31n);
  }
  below = (count) => Number(this.next() % BigInt(count));
  between = (low, high) => low + this.below(high - low + 1);
  oneIn = (count) => this.below(count) === 0;
  pick = (list) => list[this.below(list.length)];
}

// Such that are made up of the words that generated names are made up of, beside plain ones.
const typeNames = [
  ...["Int", "IntOrNull", "ListOfInt", "ListOfIntOrNull", "NullOrListOfInt", "MapOfInt", "MapOfIntOrNull", "StringOrNull"],
  ...["ListOfString", "BoxOfTree", "Tree", "TreeOrNull", "ListOfTree", "TreeShape", "TreeValues", "TreeAs", "ReadTree", "WriteTree"],
  ...["Values", "Keys", "Engine", "Contracts", "Order", "OrderInput", "OrderLine", "Line", "Shape", "Names", "Read", "Tags"],
  ...["Map", "Object", "Array", "Required", "Field", "OrderLineTotal", "Default", "Pattern", "TreePattern", "Validate", "Key"],
];
const fieldNames = [
  ...["value", "size", "line", "line_total", "total", "total_default", "present", "unknown_members", "null", "at", "m", "tag", "items"],
  ...["item", "key", "keys", "entry", "out", "depth", "has", "member", "count", "pattern", "default", "class", "new", "type", "variant"],
  ...["text", "known", "owned", "view", "arena", "reader", "p", "length", "index", "self", "self_value", "other"],
];
const wires = ["@id", "a b", "x/y~z", "__proto__", "constructor", "10", "é", "😀", "$ref", "toString", "it''s", "\"q\"", "UPPER"];
const patterns = ["^[a-z]{2,6}$", "^[A-Z0-9]+(-[A-Z0-9]+)*$", "[0-9]", "^\\p{L}+$", "^(a|bc)*d?$", "^.{1,4}$"];
const formats = ["email", "hostname", "ipv4", "ipv6", "uri", "uuid", "date-time", "date", "time", "duration", "json-pointer"];
const texts = ["with [brackets]", "a*b", "x < y"];

const yaml = (limits) => Object.entries(limits).map(([key, value]) => `, ${key}: ${yamlValue(value)}`).join("");
const yamlValue = (value) => (typeof value === "object" ? `{${yaml(value).slice(2)}}` : `${value}`);
const quoted = (text) => `'${text}'`;

/** One contract; `imported` is another one that it may import, or nothing. */
class Maker {
  constructor(random, imported) {
    this.random = random;
    this.imported = imported;
    this.types = []; // declared so far: {name, form, text, plain}
    this.names = new Set();
    this.ahead = []; // records and unions from this one on
    this.usesImport = false;
  }

  name() {
    for (;;) {
      const name = this.random.oneIn(4) ? `T${this.names.size}` : this.random.pick(typeNames);
      const folded = name.toLowerCase();
      if (this.names.has(folded)) continue;
      this.names.add(folded);
      return name;
    }
  }

  // A use is {type, limits, nullable, make}: the expression, what stands beside it, and how a default is made.

  integer(kind) {
    const { random } = this;
    const limits = {};
    const low = kind.startsWith("u") ? random.between(0, 20) : random.between(-40, 40);
    const high = low + random.between(0, 60);
    if (random.oneIn(2)) limits[random.oneIn(3) ? "exclusiveMinimum" : "minimum"] = low;
    if (random.oneIn(2)) limits[random.oneIn(3) ? "exclusiveMaximum" : "maximum"] = high + 6;
    if (random.oneIn(4)) limits.multipleOf = random.between(1, 4);
    if (/int64$/.test(kind) && random.oneIn(3)) limits.json = "number";
    return { type: kind, limits };
  }

  float(kind) {
    const { random } = this;
    const limits = {};
    const low = random.pick([-1000, -1, -0.5, 0, 0.25, 1]);
    if (random.oneIn(2)) limits[random.oneIn(3) ? "exclusiveMinimum" : "minimum"] = low;
    if (random.oneIn(2)) limits[random.oneIn(3) ? "exclusiveMaximum" : "maximum"] = low + random.pick([4, 8.5, 1000]);
    const stepped = random.oneIn(4);
    if (stepped) limits.multipleOf = random.pick([0.5, 0.25, 0.1, 1]);
    return { type: kind, limits };
  }

  decimal() {
    const { random } = this;
    const precision = random.between(2, 38);
    const scale = random.below(Math.min(precision, 12));
    const limits = { precision };
    if (scale > 0) limits.scale = scale;
    if (random.oneIn(3)) limits.minimum = 0;
    if (random.oneIn(4) && precision > scale) limits.maximum = 9;
    return { type: "decimal", limits };
  }

  string() {
    const { random } = this;
    const limits = {};
    if (random.oneIn(5)) return { type: "string", limits: { format: random.pick(formats) } };
    if (random.oneIn(4)) return { type: "string", limits: { pattern: quoted(random.pick(patterns)) } };
    const least = random.below(4);
    if (random.oneIn(2)) limits.minLength = least;
    if (random.oneIn(2)) limits.maxLength = least + random.between(1, 12);
    if (Object.keys(limits).length > 0 && random.oneIn(3)) limits.lengthUnit = random.pick(["characters", "bytes", "utf16"]);
    return { type: "string", limits };
  }

  bytes() {
    const { random } = this;
    const limits = {};
    const least = random.below(4);
    if (random.oneIn(3)) limits.minLength = least;
    if (random.oneIn(3)) limits.maxLength = least + random.below(9);
    if (random.oneIn(2)) limits.encoding = "base64url";
    return { type: "bytes", limits };
  }

  scalar() {
    const { random } = this;
    const kind = random.pick([
      ...["bool", "int", "int", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float32", "float64"],
      ...["decimal", "string", "string", "bytes", "uuid", "timestamp", "date", "time", "duration", "json"],
    ]);
    if (kind.includes("int")) return this.integer(kind);
    if (kind.startsWith("float")) return this.float(kind);
    if (kind === "decimal") return this.decimal();
    if (kind === "string") return this.string();
    if (kind === "bytes") return this.bytes();
    if (kind !== "timestamp") return { type: kind, limits: {}, nullable: false };
    return { type: kind, limits: random.pick([{}, {}, { as: "millis" }, { encoding: "unixMillis" }]) };
  }

  /** A type that is there already, or, where a value can do without (`loose`), this one or one that comes later. */
  declared(loose, sealed) {
    const { random } = this;
    if (this.imported !== undefined && random.oneIn(5)) {
      this.usesImport = true;
      const { name, nullable, form } = random.pick(this.imported.types);
      return { type: `imp.${name}`, limits: {}, nullable, form };
    }
    const known = [...this.types, ...(loose && !sealed ? this.ahead : [])];
    if (known.length === 0) return this.scalar();
    const type = random.pick(known);
    return { type: type.name, limits: {}, nullable: type.nullable, form: type.form };
  }

  /** `sealed`: nothing that comes later may be in it. */
  use(depth, { loose = false, sealed = false } = {}) {
    const { random } = this;
    const form = random.below(depth > 0 ? 10 : 3);
    if (form < 2) return this.scalar();
    if (form < 4) return this.declared(loose, sealed);
    if (form < 6) return this.list(depth, sealed);
    if (form < 8) return this.map(depth, sealed);
    const inner = this.use(depth - 1, { loose: true, sealed });
    if (inner.nullable) return inner;
    return { ...inner, type: `${inner.type} | null`, nullable: true };
  }

  list(depth, sealed) {
    const { random } = this;
    const { self } = this;
    if (!sealed && self?.form === "record" && random.oneIn(8)) return { type: `list<${self.name}>`, limits: {} };
    const element = this.use(depth - 1, { loose: true, sealed });
    const limits = {};
    const least = random.below(3);
    if (random.oneIn(4)) limits.maxItems = least + random.between(1, 5);
    const differ = ["bool", "int", "int32", "string", "uuid", "decimal"].includes(element.type);
    if (random.oneIn(3) && differ) limits.uniqueItems = true;
    else if (random.oneIn(5) && sealed) limits.minItems = least;
    if (Object.keys(element.limits).length > 0) limits.items = element.limits;
    return { type: `list<${element.type}>`, limits };
  }

  map(depth, sealed) {
    const { random } = this;
    const value = this.use(depth - 1, { loose: true, sealed });
    const limits = {};
    if (random.oneIn(4)) limits.maxProperties = random.between(1, 5);
    if (random.oneIn(4)) limits.keys = this.string().limits;
    if (Object.keys(limits.keys ?? { any: 0 }).length === 0) delete limits.keys;
    if (Object.keys(value.limits).length > 0) limits.values = value.limits;
    return { type: `map<${value.type}>`, limits };
  }

  /** A value that every contract takes for the use, as YAML; nothing where that is not plain to see. */
  defaultOf({ type, limits, nullable }) {
    if (nullable && /\| null$/.test(type)) return "null";
    if (Object.keys(limits).some((key) => key !== "maxItems" && key !== "items" && key !== "values" && key !== "json")) return undefined;
    if (type.startsWith("list<")) return "[]";
    if (type.startsWith("map<")) return "{}";
    if (type === "bool") return "true";
    if (/^u?int\d*$/.test(type)) return `${this.random.below(100)}`;
    if (/^float/.test(type)) return "0.5";
    if (type === "string") return quoted(this.random.pick(["", "text", "ä \\ /"]));
    return type === "json" ? "{a: [1, null]}" : undefined;
  }

  fields(count, { mixin, depth = 3, loose = true } = {}) {
    const { random } = this;
    const fields = [];
    const taken = new Set(mixin?.fields.map((field) => field.name));
    const spelled = new Set(["tag", ...(mixin?.fields.map((field) => field.wire) ?? [])]);
    for (let i = 0; i < count; ++i) {
      const name = random.oneIn(2) ? `f${taken.size}` : random.pick(fieldNames);
      const wire = random.oneIn(5) ? random.pick(wires) : name;
      if (taken.has(name) || spelled.has(wire)) continue;
      taken.add(name);
      spelled.add(wire);
      const optional = loose && random.oneIn(3);
      const use = this.use(depth, { loose: optional });
      const value = optional || random.oneIn(2) ? undefined : this.defaultOf(use);
      const more = {};
      if (wire !== name) more.wire = quoted(wire);
      if (value !== undefined) more.default = value;
      if (random.oneIn(20)) more.sensitive = true;
      if (random.oneIn(12)) more.doc = quoted(random.pick(texts));
      fields.push({ name, wire, optional, use, text: `'${name}${optional ? "?" : ""}': {type: '${use.type}'${yaml(use.limits)}${yaml(more)}}` });
    }
    return fields;
  }

  rules(fields) {
    const { random } = this;
    const rules = [];
    const optional = fields.filter((field) => field.optional).map(({ name }) => name);
    if (optional.length > 1 && random.oneIn(2)) {
      const form = random.pick(["atLeastOneOf", "exactlyOneOf"]);
      rules.push(`{id: some-of-them, ${form}: [${optional.map(quoted).join(", ")}]}`);
    } else if (optional.length > 1) {
      rules.push(`{id: needs, requires: {${optional[0]}: [${quoted(optional[1])}]}}`);
    }
    const numbers = fields.filter(({ optional, use }) => !optional && /^(int|int8|int16|int32|uint8|uint16|uint32)$/.test(use.type));
    if (numbers.length > 1) rules.push(`{id: ordered, assert: 'this.${numbers[0].name} <= this.${numbers[1].name} + 200'}`);
    const lists = fields.filter(({ optional, use }) => !optional && use.type.startsWith("list<") && !use.nullable);
    if (lists.length > 0) rules.push(`{id: few, assert: 'size(this.${lists[0].name}) != 3', at: ${quoted(lists[0].name)}}`);
    return random.oneIn(2) ? rules.filter((rule) => !/this\.(null|class|new|default)\b/.test(rule)) : [];
  }

  declare({ form, name }) {
    const { random } = this;
    const declare = (text, more = {}) =>
      this.types.push({ name, form, text: `  ${name}:\n${text}`, ...more });
    const policy = random.pick(["", "", "    unknown: drop\n", "    unknown: keep\n"]);
    switch (form) {
      case "newtype": {
        const use = this.scalar();
        if (use.type === "json") return declare("    newtype: uuid\n");
        return declare(`    newtype: ${use.type}\n${Object.entries(use.limits).map(([key, value]) => `    ${key}: ${value}\n`).join("")}`);
      }
      case "alias": {
        const use = this.use(3, { sealed: true });
        const limits = Object.entries(use.limits).map(([key, value]) => `    ${key}: ${yamlValue(value)}\n`);
        return declare(`    alias: '${use.type}'\n${limits.join("")}`, { nullable: use.nullable });
      }
      case "enum": {
        const words = Array.from({ length: random.between(1, 6) }, (_, i) => (random.oneIn(3) ? `${random.pick(fieldNames)}_${i}` : `w${i}`));
        const values = words.map((word, i) => `      '${word}': {${random.oneIn(3) ? `wire: 'W ${i}'` : ""}}\n`);
        return declare(`${random.oneIn(3) ? "    open: true\n" : ""}    enum:\n${values.join("")}`);
      }
      case "record": {
        const mixin = this.mixin !== undefined && random.oneIn(3) ? this.mixin : undefined;
        const fields = this.fields(random.between(mixin === undefined ? 1 : 0, 6), { mixin });
        const rules = this.rules(fields);
        const include = mixin === undefined ? "" : `    include: [${mixin.name}]\n`;
        const body = `    record: {${fields.map(({ text }) => text).join(", ")}}\n`;
        return declare(`${include}${body}${policy}${rules.length > 0 ? `    rules: [${rules.join(", ")}]\n` : ""}`, { fields });
      }
      case "union": {
        const records = this.types.filter((type) => type.form === "record");
        const variants = [`      'leaf': {record: {${this.fields(2, { loose: false, depth: 2 }).map(({ text }) => text).join(", ")}}}`];
        for (let i = 0, count = random.between(0, 3); i < count; ++i) {
          const wire = random.oneIn(3) ? `, wire: 'V ${i}'` : "";
          const named = random.oneIn(2) ? random.pick([...records, undefined]) : undefined;
          const body = named !== undefined ? `type: ${named.name}` : `record: {${this.fields(3).map(({ text }) => text).join(", ")}}`;
          variants.push(`      'v${i}': {${body}${wire}}`);
        }
        return declare(`    union:\n      tag: tag\n      variants:\n  ${variants.join("\n  ")}\n`);
      }
      case "mixin": {
        const fields = this.fields(random.between(1, 3), { depth: 2 });
        this.mixin = { name, fields };
        this.mixins = `${this.mixins ?? ""}  ${name}:\n    mixin: {${fields.map(({ text }) => text).join(", ")}}\n`;
        return undefined;
      }
      case "derive": {
        const records = this.types.filter((type) => type.fields?.length > 0);
        if (records.length === 0) return declare("    record: {}\n", { fields: [] });
        const from = random.pick(records);
        const some = from.fields.filter(() => random.oneIn(2)).map((field) => quoted(field.name));
        const choice = some.length > 0 ? `, ${random.pick(["pick", "omit"])}: [${some.join(", ")}]` : "";
        return declare(`    derive: {from: ${from.name}${choice}${random.oneIn(2) ? ", optional: all" : ""}}\n`);
      }
      default: {
        // A generic, and an alias of an instance. Arguments have no limits, and a decimal cannot do without.
        const made = this.use(2, { sealed: true });
        const argument = made.type.includes("decimal") ? { type: "list<int> | null", nullable: true } : made;
        const other = argument.nullable ? "map<T>" : "T | null";
        this.generics = `${this.generics ?? ""}  ${name}:\n    params: [T]\n    record: {rows: list<T>, 'one?': '${other}', more: 'list<${other}>'}\n`;
        const alias = this.name();
        return this.types.push({ name: alias, form: "instance", text: `  ${alias}:\n    alias: '${name}<${argument.type}>'\n` });
      }
    }
  }

  /** What makes current records of those of versions 1 and 2; nothing for most contracts. */
  migrations() {
    const { random } = this;
    const records = this.types.filter((type) => type.form === "record" && type.fields.length > 0);
    if (!random.oneIn(3) || records.length === 0) return [];
    const [first, second] = [random.pick(records), random.pick(records)];
    const named = random.pick(first.fields).name;
    const steps = [`{rename: {from: was_it, to: '${named}'}}`, "{remove: {field: gone}}"];
    const made = second.fields.map(({ name, optional, use }) => ({ name, value: optional ? undefined : this.defaultOf(use) }));
    const set = made.find(({ value }) => value !== undefined);
    return [
      "version: 3.0.0",
      ...(random.oneIn(2) ? ["versionField: schema_version"] : []),
      "migrations:",
      `  - {from: 1, to: 2, type: ${first.name}, steps: [${steps.join(", ")}]}`,
      ...(set === undefined ? [] : [`  - {from: 2, to: 3, type: ${second.name}, steps: [{set: {field: '${set.name}', value: ${set.value}}}]}`]),
    ];
  }

  make(index) {
    const { random } = this;
    const forms = ["record", "record", "record", "enum", "union", "newtype", "alias", "alias", "generic", "derive", "mixin"];
    const planned = ["record", ...Array.from({ length: random.between(4, 9) }, () => random.pick(forms))];
    const all = planned.map((form) => ({ form, name: this.name() }));
    const closed = (type) => ["record", "union"].includes(type.form);
    all.forEach((type, i) => {
      this.ahead = all.slice(i).filter(closed);
      this.self = type;
      this.declare(type);
    });
    // What is read is written with its defaults, which may lie deeper than all that came.
    const { bytes, depth, issues } = { bytes: 1048576, depth: random.oneIn(4) ? random.between(10, 16) : 64, issues: random.oneIn(4) ? 3 : 50 };
    const stem = `contract_${index}`;
    const migrations = this.migrations();
    const header = [
      "contract: 1",
      `package: ${random.pick(["acme", "deep"])}.p${index}`,
      `limits: {bytes: ${bytes}, depth: ${depth}, issues: ${issues}}`,
      ...(random.oneIn(4) ? ["unknown: drop"] : []),
      ...(this.usesImport ? [`imports: {imp: ./${this.imported.stem}.contract.yaml}`] : []),
      ...migrations,
    ];
    const types = `${this.mixins ?? ""}${this.generics ?? ""}${this.types.map(({ text }) => text).join("")}`;
    return { stem, types: this.types, text: `${header.join("\n")}\ntypes:\n${types}` };
  }
}

/** Contracts `first` to `first + count - 1` of a seed as `{stem, text}`; every third may import the one before it. */
export function randomContracts(seed, count, first = 0) {
  const contracts = [];
  for (let i = 0; i < count; ++i) {
    const random = new Random(BigInt(seed) * 1000003n + BigInt(first + i));
    contracts.push(new Maker(random, i % 3 === 2 ? contracts[i - 1] : undefined).make(i));
  }
  return contracts;
}
