// examples/rust: types of Rust from the model, compiled by rustc and run. And what other languages need of the same model.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { folder, tally } from "../cli/tally.mjs";

const example = fileURLToPath(new URL("../../examples/rust", import.meta.url));

test("what is committed is what the target makes", () => {
  const { status, stderr } = tally(example, ["generate", "--check"]);
  assert.equal(status, 0, stderr);
});

const program = `
#[path = "${example}/generated/payments.rs"]
#[allow(dead_code)]
mod payments;
use payments::*;

fn main() {
    let card = Method::Card { token: "t".into(), three_ds: true };
    assert_eq!(card.tag(), "card");
    let mut payment = Payment::new(Cents(500), card);
    assert_eq!(payment.currency, Currency::Euro);
    assert_eq!(payment.currency.as_str(), "EUR");
    assert_eq!(payment.tags, vec!["shop".to_string(), "first \\"try\\"".to_string()]);
    assert_eq!(payment.type_, "payment");
    assert!(payment.broken_rules().is_empty());
    payment.fee = 500;
    payment.refunded = Some(Cents(501));
    payment.currency = Currency::SwissFranc;
    payment.tags = vec!["home".into()];
    assert_eq!(payment.broken_rules(), vec!["fee-below-amount", "refund", "shop-first"]);
    payment.refunded = None;
    assert_eq!(payment.broken_rules(), vec!["fee-below-amount", "shop-first"]);
    assert!(Cents(LARGEST).is_valid() && !Cents(LARGEST + 1).is_valid() && !Cents(0).is_valid());
    assert!(!Iban("x".repeat(35)).is_valid());
    println!("ok");
}
`;

test("rustc takes the module, and its values keep the contract's defaults and rules", (t) => {
  const scratch = mkdtempSync(join(tmpdir(), "tally-rust-"));
  t.after(() => rmSync(scratch, { recursive: true }));
  writeFileSync(join(scratch, "main.rs"), program);
  const compiled = spawnSync("rustc", ["--edition", "2021", "-D", "warnings", "-o", join(scratch, "main"), join(scratch, "main.rs")], { encoding: "utf8" });
  assert.equal(compiled.status, 0, compiled.stderr ?? String(compiled.error));
  const { status, stdout, stderr } = spawnSync(join(scratch, "main"), [], { encoding: "utf8" });
  assert.equal(status, 0, stderr);
  assert.equal(stdout, "ok\n");
});

/** What one template makes of a contract. */
function made(t, types, template, spellings = "", more = "") {
  const cwd = folder(t, {
    "tally.yaml": "tally: 1\ncontracts: ['*.contract.yaml']\ntargets: {mine: {out: out, templates: tools}}\n",
    "a.contract.yaml": `contract: 1\npackage: a\n${more}types:\n${types}`,
    "tools/target.yaml": `target: 1\nname: mine\nmodel: model\noutputs: [{template: a.mustache, each: contract, path: a.txt}]\n${spellings}`,
    "tools/a.mustache": template,
  });
  const { status, stderr } = tally(cwd, ["generate"]);
  return { status, stderr, text: status === 0 ? readFileSync(join(cwd, "out/a.txt"), "utf8") : "" };
}

const union = "  Shape: {union: {tag: kind, variants: {circle: {radius: float64}, point: {}, square: Square}}}\n  Square: {record: {side: float64, solid?: bool}}\n";

test("a sealed interface of Kotlin comes from the model", (t) => {
  const template = readFileSync(new URL("../../docs/targets.md", import.meta.url), "utf8").match(/```\n(\{\{#is_union\}\}[^]*?)```/)[1];
  const { text, stderr } = made(t, union, `{{#types}}\n${template}{{/types}}\n`, 'spellings: {float64: Double, bool: Boolean}\n');
  assert.equal(stderr.includes("error"), false, stderr);
  assert.equal(
    text,
    "sealed interface Shape {\n    data class Circle(val radius: Double) : Shape\n    data class Point() : Shape\n" +
      "    data class Square(val side: Double, val solid: Boolean) : Shape\n}\n",
  );
});

