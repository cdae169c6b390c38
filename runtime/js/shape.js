// What generated code knows of a record's members, and how a JavaScript object is held against it.

/**
 * @param {"reject" | "drop" | "keep"} unknown what happens to members that the contract does not name
 * @param {string[]} names the fields in declared order, as documents spell them
 * @param {string[]} oldNames what older documents call some of them
 */
export function shape(unknown, names, oldNames = []) {
  return {
    reject: unknown === "reject",
    names,
    index: new Map(names.map((name, i) => [name, i])),
    oldNames: new Set(oldNames),
  };
}

/** Neither an array nor an instance of a class. */
export function isPlain(value) {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  // Every realm has an Object.prototype of its own; what they share is that nothing is above them.
  return prototype === Object.prototype || prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** The value of an object's own member. Undefined where there is none, whatever its prototype says. */
export function ownMember(value, name) {
  return Object.prototype.propertyIsEnumerable.call(value, name) ? value[name] : undefined;
}

/** Adds a member, also one that assignment would take for the prototype. */
export function define(object, key, value) {
  if (key === "__proto__") {
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    object[key] = value;
  }
}

/** Compares two strings as their UTF-8 bytes compare, which is by code points; `<` compares UTF-16 code units. */
export function byCodePoint(a, b) {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; ++i) {
    const difference = rank(a.charCodeAt(i)) - rank(b.charCodeAt(i));
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

// Surrogates stand for what lies above all other code units.
function rank(unit) {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
