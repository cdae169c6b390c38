// Contracts in libraries of others that take any schema: as Standard Schema v1 and Standard JSON Schema v1.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { sValidator } from "@hono/standard-validator";
import { createEnv } from "@t3-oss/env-core";
import { FormApi } from "@tanstack/react-form";
import { TRPCError, initTRPC } from "@trpc/server";
import { Output, generateText, tool } from "ai";
import { MockLanguageModelV3 } from "ai/test";
import Ajv7 from "ajv/dist/ajv.js";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { Hono } from "hono";
import { createFormControl } from "react-hook-form";
import { withJsonSchema } from "../../build/package/@fixtures/contracts/json-schema.js";
import { fromText } from "../../build/package/@tally/runtime/form.js";
import * as contracts from "./contracts.js";
import { order, reading, toText } from "./samples.js";

const { Order, Probe, SensorId, Sensors, Size, Temperature } = contracts;
const every = Object.values(contracts).filter((each) => each?.["~standard"] !== undefined);

/** An order with faults in three places. */
const faulty = order({ customer_email: "nobody", lines: [{ ...order().lines[0], quantity: 0, price: { micros: 1n, currency: "eur" } }] });
const faults = [
  [["lines", 0, "quantity"], "minimum"],
  [["lines", 0, "price", "currency"], "pattern"],
  [["customer_email"], "pattern"],
];
const outline = (issues) => issues.map(({ path, code }) => [path, code]);

describe("Standard Schema", () => {
  it("is on every contract", () => {
    assert.ok(every.length > 50);
    for (const each of every) {
      const { version, vendor, validate } = each["~standard"];
      assert.deepEqual([version, vendor, typeof validate], [1, "tally", "function"], each.name);
    }
  });
  it("answers at once, with the value that parseValue gives", () => {
    assert.deepEqual(Order["~standard"].validate(order()), { value: order() });
    assert.deepEqual(Size["~standard"].validate({}), { value: Size.parse({}) });
  });
  it("takes strings for values", () => {
    assert.deepEqual(SensorId["~standard"].validate("roof"), { value: "roof" });
  });
  it("has issues at their paths, in steps, with code and message", () => {
    const { issues } = Order["~standard"].validate(faulty);
    assert.deepEqual(outline(issues), faults);
    assert.deepEqual(issues[0], { path: ["lines", 0, "quantity"], code: "minimum", params: { limit: 1 }, message: "must be at least 1" });
  });
  it("has numbers for steps into arrays alone, and names as they are", () => {
    const path = (contract, value) => contract["~standard"].validate(value).issues[0].path;
    assert.deepEqual(path(Order, order({ labels: { 0: 1 } })), ["labels", "0"]);
    assert.deepEqual(path(Temperature, { ...reading, "a/b~c": 1 }), ["a/b~c"]);
    assert.deepEqual(path(Temperature, 1), []);
  });
  it("never throws", () => {
    const thrower = new Proxy({}, { get: () => assert.fail(), ownKeys: () => assert.fail() });
    const { proxy: gone, revoke } = Proxy.revocable({}, {});
    revoke();
    for (const value of [undefined, null, Symbol(), thrower, gone, { lines: gone }, { lines: [thrower] }, { get lines() { throw 1; } }]) {
      for (const each of [Order, fromText(Order)]) assert.ok(each["~standard"].validate(value).issues.length > 0);
    }
  });
});

