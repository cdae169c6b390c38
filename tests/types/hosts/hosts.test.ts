// What libraries of others infer from a contract.
import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { sValidator } from "@hono/standard-validator";
import { createEnv } from "@t3-oss/env-core";
import { FormApi } from "@tanstack/react-form";
import { type inferRouterInputs, type inferRouterOutputs, initTRPC } from "@trpc/server";
import { tool } from "ai";
import { Hono } from "hono";
import { createFormControl } from "react-hook-form";
import { Order, SensorId, Size, Temperature, orders } from "@fixtures/contracts/inline";
import { withJsonSchema } from "@fixtures/contracts/json-schema";
import type { SizeInput } from "@fixtures/contracts/inline";
import type { Draft } from "@tally/runtime";
import { type AsText, fromText } from "@tally/runtime/form";
import { expect, type Same } from "../expect.js";

declare const order: Draft<Order>;

// React Hook Form: fields have the types of a draft, what is submitted that of the contract.
const { formControl } = createFormControl({ resolver: standardSchemaResolver(Order) });
formControl.register("lines.0.quantity");
// @ts-expect-error: no such field
formControl.register("lines.0.amount");
void formControl.handleSubmit((values) => expect<Same<typeof values, Order>>());
createFormControl({ resolver: standardSchemaResolver(fromText(Temperature)), defaultValues: { celsius: "" } });

// TanStack Form.
new FormApi({ defaultValues: order, validators: { onChange: Order } });
// @ts-expect-error: values of another contract
new FormApi({ defaultValues: order, validators: { onChange: Temperature } });

// tRPC.
const { router, procedure } = initTRPC.create();
const routes = router({
  place: procedure.input(withJsonSchema(Order)).output(withJsonSchema(Order)).mutation(({ input }) => {
    expect<Same<typeof input, Order>>();
    return input;
  }),
  rename: procedure.input(withJsonSchema(SensorId)).mutation(({ input }) => input),
  parsed: procedure.input(Size).mutation(({ input }) => expect<Same<typeof input, Size>>()),
});
expect<Same<inferRouterInputs<typeof routes>["place"], Draft<Order>>>();
expect<Same<inferRouterInputs<typeof routes>["rename"], string>>();
expect<Same<inferRouterOutputs<typeof routes>["rename"], SensorId>>();

// Hono.
new Hono().post("/orders", sValidator("json", Order), (c) => {
  const valid = c.req.valid("json");
  expect<Same<typeof valid, Order>>();
  return c.text("");
});
new Hono().get("/sizes", sValidator("query", fromText(Size)), (c) => {
  const valid = c.req.valid("query");
  expect<Same<typeof valid, Size>>();
  return c.text("");
});

// T3 Env.
const env = createEnv({ server: { SENSOR: SensorId, QUANTITY: fromText(orders.Quantity) }, runtimeEnv: {} });
expect<Same<typeof env.SENSOR, SensorId>>();
expect<Same<typeof env.QUANTITY, orders.Quantity>>();

// AI SDK.
tool({ inputSchema: withJsonSchema(Size), execute: async (size) => expect<Same<typeof size, Size>>() });

// What a form begins with.
const texts: AsText<Draft<SizeInput>> = { height: "" };
export { texts };
