// The page of browser.mjs that measures what a value takes.
import { load } from "@fixtures/contracts/db";
import { ReplaySubject } from "rxjs";
import { measureBridge, measureSet } from "./db_works.mjs";

globalThis.measure = async (effort) => {
  const program = await load(fetch("/db.wasm"));
  return { set: await measureSet(program, { ReplaySubject }, effort), bridge: await measureBridge(program, effort) };
};
globalThis.ready = true;
