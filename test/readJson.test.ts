import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { control, ControlError } from "../src/library/index.js";
import { integerOf, isJsonNumber } from "../src/util/jsonNumber.js";
import { membersOf, readJson, duplicatesIn } from "../src/util/readJson.js";
import { call, request } from "./support/call.js";
import { dice } from "./support/dice.js";
import { startTestMock } from "./support/mock.js";

const mock = await startTestMock();

/** Makes a document be read by more than `JSON.parse`. */
const longNumber = "12345678901234567890";

describe("JSON is read", () => {
  test("as JSON.parse reads it, whichever way it is read", () => {
    const { below, pick } = dice(22);
    const strings = ["", "a:b", '"\\', "\u2028é", "[{,", "1234567890123456789", "\u0000"];
    const make = (depth: number): unknown => {
      switch (below(depth > 3 ? 4 : 6)) {
        case 0:
          return below(1_000) / (1 + below(8));
        case 1:
          return pick(strings);
        case 2:
          return null;
        case 3:
          return below(2) === 1;
        case 4:
          return Array.from({ length: below(4) }, () => make(depth + 1));
        default:
          return Object.fromEntries(
            Array.from({ length: below(4) }, () => [
              `${String(below(9))}:${pick(strings)}`,
              make(depth + 1),
            ]),
          );
      }
    };
    for (let turn = 0; turn < 2_000; turn++) {
      const text = JSON.stringify([make(0), make(0)], null, below(3));
      assert.deepEqual(readJson(text), { value: JSON.parse(text) as unknown });
      const longer = text.replace(/\]$/, `, ${longNumber}\n]`);
      const expected = [...(JSON.parse(text) as unknown[]), BigInt(longNumber)];
      assert.deepEqual(readJson(longer), { value: expected });
    }
  });

  test("with the names that an object has more than once, and the last value of each", () => {
    const { value } = readJson('{"a":{"b":1,"b":{"c":[1]}},"x":"a:b","\\u0061":2,"__proto__":3}');
    assert.deepEqual(Object.entries(value as object), [
      ["a", 2],
      ["x", "a:b"],
      ["__proto__", 3],
    ]);
    assert.deepEqual([...duplicatesIn(value as object)!], ["a"]);
    const members = membersOf(value as Record<string, unknown>);
    assert.deepEqual(
      members.map(([name]) => name),
      ["a", "x", "a", "__proto__"],
    );
    const [, first] = members[0]!;
    assert.deepEqual([...duplicatesIn(first as object)!], ["b"]);
  });

  test("without repeated names if there are none", () => {
    for (const text of ['{"a":"b:c"}', `{"a":[${longNumber}]}`, "{}", "[]"]) {
      assert.equal(duplicatesIn(readJson(text).value as object), undefined);
    }
  });

  const numbers: readonly (readonly [text: string, value: number | bigint])[] = [
    ["9007199254740991", 9007199254740991],
    ["9007199254740993", 9007199254740993n],
    ["-9223372036854775808", -9223372036854775808n],
    ["18446744073709551615", 18446744073709551615n],
    ["18446744073709551616", 18446744073709552000],
    ["1700000000123456789.0", 1700000000123456789n],
    ["1.700000000123456789e18", 1700000000123456789n],
    ["1.7000000001234567891e18", 1.7000000001234568e18],
    ["0.1234567890123456789", 0.12345678901234568],
    ["1e400", Infinity],
    ["1".repeat(100_000), Infinity],
  ];
  for (const [text, value] of numbers) {
    test(`with the digits of ${text.slice(0, 30)}`, () => {
      assert.deepEqual(readJson(text).value, value);
      assert.deepEqual(readJson(` {"a" : [${text}]}`).value, { a: [value] });
    });
  }

  test("but not behind a byte order mark", () => {
    assert.deepEqual(readJson("\ufeff{}"), { value: undefined });
  });
});

