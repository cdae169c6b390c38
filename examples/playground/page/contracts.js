// This half: the generated package, as any web page would use it, and the verdict of it in the server's words.
import { load } from '@acme/contracts';
import { time } from './compare.js';

const millisecondsPerAnswer = 4; // long enough for the browser's clock, too short to be felt

/** The contracts by their full names. */
export async function loadContracts() {
  const packages = await load(); // each holds its contracts; some stand among the packages, too, for short
  const contracts = Object.values(packages).flatMap((entry) => (entry.safeParse ? entry : Object.values(entry)));
  return new Map(contracts.map((contract) => [contract.name, contract]));
}

/** What the server answers to the same text, found out here. */
export function judge(contract, text) {
  const start = performance.now();
  let result;
  let runs = 0;
  do {
    result = contract.safeParse(text);
    ++runs;
  } while (performance.now() - start < millisecondsPerAnswer);
  const spent = time(((performance.now() - start) * 1000) / runs);
  if (!result.ok) return { valid: false, issues: result.issues, note: `All issues in ${spent}` };
  return { valid: true, issues: [], canonical: contract.stringify(result.value), note: `Text to object in ${spent}` };
}