test("the limits of a newtype have no field: what needs one is null, and null is no text", (t) => {
  const types = "  A: {newtype: int8, minimum: 1}\n  R: {record: {f: {type: int8, minimum: 2, wire: '@f'}}}\n";
  const limits = "{{#types}}{{#is_newtype}}{{#type.constraints}}{{spelled}}{{/type.constraints}}{{/is_newtype}}{{#is_record}}{{#fields}}{{#resolved.constraints}}{{spelled}}{{/resolved.constraints}}{{/fields}}{{/is_record}}\n{{/types}}";
  const refused = made(t, types, limits, 'spellings: {minimum: "{{field.wire}} >= {{value}}"}\n');
  assert.notEqual(refused.status, 0);
  assert.match(refused.stderr, /a\.mustache:1:\d+: error\[T508\]: `spelled` is null and cannot be written as text/);
  const both = made(t, types, limits, 'spellings: {minimum: "{{#field}}{{name}}{{/field}}{{^field}}value{{/field}} >= {{value}}"}\n');
  assert.equal(both.text, "value >= 1\nf >= 2\n", both.stderr);
});

test("a type that the target cannot say whole is null", (t) => {
  const types = "  R: {record: {a: int8, b: {type: list<int8>}, c: string}}\n";
  const template = "{{#types}}{{#fields}}{{#type.spelled}}{{type.spelled}}{{/type.spelled}}{{^type.spelled}}none{{/type.spelled}}\n{{/fields}}{{/types}}";
  const { text, stderr } = made(t, types, template, 'spellings: {int8: "{{field.wire}}", list: "[{{element}}]"}\n');
  assert.equal(text, "none\nnone\nstring\n", stderr);
});

test("members name the type that they belong to", (t) => {
  const template = "{{#types}}{{#is_record}}{{#fields}}{{owner.qualified}}.{{name}}\n{{/fields}}{{/is_record}}{{#is_enum}}{{#values}}{{owner.name}}.{{name}}\n{{/values}}{{/is_enum}}{{/types}}";
  assert.equal(made(t, "  R: {record: {a: int8}}\n  E: {enum: [b]}\n", template).text, "a.R.a\nE.b\n");
});

test("a default is a tree, in which values of enums are known", (t) => {
  const types = "  E: {enum: {x: {wire: X}}}\n  In: {record: {e: E, n: int8 | null}}\n  R: {record: {a: {type: list<In>, default: [{e: X, n: null}, {e: X, n: 2}]}, m: {type: map<E>, default: {k: X}}}}\n";
  const spell = [
    "nullLiteral: nil", "numberLiteral: '{{value}}'", "enumLiteral: '{{type.name}}.{{name}}'", "textLiteral: '{{quoted}}'",
    "listLiteral: '[{{#arguments}}{{.}}{{^@last}} {{/@last}}{{/arguments}}]'",
    "objectLiteral: '{{#type}}{{name}}{{/type}}({{#members}}{{name}}={{spelled}}{{^@last}} {{/@last}}{{/members}})'",
  ];
  const { text, stderr } = made(t, types, "{{#types}}{{#is_record}}{{#fields}}{{#default_value}}{{spelled}}\n{{/default_value}}{{/fields}}{{/is_record}}{{/types}}", `spellings:\n  ${spell.join("\n  ")}\n`);
  assert.equal(text, "[In(e=E.x n=nil) In(e=E.x n=2)]\n(k=E.x)\n", stderr);
});

test("a condition that the target cannot say whole is null", (t) => {
  const types = "  R: {record: {a: int8, b: int8}, rules: [{id: x, assert: this.a < this.b, message: m}, {id: y, assert: this.a != this.b, message: m}]}\n";
  const template = "{{#types}}{{#rules}}{{id}} {{#condition.spelled}}{{condition.spelled}}{{/condition.spelled}}{{^condition.spelled}}{{condition.operation}}{{/condition.spelled}}\n{{/rules}}{{/types}}";
  const { text, stderr } = made(t, types, template, "spellings: {variable: it, field: '{{first}}.{{field.name}}', less: '{{first}} LT {{second}}'}\n");
  assert.equal(text, "x it.a LT it.b\ny notEqual\n", stderr);
});
