// The page of browser.mjs that measures the time from `set` to callback.
import { load } from "@fixtures/contracts/db";
import { ReplaySubject } from "rxjs";
import { measureSet } from "./db_works.mjs";

globalThis.measure = async (effort) => measureSet(await load(fetch("/db.wasm")), { ReplaySubject }, effort);
globalThis.ready = true;
