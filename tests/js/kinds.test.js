import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Amounts, Blobs, Digest, Moments, Order, OrderId, Payment, Probe, Status, Temperature } from "./contracts.js";
import { order, outline, reading } from "./samples.js";

/** What a field of Probe makes of a JavaScript value: the value that comes back, or the codes of its issues. */
function probe(field, value) {
  const result = Probe.safeParse({ [field]: value });
  return result.ok ? result.value[field] : outline(result);
}
const type = (field) => [`/${field} type`];
const range = (field) => [`/${field} range`];

describe("a bool", () => {
  it("is true or false and nothing like it", () => {
    assert.equal(probe("flag", true), true);
    assert.equal(probe("flag", false), false);
    for (const value of [0, 1, "true", null, {}, []]) assert.deepEqual(probe("flag", value), type("flag"));
  });
});

describe("an integer of up to 32 bits", () => {
  const limits = {
    tiny: [-128, 127],
    small: [-32768, 32767],
    byte: [0, 255],
    word: [0, 65535],
    count: [0, 4294967295],
  };
  for (const [field, [smallest, largest]] of Object.entries(limits)) {
    it(`is from ${smallest} to ${largest}`, () => {
      assert.equal(probe(field, smallest), smallest);
      assert.equal(probe(field, largest), largest);
      assert.deepEqual(probe(field, smallest - 1), range(field));
      assert.deepEqual(probe(field, largest + 1), range(field));
    });
    it("has no fraction and is a number", () => {
      for (const value of [0.5, "1", true, null, NaN, 1n, [1], { valueOf: () => 1 }]) {
        assert.deepEqual(probe(field, value), type(field));
      }
      assert.ok(Object.is(probe(field, -0), 0));
    });
  }
  it("obeys exclusive limits", () => {
    assert.equal(probe("medium", 999), 999);
    assert.deepEqual(probe("medium", 1000), ["/medium exclusiveMaximum"]);
    assert.deepEqual(probe("medium", 2 ** 31), range("medium"));
  });
});

describe("an int", () => {
  it("is whatever a double holds exactly", () => {
    for (const value of [0, 5, -5, 2 ** 32 - 1, 2 ** 32 + 4, -(2 ** 32) - 4, 9007199254740990, -9007199254740990]) {
      assert.equal(probe("whole", value), value);
    }
    assert.deepEqual(probe("whole", 9007199254740995), range("whole"));
    assert.deepEqual(probe("whole", 1e300), range("whole"));
    assert.deepEqual(probe("whole", 4), ["/whole multipleOf"]);
  });
});

describe("a 64-bit integer", () => {
  it("comes out as a bigint", () => {
    for (const value of [0n, -1n, 2n ** 63n - 1n, -(2n ** 63n)]) assert.equal(probe("large", value), value);
    for (const value of [0n, 2n ** 63n, 2n ** 64n - 2n]) assert.equal(probe("huge", value), value);
  });
  it("goes in as a number or decimal text, too", () => {
    assert.equal(probe("large", -5), -5n);
    assert.equal(probe("large", "-9223372036854775808"), -9223372036854775808n);
    assert.equal(probe("huge", 2 ** 53), 9007199254740992n);
    assert.equal(probe("huge", "18446744073709551614"), 18446744073709551614n);
  });
  it("has its range and its limits, however large a bigint is", () => {
    assert.deepEqual(probe("large", 2n ** 63n), range("large"));
    assert.deepEqual(probe("large", -(2n ** 100_000n)), range("large"));
    assert.deepEqual(probe("huge", -1n), range("huge"));
    assert.deepEqual(probe("huge", 2n ** 64n), range("huge"));
    assert.deepEqual(probe("huge", 2n ** 64n - 1n), ["/huge maximum"]);
  });
  it("is no fraction and no other text", () => {
    for (const value of [0.5, "", "1.0", " 1", "0x1", true, null]) assert.deepEqual(probe("large", value), type("large"));
  });
  it("is written as a number where the contract says so", () => {
    assert.equal(probe("plain", 42), 42n);
    assert.equal(probe("plain", 42n), 42n);
    assert.equal(Probe.stringify({ plain: -42n }), '{"plain":-42}');
  });
});

describe("a float", () => {
  it("of 64 bits is any finite number", () => {
    for (const value of [0, 1.5, -1e308, 5e-324]) assert.equal(probe("double", value), value);
  });
  it("is never NaN or infinite, and no other kind", () => {
    for (const value of [NaN, Infinity, -Infinity, "1", 1n, null, true]) {
      assert.deepEqual(probe("double", value), type("double"));
      assert.deepEqual(probe("single", value), type("single"));
    }
  });
  it("of 32 bits is rounded", () => {
    assert.equal(probe("single", 0.1), Math.fround(0.1));
    assert.equal(Probe.stringify({ single: 0.1 }), '{"single":0.1}');
    assert.deepEqual(probe("single", 1e39), range("single"));
  });
  it("of 32 bits is rounded by its digits, as in a document", () => {
    // The nearest double lies half way between two floats, and its shortest digits above it.
    const value = 1.00000017881393432617187499;
    assert.equal(probe("single", value), Probe.parse(JSON.stringify({ single: value })).single);
  });
});

