/** Thrown by `parse` and `stringify`; holds everything that is wrong with the value. */
export class ContractError extends Error {
  constructor(contract, issues) {
    super(summary(contract, issues));
    this.contract = contract;
    this.issues = issues;
  }
}

// On the prototype, so that it stays out of what loggers list as the error's own members.
Object.defineProperty(ContractError.prototype, "name", { value: "ContractError", configurable: true, writable: true });

function summary(contract, issues) {
  const [{ path, message }] = issues;
  const place = path === "" ? contract : `${contract} at ${path}`;
  const others = issues.length > 1 ? ` (and ${issues.length - 1} more)` : "";
  return `${place}: ${message}${others}`;
}
