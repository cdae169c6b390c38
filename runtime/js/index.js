export { ContractError } from "./error.js";