describe("a timestamp", () => {
  const at = (created_at) => {
    const result = Order.safeParse(order({ created_at }));
    return result.ok ? result.value.created_at : outline(result);
  };
  it("is text in UTC, with the fewest digits that are exact", () => {
    assert.equal(at("2026-11-21T10:00:00Z"), "2026-11-21T10:00:00Z");
    assert.equal(at("2026-11-21T10:00:00.100Z"), "2026-11-21T10:00:00.100Z");
    assert.equal(at("2026-11-21T23:30:00-01:00"), "2026-11-22T00:30:00Z");
  });
  it("is of a day that exists, with a zone", () => {
    for (const text of ["2026-02-30T10:00:00Z", "2026-11-21T10:00:00", "yesterday", "", "ä".repeat(20)]) {
      assert.deepEqual(at(text), ["/created_at format"]);
    }
    assert.deepEqual(at("9999-01-01T00:00:00Z"), ["/created_at range"]);
    assert.deepEqual(at(1732178400000), ["/created_at type"]);
    assert.deepEqual(at(new Date()), ["/created_at type"]);
  });
  it("is a number of milliseconds where the contract says so", () => {
    const millis = (timestamp) => {
      const result = Temperature.safeParse({ ...reading, timestamp });
      return result.ok ? result.value.timestamp : outline(result);
    };
    for (const value of [0, 1, -1, 1732178400123, -62135596800, 4294967296, 9223372036854, -9223372036854]) {
      assert.equal(millis(value), value);
      assert.equal(Temperature.parse(JSON.stringify({ ...reading, timestamp: value })).timestamp, value);
    }
    assert.deepEqual(millis(9223372036855), ["/timestamp range"]);
    assert.deepEqual(millis(0.5), ["/timestamp type"]);
    assert.deepEqual(millis("2026-11-21T10:00:00Z"), ["/timestamp type"]);
  });
});

describe("a date, a time of day and a duration", () => {
  const at = (field, value) => {
    const result = Moments.safeParse({ [field]: value });
    return result.ok ? result.value[field] : outline(result);
  };
  it("are texts of one spelling", () => {
    assert.equal(at("date", "2026-11-21"), "2026-11-21");
    assert.equal(at("time", "08:30:00.50+00:00"), "08:30:00.500Z");
    assert.equal(at("time", "08:30:00-00:30"), "08:30:00-00:30");
    assert.equal(at("duration", "P1DT2S"), "PT24H0M2S");
    assert.equal(at("duration", "-P2W"), "-PT336H");
    assert.equal(at("duration", "PT" + "0".repeat(100) + "1S"), "PT1S");
  });
  it("are no other texts and no other kinds", () => {
    for (const field of ["date", "time", "duration"]) {
      for (const value of ["", "soon", "ä"]) assert.deepEqual(at(field, value), [`/${field} format`]);
      for (const value of [0, null, new Date(), 1n]) assert.deepEqual(at(field, value), type(field));
    }
    assert.deepEqual(at("duration", "P300000D"), range("duration"));
    assert.deepEqual(at("time", "08:30:00.0000000001Z"), range("time"));
  });
});

describe("a decimal", () => {
  const at = (field, value) => {
    const result = Amounts.safeParse({ [field]: value });
    return result.ok ? result.value[field] : outline(result);
  };
  it("is text of as few digits as are exact", () => {
    assert.equal(at("discount", "12.50"), "12.5");
    assert.equal(at("discount", "-0.00"), "0");
    assert.equal(at("whole", "9".repeat(38)), "9".repeat(38));
    assert.equal(at("fraction", "-0." + "0".repeat(37) + "1"), "-0." + "0".repeat(37) + "1");
    assert.equal(Amounts.stringify({ discount: "12.50" }), '{"discount":"12.5"}');
  });
  it("goes in as a number, too, read as JavaScript writes it", () => {
    assert.equal(at("discount", 12.25), "12.25");
    assert.equal(at("whole", 1e21), "1" + "0".repeat(21));
    assert.deepEqual(at("discount", 0.1 + 0.2), ["/discount precision"]);
  });
  it("is never rounded", () => {
    assert.deepEqual(at("discount", "0.001"), ["/discount precision"]);
    assert.deepEqual(at("discount", "1000"), ["/discount range"]);
    const [issue] = Amounts.safeParse({ discount: "1000" }).issues;
    assert.equal(issue.message, "is out of range for decimal(5, 2)");
  });
  it("is no other text and no other kind", () => {
    for (const value of ["", "1e2", "+1", ".5", " 1", "ä", null, true, 1n, NaN]) assert.deepEqual(at("discount", value), type("discount"));
  });
});