describe("a JSON number", () => {
  test("has one form", () => {
    for (const text of ["0", "-0", "10", "1.5", "1e2", "1E+2", "-1.0e-2"]) {
      assert.ok(isJsonNumber(text), text);
    }
    for (const text of ["", "+1", "01", "1.", ".1", "1e", "0x1", " 1", "1 ", "1n", "--1", "NaN"]) {
      assert.ok(!isJsonNumber(text), text);
    }
  });

  test("stands for an integer, or for none", () => {
    const integers = {
      "5.0": 5n,
      "1e18": 10n ** 18n,
      "100e-2": 1n,
      "-0": 0n,
      "0.5e1": 5n,
      "0e99": 0n,
    };
    for (const [text, value] of Object.entries(integers))
      assert.equal(integerOf(text), value, text);
    for (const text of ["1.5", "1e20", "1e-1", "007", "1e999999999", `1${"0".repeat(500)}`]) {
      assert.equal(integerOf(text), undefined, text);
    }
  });
});

describe("a name that is given twice is named", () => {
  const twice: readonly (readonly [control: string, path: string])[] = [
    ['{"skipAuth":true,"skipAuth":true}', "X-Lk-Mock.skipAuth"],
    ['{"skipAuth":true,"SkipAuth":true}', "X-Lk-Mock.skipAuth"],
    ['{"skipAuth":true,"headers":{"X-A":"b","X-A":"b"}}', 'X-Lk-Mock.headers["X-A"]'],
    ['{"skipAuth":true,"headers":{"X-A":"b","X-A":null}}', 'X-Lk-Mock.headers["X-A"]'],
    ['{"skipAuth":true,"headers":{"X-A":null,"x-a":"b"}}', 'X-Lk-Mock.headers["x-a"]'],
    ['{"skipAuth":true,"perRegion":{"0":{"id":"a","id":"a"}}}', 'X-Lk-Mock.perRegion["0"].id'],
    ['{"skipAuth":true,"delayMs":{"max":1,"max":1}}', "X-Lk-Mock.delayMs.max"],
  ];
  for (const [control, path] of twice) {
    test(`in the control ${control}`, async () => {
      const headers = { "X-Lk-Mock": control };
      const { status, warnings } = await call(mock.url, "livekit.RoomService/CreateRoom", {
        headers,
      });
      assert.equal(status, 200);
      assert.deepEqual(warnings, [`${path} givenTwice`]);
    });
  }

  test("in what /_mock/explain is asked", async () => {
    const ask = (body: string) => request(`${mock.url}/_mock/explain`, { method: "POST", body });
    const { status, text } = await ask('{"control":{},"control":{}}');
    assert.equal(status, 400);
    assert.match(text, /mock: \\"control\\" is given twice; expected/);
    assert.match((await ask('{"control":{"id":"a","id":"a"}}')).text, /"control.id".*"givenTwice"/);
  });
});

describe("control()", () => {
  const response = (startedAt: bigint) =>
    control({ skipAuth: true, response: { items: [{ startedAt }] } });

  test("takes bigints", async () => {
    const listEgress = "livekit.Egress/ListEgress";
    for (const startedAt of [1n, 1700000000123456789n]) {
      const { text } = await call(mock.url, listEgress, { headers: response(startedAt) });
      assert.deepEqual(JSON.parse(text), { items: [{ startedAt: String(startedAt) }] });
    }
  });

  test("writes a bigint of any field", () => {
    assert.equal(
      control({ response: { a: [2n ** 63n, -1n] } })["X-Lk-Mock"],
      '{"response":{"a":["9223372036854775808",-1]}}',
    );
  });

  test("refuses integers that no field has", () => {
    const huge = JSON.parse('{"failStatus":1e300}') as { failStatus: number };
    assert.throws(() => control(huge), ControlError);
  });
});

test("startMock takes bigints in its control", async () => {
  const own = await startTestMock({
    control: { skipAuth: true, response: { creationTime: 2n ** 53n + 1n } },
  });
  const { text } = await call(own.url, "livekit.RoomService/CreateRoom");
  assert.deepEqual(JSON.parse(text), { creationTime: "9007199254740993" });
});
