const numbers = new Map<number, Intl.NumberFormat>();

/** With so many digits behind the point, and a real minus. */
export function fixed(value: number, digits: number): string {
  let format = numbers.get(digits);
  if (format === undefined) {
    format = new Intl.NumberFormat("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
    numbers.set(digits, format);
  }
  return format.format(value).replace("-", "−");
}

const dates = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" });
/** Milliseconds since 1970 as a date, UTC. */
export const date = (time: number): string => dates.format(time);

/** A number with its noun. */
export const count = (value: number, one: string, many = `${one}s`): string =>
  `${fixed(value, 0)} ${value === 1 ? one : many}`;

/** The last level of a key. */
export const last = (key: string): string => key.slice(key.lastIndexOf(".") + 1);