describe("bytes", () => {
  const bytes = (...values) => new Uint8Array(values);
  const at = (field, value) => {
    const result = Blobs.safeParse({ [field]: value });
    return result.ok ? result.value[field] : outline(result);
  };
  it("are a Uint8Array, or the text that documents have", () => {
    for (const field of ["picture", "token"]) {
      assert.deepEqual(at(field, bytes(0xfb, 0xef, 0xff)), bytes(0xfb, 0xef, 0xff));
      assert.deepEqual(at(field, Buffer.from([1, 2, 3]).subarray(1)), bytes(2, 3));
    }
    assert.deepEqual(at("picture", "++//"), bytes(0xfb, 0xef, 0xff));
    assert.deepEqual(at("token", "--__"), bytes(0xfb, 0xef, 0xff));
    assert.deepEqual(Blobs.parse('{"token":"--__"}').token, bytes(0xfb, 0xef, 0xff));
    assert.deepEqual(at("picture", bytes()), bytes());
    assert.equal(Blobs.stringify({ token: bytes(0xff, 0xef), picture: bytes(0xff, 0xef) }), '{"picture":"/+8=","token":"_-8"}');
  });
  it("are a copy", () => {
    const picture = bytes(1, 2, 3);
    const value = Blobs.parse({ picture });
    picture[0] = 9;
    Blobs.parse({ picture: bytes(7, 7, 7, 7) });
    assert.deepEqual(value.picture, bytes(1, 2, 3));
  });
  it("are bytes also where other members are in another form than the canonical one", () => {
    const value = { picture: bytes(0xff, 0xef), token: bytes(0xff, 0xef), sequence: "7" };
    assert.deepEqual(Blobs.parse(value), { ...value, sequence: 7n });
    assert.ok(Blobs.is(value));
    assert.equal(Blobs.stringify({ ...value, named: { a: bytes(0xff, 0xef) } }), '{"picture":"/+8=","token":"_-8","named":{"a":"_-8"},"sequence":"7"}');
  });
  it("have their limits in bytes", () => {
    assert.deepEqual(at("token", bytes(1)), ["/token minLength"]);
    assert.deepEqual(at("token", new Uint8Array(7)), ["/token maxLength"]);
    assert.deepEqual(outline(Digest.safeParseValue(bytes(1))), [" minLength"]);
    const [issue] = Blobs.safeParse({ token: bytes(1) }).issues;
    assert.deepEqual(issue.params, { limit: 2, actual: 1, unit: "bytes" });
    assert.equal(issue.message, "must have at least 2 bytes, has 1");
    assert.deepEqual(outline(Blobs.safeParse({ picture: new Uint8Array(2 ** 20) })), [" size"]);
  });
  it("are nothing else", () => {
    assert.deepEqual(at("picture", "--__"), ["/picture encoding"]);
    for (const value of [[1, 2], new Uint16Array(2), new ArrayBuffer(2), new DataView(new ArrayBuffer(2)), null, 5]) {
      assert.deepEqual(at("picture", value), type("picture"));
    }
    assert.deepEqual(outline(Order.safeParse(order({ extra: bytes(1) }))), ["/extra type"]);
    assert.deepEqual(probe("matrix", bytes(1)), type("matrix"));
  });
});

describe("a uuid", () => {
  it("is 36 characters of hexadecimal digits and hyphens", () => {
    for (const text of ["", "6e9bd4b4", "6e9bd4b49c1c4c8c8d6c0a4f2f8d3a11", "{6e9bd4b4-9c1c-4c8c-8d6c-0a4f2f8d3a11}"]) {
      assert.deepEqual(outline(OrderId.safeParseValue(text)), [" format"]);
    }
    assert.deepEqual(outline(OrderId.safeParseValue("ŧe9bd4b4-9c1c-4c8c-8d6c-0a4f2f8d3a11")), [" format"]);
    assert.deepEqual(outline(OrderId.safeParseValue(5)), [" type"]);
  });
});

describe("an enum", () => {
  it("is one of its values as documents spell them", () => {
    for (const value of ["draft", "placed", "shipped", "VOID"]) assert.equal(Status.parseValue(value), value);
    for (const value of ["voided", "Draft", "", "constructor"]) {
      assert.deepEqual(outline(Status.safeParseValue(value)), [" enum"]);
    }
    assert.deepEqual(outline(Status.safeParseValue(0)), [" type"]);
  });
});