describe("Standard JSON Schema", () => {
  const drafts = { "draft-2020-12": Ajv2020.default, "draft-07": Ajv7.default };

  for (const [target, Ajv] of Object.entries(drafts)) {
    it(`${target}: every contract has schemas that stand for themselves`, () => {
      const ajv = new Ajv();
      for (const each of every) {
        const { input, output } = withJsonSchema(each)["~standard"].jsonSchema;
        for (const schema of [input({ target }), output({ target })]) {
          assert.ok(ajv.validateSchema(schema), each.name);
          const { $defs = {}, definitions = $defs } = schema;
          const targets = [...JSON.stringify(schema).matchAll(/"\$ref":"#\/(?:\$defs|definitions)\/([^"]*)"/g)].map(([, name]) => name);
          assert.deepEqual([...new Set(targets)].sort(), Object.keys(definitions).sort(), each.name);
        }
      }
    });
    it(`${target}: what comes out satisfies the one, what may be given the other`, () => {
      const judge = (contract, side) => {
        const schema = withJsonSchema(contract)["~standard"].jsonSchema[side]({ target });
        return addFormats.default(new Ajv({ strictTypes: false })).compile(schema);
      };
      const written = JSON.parse(Order.stringify(order()));
      assert.equal(judge(Order, "input")(written), true);
      assert.equal(judge(Order, "output")(written), true);
      assert.equal(judge(Order, "output")({ ...written, total: 5 }), false, "a 64-bit integer is written as text");
      assert.equal(judge(Order, "input")({ ...written, total: 5 }), true);
      assert.equal(judge(Order, "input")(JSON.parse(toText(faulty))), false);
      assert.equal(judge(Size, "input")({}), true);
      assert.equal(judge(Size, "output")({}), false, "a default is always written");
      assert.equal(judge(Size, "output")(JSON.parse(Size.stringify({}))), true);
      assert.equal(judge(Probe, "input")({ more: 1 }), true);
      assert.equal(judge(Probe, "output")({ more: 1 }), false, "what is dropped does not come out");
    });
  }
  it("gives what is the caller's to change", () => {
    const { input } = withJsonSchema(Order)["~standard"].jsonSchema;
    const target = "draft-2020-12";
    const before = JSON.stringify(input({ target }));
    input({ target }).properties.lines.items.$ref = "";
    input({ target }).$defs["acme.orders.Line"].required.length = 0;
    assert.equal(JSON.stringify(input({ target })), before);
  });
  it("refuses targets that it does not know, and contracts of others", () => {
    const { input } = withJsonSchema(Order)["~standard"].jsonSchema;
    for (const target of ["openapi-3.0", "toString", undefined]) assert.throws(() => input({ target }), TypeError);
    assert.throws(() => withJsonSchema({ name: "of.Others" }), /of\.Others is no contract of this package/);
    assert.throws(() => withJsonSchema(undefined), TypeError);
  });
});

describe("React Hook Form", () => {
  const submit = async (schema, defaultValues) => {
    const { formControl } = createFormControl({ defaultValues, resolver: standardSchemaResolver(schema) });
    let submitted;
    let errors;
    await formControl.handleSubmit((values) => (submitted = values), (found) => (errors = found))();
    return { submitted, errors };
  };

  it("submits what the contract makes of the values", async () => {
    assert.deepEqual(await submit(Size, {}), { submitted: Size.parse({}), errors: undefined });
  });
  it("shows issues at their fields", async () => {
    const { submitted, errors } = await submit(Order, faulty);
    assert.equal(submitted, undefined);
    assert.match(errors.customer_email.message, /must match/);
    assert.equal(errors.lines[0].quantity.message, "must be at least 1");
    assert.match(errors.lines[0].price.currency.message, /must match/);
  });
  it("takes inputs that are text", async () => {
    const { submitted } = await submit(fromText(Temperature), { ...reading, celsius: "21.5", timestamp: String(reading.timestamp) });
    assert.deepEqual(submitted, reading);
  });
});

describe("TanStack Form", () => {
  const submit = async (schema, defaultValues) => {
    let submitted;
    const form = new FormApi({ defaultValues, validators: { onSubmit: schema }, onSubmit: ({ value }) => (submitted = value) });
    form.mount();
    await form.handleSubmit();
    return { submitted, errors: form.state.errorMap.onSubmit };
  };

  it("submits what satisfies the contract", async () => {
    assert.deepEqual(await submit(Order, order()), { submitted: order(), errors: undefined });
  });
  it("shows issues at their fields", async () => {
    const { submitted, errors } = await submit(Order, faulty);
    assert.equal(submitted, undefined);
    assert.deepEqual(Object.keys(errors), ["lines[0].quantity", "lines[0].price.currency", "customer_email"]);
  });
  it("takes inputs that are text", async () => {
    const texts = { ...reading, celsius: "61" };
    assert.deepEqual(Object.keys((await submit(fromText(Temperature), texts)).errors), ["celsius"]);
    assert.deepEqual((await submit(fromText(Temperature), { ...texts, celsius: "21.5" })).errors, undefined);
  });
});

