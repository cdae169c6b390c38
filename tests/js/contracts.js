// The contracts as a user's package has them: scripts/package puts it together.
export * from "../../build/package/@tally/contracts/inline.js";