describe("a list", () => {
  it("is an array, its items one by one", () => {
    assert.deepEqual(probe("matrix", [[], [1], [1, 2, 3]]), [[], [1], [1, 2, 3]]);
    assert.deepEqual(probe("matrix", [[], [1, "2", NaN]]), ["/matrix/1/1 type", "/matrix/1/2 type"]);
    assert.deepEqual(probe("matrix", [[1, 2, 3, 4]]), ["/matrix/0 maxItems"]);
    for (const value of ["[]", {}, { length: 0 }, new Set(), new Float64Array(2), null]) {
      assert.deepEqual(probe("matrix", value), type("matrix"));
    }
  });
  it("has no holes", () => {
    assert.deepEqual(probe("sparse", [1, , 3]), ["/sparse/1 type"]); // eslint-disable-line no-sparse-arrays
    assert.deepEqual(probe("sparse", [1, undefined]), ["/sparse/1 type"]);
    assert.deepEqual(probe("sparse", [1, null, 3]), [1, null, 3]);
  });
});

describe("a map", () => {
  it("is an object with any keys", () => {
    const value = { a: ["draft"], "": [], "ключ": ["VOID"], constructor: [], hasOwnProperty: [] };
    assert.deepEqual(probe("by_name", value), value);
    assert.deepEqual(probe("by_name", {}), ["/by_name minProperties"]);
    assert.deepEqual(probe("by_name", new Map([["a", []]])), type("by_name"));
    assert.deepEqual(probe("by_name", [[]]), type("by_name"));
  });
  it("comes back in the order of its keys' code points", () => {
    const keys = ["\u{1f600}", "\uffff", "a", "\ue000", "ab", "Z"];
    const value = Object.fromEntries(keys.map((key) => [key, []]));
    const sorted = ["Z", "a", "ab", "\ue000", "\uffff", "\u{1f600}"];
    assert.deepEqual(Object.keys(probe("by_name", value)), sorted);
    assert.deepEqual(Object.keys(JSON.parse(Probe.stringify({ by_name: value })).by_name), sorted);
  });
});

describe("a nullable", () => {
  it("is null or what it wraps, which is not the same as absent", () => {
    assert.equal(probe("maybe", null), null);
    assert.equal(probe("maybe", "draft"), "draft");
    assert.equal("maybe" in Probe.parse({ maybe: undefined }), false);
    assert.equal(Probe.stringify({ maybe: null }), '{"maybe":null}');
  });
});

describe("a union", () => {
  const card = { token: "0123456789abcdef", three_ds: true };
  it("has its tag first", () => {
    assert.deepEqual(Object.entries(Payment.parse({ ...card, method: "card" }))[0], ["method", "card"]);
    assert.deepEqual(Object.entries(Payment.parse('{"three_ds":true,"token":"0123456789abcdef","method":"card"}'))[0], [
      "method",
      "card",
    ]);
    assert.deepEqual(Payment.parse({ method: "on_delivery" }), { method: "on_delivery" });
  });
  it("has a tag of its own that the contract knows", () => {
    for (const value of [card, { ...card, method: "cash" }, { ...card, method: 0 }, { ...card, method: undefined }]) {
      assert.deepEqual(outline(Payment.safeParse(value)), ["/method tag"]);
    }
    assert.deepEqual(outline(Payment.safeParse(Object.create({ method: "on_delivery" }))), [" type"]);
  });
  it("has exactly the members of its variant", () => {
    assert.deepEqual(outline(Payment.safeParse({ ...card, method: "on_delivery" })), ["/token unknown", "/three_ds unknown"]);
    assert.deepEqual(outline(Payment.safeParse({ method: "card" })), ["/token required", "/three_ds required"]);
  });
});

describe("json", () => {
  const extra = (value) => {
    const result = Order.safeParse(order({ extra: value }));
    return result.ok ? result.value.extra : outline(result);
  };
  it("is whatever JSON carries", () => {
    for (const value of [null, 0, -1.5e-300, "\u2028\"\\\n", [], {}, [[{ a: [1, "2", null, true] }]]]) {
      assert.deepEqual(extra(value), value);
    }
  });
  it("is nothing else, at any depth", () => {
    for (const value of [1n, NaN, () => 0, Symbol("s"), new Date(0), new Map()]) {
      assert.deepEqual(extra(value), ["/extra type"]);
      assert.deepEqual(extra([{ a: value }]), ["/extra type"]);
    }
    assert.deepEqual(extra([undefined]), ["/extra type"]);
  });
  it("may have members that are undefined, which count as absent", () => {
    assert.deepEqual(extra({ a: undefined, b: 1 }), { b: 1 });
  });
});
