// Contracts are what libraries of others call a schema, with the types of both sides.
import type { StandardJSONSchemaV1, StandardSchemaV1 } from "@standard-schema/spec";
import { Order, SensorId, Size, Temperature } from "@fixtures/contracts/inline";
import { withJsonSchema } from "@fixtures/contracts/json-schema";
import type { SizeInput } from "@fixtures/contracts/inline";
import type { Draft } from "@tally/runtime";
import { fromText, type AsText, type TextContract } from "@tally/runtime/form";
import { expect, type Same } from "./expect.js";

// What comes out is typed and branded; what may be given is not branded, and lacks what has a default.
const schema = Temperature satisfies StandardSchemaV1<Draft<Temperature>, Temperature>;
expect<Same<StandardSchemaV1.InferOutput<typeof Temperature>, Temperature>>();
expect<Same<StandardSchemaV1.InferInput<typeof SensorId>, string>>();
expect<Same<StandardSchemaV1.InferInput<typeof Size>, Draft<SizeInput>>>();
const given: StandardSchemaV1.InferInput<typeof Size> = {};

// It answers at once: no promise to await.
const result = schema["~standard"].validate({});
if (result.issues === undefined) expect<Same<typeof result.value, Temperature>>();
else expect<Same<(typeof result.issues)[number]["path"], readonly (string | number)[]>>();

// The JSON Schema comes with the same types.
const both = withJsonSchema(Order) satisfies StandardSchemaV1<Draft<Order>, Order> & StandardJSONSchemaV1<Draft<Order>, Order>;
expect<Same<StandardJSONSchemaV1.InferOutput<typeof both>, Order>>();
both["~standard"].jsonSchema.input({ target: "draft-07" });
// @ts-expect-error: a target has to be named
both["~standard"].jsonSchema.output({});
// @ts-expect-error: the contract itself has none
Order["~standard"].jsonSchema;

// Text may stand for what is no text.
const texts = fromText(Temperature) satisfies StandardSchemaV1<AsText<Draft<Temperature>>, Temperature>;
expect<Same<typeof texts, TextContract<Temperature, Temperature>>>();
expect<Same<ReturnType<typeof texts.parse>, Temperature>>();
const typed: AsText<Draft<Temperature>> = { celsius: "21.5", timestamp: 0, sensor_id: "roof" };
// @ts-expect-error: where there was text nothing else may be
const wrong: AsText<Draft<Temperature>> = { celsius: "21.5", timestamp: 0, sensor_id: 1 };

export { given, typed, wrong };
