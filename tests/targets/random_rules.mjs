// Random records with rules of random expressions, typed as rules are, and documents for them.

/** mulberry32: the same numbers from the same seed. */
function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const fields = `flag: bool, a: int64, b: int8, c?: int64, u: uint64, x: float64, y: float32, s: string, t: string | null,
      e: RandomState, d: {type: decimal, precision: 9, scale: 2, default: 1.5}, at: timestamp, span: duration,
      ns: {type: list<int64>, maxItems: 9}, ss: {type: list<string>, maxItems: 9}, m: map<int32>,
      rows: {type: list<RandomRow>, maxItems: 9}`;

class Expressions {
  constructor(random) {
    this.random = random;
  }
  below(count) {
    return Math.floor(this.random() * count);
  }
  pick(list) {
    return list[this.below(list.length)];
  }

  /** An expression of the type: bool, int, uint, double, text, moment or span; `scope` are its variables. */
  make(type, depth, scope) {
    const simple = this.leaf(type, scope);
    if (depth === 0 || this.below(5) === 0) return simple;
    const inner = (of) => this.make(of, depth - 1, scope);
    const choice = () => `(${inner("bool")} ? ${inner(type)} : ${inner(type)})`;
    if (this.below(8) === 0) return choice();
    switch (type) {
      case "bool":
        return this.condition(depth, scope);
      case "int":
        return this.pick([
          () => `(${inner("int")} ${this.pick(["+", "-", "*", "/", "%"])} ${inner("int")})`,
          () => `-(${inner("int")})`,
          () => `size(${this.pick([inner("text"), "this.ns", "this.m"])})`,
          () => this.loop("sum", "int", depth, scope),
          () => this.loop("count", "bool", depth, scope),
        ])();
      case "uint":
        return `(${inner("uint")} ${this.pick(["+", "-", "*", "/", "%"])} ${inner("uint")})`;
      case "double":
        return this.pick([() => `(${inner("double")} ${this.pick(["+", "-", "*", "/"])} ${inner("double")})`, () => `-(${inner("double")})`])();
      case "span":
        return this.pick([() => `(${inner("moment")} - ${inner("moment")})`, () => `(${inner("span")} + ${inner("span")})`])();
      case "moment":
        return `(${inner("moment")} ${this.pick(["+", "-"])} ${inner("span")})`;
      default:
        return simple;
    }
  }

  condition(depth, scope) {
    const inner = (of) => this.make(of, depth - 1, scope);
    const compare = (of) => `${inner(of)} ${this.pick(["==", "!=", "<", "<=", ">", ">="])} ${inner(of)}`;
    return this.pick([
      () => `(${inner("bool")} && ${inner("bool")})`,
      () => `(${inner("bool")} || ${inner("bool")})`,
      () => `!(${inner("bool")})`,
      () => `(${compare(this.pick(["int", "uint", "double", "text", "moment", "span"]))})`,
      () => `(${inner("int")} ${this.pick(["==", "<", ">="])} ${inner("uint")})`,
      () => `(has(this.c) && this.c ${this.pick(["<", ">"])} ${inner("int")})`,
      () => `(this.t != null && this.t ${this.pick(["==", "<"])} ${inner("text")})`,
      () => `(${inner("int")} in ${this.pick(["this.ns", `[${inner("int")}, ${inner("int")}]`])})`,
      () => `(${inner("text")} in ${this.pick(["this.ss", "this.m", "['a', 'b']"])})`,
      () => `${this.pick(["startsWith", "endsWith"])}(${inner("text")}, ${inner("text")})`,
      () => `contains(${inner("text")}, ${this.pick(["'a'", "'é'", "'ab'"])})`,
      () => `(this.e ${this.pick(["==", "!="])} '${this.pick(["on", "off"])}')`,
      () => `(this.d ${this.pick(["<", ">=", "=="])} ${this.pick(["1.5", "0", "-2.25"])})`,
      () => this.loop(this.pick(["all", "any"]), "bool", depth, scope),
    ])();
  }

  loop(name, body, depth, scope) {
    const variable = `v${scope.length}`;
    const [list, type] = this.pick([["this.ns", "int"], ["this.ss", "text"], ["this.rows", "row"]]);
    return `${name}(${list}, ${variable}, ${this.make(body, depth - 1, [...scope, [variable, type]])})`;
  }

  leaf(type, scope) {
    const own = scope.flatMap(([name, of]) => (of === type ? [name] : of === "row" ? this.ofRow(name, type) : []));
    const leaves = {
      bool: ["true", "false", "this.flag", "this.flag"],
      int: ["0", "1", "-3", "7", "9223372036854775807", "this.a", "this.b", "(has(this.c) ? this.c : 2)"],
      uint: ["0u", "5u", "18446744073709551615u", "this.u"],
      double: ["0.0", "1.5", "-2.25", "1e308", "this.x", "this.y"],
      text: ["''", "'a'", "'b\\u00e9'", "this.s", "(this.t == null ? 'n' : this.t)"],
      moment: ["this.at", "(this.at + 'PT1S')"],
      span: ["this.span", "(this.span + 'P1D')"],
    };
    return this.pick([...own, ...own, ...leaves[type]]);
  }

  ofRow(name, type) {
    if (type === "int") return [`${name}.n`];
    if (type === "text") return [`${name}.s`];
    return type === "bool" ? [`has(${name}.o)`, `(has(${name}.o) && ${name}.o > 1.5)`] : [];
  }
}

/** Records Random0 ..., each with one rule. */
export function randomRecords(seed, count) {
  const random = generator(seed);
  const expressions = new Expressions(random);
  let yaml = "  RandomState: {enum: [on, off]}\n  RandomRow: {record: {n: int64, s: string, o?: float64}}\n";
  for (let i = 0; i < count; ++i) {
    const assertion = expressions.make("bool", 4, []);
    yaml += `  Random${i}:\n    record: {${fields}}\n    rules: [{id: r-0, assert: ${JSON.stringify(assertion)}}]\n`;
  }
  return { random, expressions, count, yaml };
}

/** [type, document] */
export function randomDocument({ expressions, count }) {
  const pick = (...list) => expressions.pick(list);
  const integer = () => pick("0", "1", "2", "7", "-3", "-1", "9223372036854775807", "-9223372036854775808");
  const text = () => pick("", "a", "b", "ab", "bé", "é", '"', "n");
  const some = (make) => Array.from({ length: expressions.below(5) }, make);
  const row = () => ({ n: integer(), s: text(), ...(pick(true, false) ? { o: pick(1, 2.5) } : {}) });
  const document = {
    ...{ flag: pick(true, false), a: integer(), b: pick(-128, 0, 1, 127), u: pick("0", "3", "18446744073709551615") },
    ...(pick(true, false) ? { c: integer() } : {}),
    ...{ x: pick(0, 0.5, -2, 1e308, 1e-300), y: pick(0, 1.5, 0.1), s: text(), t: pick(null, text()), e: pick("on", "off") },
    ...(pick(true, false) ? { d: pick(1.5, "-2.25", 0) } : {}),
    ...{ at: pick("2026-11-21T10:00:00Z", "1970-01-01T00:00:00Z", "2262-04-11T23:47:16Z"), span: pick("PT0S", "P1D", "-PT0.5S", "P106751D") },
    ...{ ns: some(integer), ss: some(text), m: pick({}, { a: 1 }, { b: 2, "é": 3 }), rows: some(row) },
  };
  return [`Random${expressions.below(count)}`, document];
}
