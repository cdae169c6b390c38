// Which documents are the same thing before and after JSON.parse. The object door can only be compared on those.

const tokens = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|[{}[\]:,]|true|false|null/gu;

/**
 * Whether JSON.parse keeps what a well-formed JSON text says: no object has a key twice or one that JavaScript would
 * move to the front (`10`), and every number is exactly a double.
 */
export function keepsMeaning(text) {
  const open = []; // a set of keys for an object, null for an array
  let expectsKey = false;
  for (const [token] of text.matchAll(tokens)) {
    const keys = open.at(-1);
    if (token === "{" || token === "[") {
      open.push(token === "{" ? new Set() : null);
      expectsKey = token === "{";
    } else if (token === "}" || token === "]") {
      open.pop();
      expectsKey = false;
    } else if (token === ",") {
      expectsKey = keys instanceof Set;
    } else if (token === ":") {
      expectsKey = false;
    } else if (token.startsWith('"')) {
      if (!expectsKey) continue;
      const key = JSON.parse(token);
      if (keys.has(key) || /^(?:0|[1-9]\d*)$/.test(key)) return false;
      keys.add(key);
    } else if (/^[-\d]/.test(token) && !isExact(token)) {
      return false;
    }
  }
  return true;
}

/** Whether every number of a well-formed JSON text is exactly a double. */
export function hasExactNumbers(text) {
  return [...text.matchAll(tokens)].every(([token]) => !/^[-\d]/.test(token) || isExact(token));
}

/** Whether a number's text and the double that JSON.parse makes of it, as JavaScript prints it, are the same decimal. */
function isExact(token) {
  const number = Number(token);
  return Number.isFinite(number) && decimal(token) === decimal(String(number));
}

/** A decimal number in one form: sign, digits without zeros at either end, exponent. */
function decimal(text) {
  const [, sign, whole, fraction = "", exponent = "0"] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text);
  const digits = (whole + fraction).replace(/^0+/, "");
  const significant = digits.replace(/0+$/, "");
  if (significant === "") return "0";
  return `${sign}${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`;
}
