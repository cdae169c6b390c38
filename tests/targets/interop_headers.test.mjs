// Each header for a library of others stands for itself, in every C++ that is installed; std::format where that has it.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, test } from "node:test";
import { compilers } from "./compilers.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const headers = readdirSync(`${root}runtime/tally/interop`).filter((name) => name.endsWith(".h"));
const native = compilers.filter((name) => name !== "em++"); // which does not look into /usr/include

test("there is a header for each library", () => {
  assert.deepEqual(headers.sort(), ["fmt.h", "format.h", "hash.h", "nlohmann_json.h", "ostream.h", "text.h"]);
});

describe("compiles alone", { concurrency: 2 }, () => {
  for (const compiler of native) {
    for (const header of headers) {
      test(`${header}, ${compiler}`, async () => {
        const flags = ["-std=c++20", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Werror"];
        await promisify(execFile)(compiler, [...flags, "-fsyntax-only", "-x", "c++", `-I${root}runtime`, "-include", `tally/interop/${header}`, "/dev/null"]);
      });
    }
  }
});
