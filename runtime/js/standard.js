// What other libraries call a schema: Standard Schema v1, whose inputs are values.

/** The schema of what `safeParse` accepts. */
export const standard = (safeParse) => ({
  version: 1,
  vendor: "tally",
  validate(input) {
    const { value, issues } = safeParse(input);
    return issues ? { issues: issues.map((issue) => ({ ...issue, path: stepsOf(issue.path, input) })) } : { value };
  },
});

/** The steps of a JSON Pointer into a value: numbers into arrays, else names. */
export function stepsOf(pointer, value) {
  return pointer.split("/").slice(1).map((step) => {
    const name = step.replaceAll("~1", "/").replaceAll("~0", "~");
    try {
      const key = Array.isArray(value) ? +name : name;
      value = value[key];
      return key;
    } catch {
      return name; // the user's getter or proxy threw
    }
  });
}
