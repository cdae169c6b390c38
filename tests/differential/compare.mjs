// Holds what the package's doors say of one document against what the native engine said.
import { hasExactNumbers, keepsMeaning } from "./meaning.mjs";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The text of a document, or nothing when it is not UTF-8. */
export function textOf(bytes) {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Whether an object can stand for a document: it is JSON, JSON.parse keeps its meaning, and its size is no matter. */
export function valueOf(text, verdict) {
  if (verdict.issues?.some(({ code }) => code === "size")) return undefined;
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return keepsMeaning(text) ? { value } : undefined;
}

const place = ({ offset, line, column }) => [offset, line, column].join(":");
const content = ({ path, code, message, params }) => JSON.stringify([path, code, message, params]);

/** Issues as one text; those of a value have no place in a document. */
const withPlaces = (issues) => issues.map((issue) => `${content(issue)} ${place(issue)}`).join("\n");
const withoutPlaces = (issues) => issues.map(content).join("\n");

/** Canonical texts agree byte for byte, but for the spelling of values that the contract leaves opaque. */
function sameText(a, b) {
  return a === b || JSON.stringify(JSON.parse(a)) === JSON.stringify(JSON.parse(b));
}

/**
 * How a door's result differs from the native verdict `{ accepted, canonical, issues }`, or nothing.
 * `opaque`: the contract has places for any JSON.
 */
export function difference(contract, result, verdict, { placed, opaque }) {
  if (result.ok !== verdict.accepted) return `accepted: ${result.ok}`;
  if (!result.ok) {
    const show = placed ? withPlaces : withoutPlaces;
    return show(result.issues) === show(verdict.issues) ? undefined : show(result.issues);
  }
  // What a JavaScript number cannot hold, of opaque JSON and of integers that are declared as numbers, cannot come back.
  if (!hasExactNumbers(verdict.canonical)) return undefined;
  const text = contract.stringify(result.value);
  const same = opaque ? sameText(text, verdict.canonical) : text === verdict.canonical;
  return same ? undefined : text;
}

/** Notes for one document what doors say: `differences` are `[name, difference or nothing]`. */
function notes(contract, verdict, opaque) {
  const differences = [];
  const attempt = (name, check) => {
    try {
      differences.push([name, check()]);
    } catch (error) {
      differences.push([name, `throws ${error}`]);
    }
  };
  const door = (name, open, placed) =>
    attempt(name, () => difference(contract, open(), verdict, { placed, opaque }));
  return { differences, attempt, door };
}

/**
 * The doors of a package's contract for one document: `[name, difference or nothing]` of each that there is. What a door
 * gives is a value like any other, and comes back as the same from the object door.
 */
export function throughDoors(contract, bytes, verdict, { opaque, millis }) {
  const { differences, attempt, door } = notes(contract, verdict, opaque);
  door("bytes", () => contract.safeParse(bytes), true);
  if (verdict.accepted && hasExactNumbers(verdict.canonical)) {
    door("value", () => contract.safeParseValue(contract.parse(bytes)), false);
  }
  const text = textOf(bytes);
  if (text === undefined) return differences;
  door("text", () => contract.safeParse(text), true);
  const object = valueOf(text, verdict);
  if (object === undefined || (millis && holdsNumber(object.value))) return differences;
  const { value } = object;
  door("object", () => contract.safeParseValue(value), false);
  attempt("is", () => (contract.is(value) === verdict.accepted ? undefined : `${!verdict.accepted}`));
  return differences;
}

/** The same for a document of an older version. */
export function throughUpgrades(contract, bytes, verdict, { opaque, millis }, from) {
  const { differences, door } = notes(contract, verdict, opaque);
  door("upgrade", () => contract.safeUpgrade(bytes, { from }), true);
  const text = textOf(bytes);
  if (text === undefined) return differences;
  door("upgrade of text", () => contract.safeUpgrade(text, { from }), true);
  const object = valueOf(text, verdict);
  if (typeof object?.value !== "object" || (millis && holdsNumber(object.value))) return differences;
  door("upgrade of objects", () => contract.safeUpgrade(object.value, { from }), false);
  return differences;
}

function holdsNumber(value) {
  if (typeof value !== "object" || value === null) return typeof value === "number";
  return Object.values(value).some(holdsNumber);
}

// Timestamps that are numbers in programs and text in documents.
const takesMillis = new Set(["acme.rules.Convoy", "acme.rules.Vessel", "values.Clock", "values.Instant"]);

/** Entry points with a place for any JSON, whose spelling JSON.parse does not keep. */
const opaqueTypes = new Set([
  "anything.Anything",
  "acme.orders.Order",
  "acme.orders.Orders",
  "acme.orders.Envelope",
  "acme.shapes.Root",
  "acme.shapes.Forest",
  "acme.shop.PageOfShopOrder",
  "acme.shop.ShopOrder",
  "acme.shop.ShopOrderCreate",
  "acme.shop.ShopOrderPage",
  "acme.catalogue.OldProduct",
  "tally.wire.ClientFrame",
  "tally.wire.ClientMessage",
  "tally.wire.HubFrame",
  "tally.wire.HubMessage",
  "tally.wire.Issue",
]);

/** What has to be known of an entry point of those contracts, by its name, to compare what its doors say. */
export const traitsOf = (name) => ({ opaque: opaqueTypes.has(name), millis: takesMillis.has(name) });

/** Whether the object door may take a value that it would refuse as a document. */
export const takesMore = (contract, value) => takesMillis.has(contract.name) && holdsNumber(value);