describe("tRPC", () => {
  const { router, procedure, createCallerFactory } = initTRPC.create();
  const caller = createCallerFactory(
    router({
      place: procedure.input(Order).mutation(({ input }) => input),
      rename: procedure.input(withJsonSchema(SensorId)).output(withJsonSchema(SensorId)).mutation(({ input }) => input),
      filter: procedure.input(fromText(Size)).query(({ input }) => input),
    }),
  )({});

  it("gives a procedure what the contract makes of its input", async () => {
    assert.deepEqual(await caller.place(order()), order());
    assert.deepEqual(await caller.filter({ height: "3" }), Size.parse({ height: 3 }));
  });
  it("takes the bare schema of a contract whose values are strings", async () => {
    assert.equal(await caller.rename("roof"), "roof");
  });
  it("refuses with the issues", async () => {
    const refusal = (error, code) => error instanceof TRPCError && error.code === "BAD_REQUEST" && error.cause.issues[0].code === code;
    await assert.rejects(caller.place(faulty), (error) => refusal(error, "minimum"));
    await assert.rejects(caller.rename("X"), (error) => refusal(error, "minLength"));
  });
});

describe("Hono", () => {
  const app = new Hono()
    .post("/orders", sValidator("json", Order), (c) => c.json({ total: String(c.req.valid("json").total) }))
    .get("/sizes", sValidator("query", fromText(Size)), (c) => c.json(c.req.valid("query")))
    .post("/sizes", sValidator("form", fromText(Size)), (c) => c.json(c.req.valid("form")));
  const post = (value) => app.request("/orders", { method: "POST", headers: { "content-type": "application/json" }, body: toText(value) });

  it("gives a handler what the contract makes of a body", async () => {
    assert.deepEqual(await (await post(order())).json(), { total: "2500000" });
  });
  it("answers with the issues at their paths", async () => {
    const answer = await post(faulty);
    assert.equal(answer.status, 400);
    assert.deepEqual(outline((await answer.json()).error), faults);
  });
  it("reads queries and forms", async () => {
    const expected = JSON.parse(Size.stringify({ height: 3 }));
    assert.deepEqual(await (await app.request("/sizes?height=3")).json(), expected);
    assert.equal((await app.request("/sizes?height=x")).status, 400);
    const body = new FormData();
    body.set("height", "3");
    assert.deepEqual(await (await app.request("/sizes", { method: "POST", body })).json(), expected);
  });
});

describe("T3 Env", () => {
  const env = (runtimeEnv, onValidationError) =>
    createEnv({ server: { SENSOR: SensorId, QUANTITY: fromText(contracts.orders.Quantity) }, runtimeEnv, onValidationError });

  it("has numbers of an environment that is text", () => {
    assert.deepEqual({ ...env({ SENSOR: "roof", QUANTITY: "12" }) }, { SENSOR: "roof", QUANTITY: 12 });
  });
  it("says which variable is wrong", () => {
    const told = (issues) => {
      throw new Error(JSON.stringify(outline(issues)));
    };
    assert.throws(() => env({ SENSOR: "X", QUANTITY: "1000" }, told), {
      message: JSON.stringify([[["SENSOR"], "minLength"], [["SENSOR"], "pattern"], [["QUANTITY"], "maximum"]]),
    });
  });
});

describe("AI SDK", () => {
  const usage = { inputTokens: { total: 1 }, outputTokens: { total: 1 } };
  const model = (content, finishReason) => {
    const asked = [];
    const doGenerate = async (options) => (asked.push(options), { content, finishReason: { unified: finishReason }, usage, warnings: [] });
    return { asked, model: new MockLanguageModelV3({ doGenerate }) };
  };

  it("shows a model the schema of a tool, and calls it with a value", async () => {
    const input = JSON.stringify({ height: 3 });
    const { asked, model: mock } = model([{ type: "tool-call", toolCallId: "1", toolName: "cut", input }], "tool-calls");
    let cut;
    const tools = { cut: tool({ inputSchema: withJsonSchema(Size), execute: (size) => void (cut = size) }) };
    await generateText({ model: mock, prompt: "cut", tools });
    assert.equal(asked[0].tools[0].inputSchema.type, "object");
    assert.deepEqual(Object.keys(asked[0].tools[0].inputSchema.properties), ["width", "height"]);
    assert.deepEqual(cut, Size.parse({ height: 3 }));
  });
  it("judges an object that a model makes", async () => {
    const output = Output.object({ schema: withJsonSchema(Temperature) });
    const answer = async (text) => {
      const { model: mock } = model([{ type: "text", text }], "stop");
      return (await generateText({ model: mock, prompt: "measure", output })).output;
    };
    assert.deepEqual(await answer(JSON.stringify(reading)), reading);
    const wrong = answer(JSON.stringify({ ...reading, celsius: 61 }));
    await assert.rejects(wrong, ({ cause }) => assert.deepEqual(outline(cause.cause), [[["celsius"], "maximum"]]) ?? true);
  });
});
