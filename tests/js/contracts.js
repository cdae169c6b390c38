// The contracts as a user's package has them: scripts/package puts it together.
export * from "../../build/package/@fixtures/contracts/inline.js";
