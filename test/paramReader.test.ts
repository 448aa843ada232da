/** A parameter of a query is what `URLSearchParams` makes of it. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { paramReader } from "../src/server/query.js";
import { dice } from "./support/dice.js";

const read = paramReader("access_token");
const pieces = [
  ...["access_token", "access%5ftoken", "%61ccess_%54oken", "%61ccess_token", "ACCESS_TOKEN"],
  ...["=", "=", "&", "&", "?", "+", "%20", "%", "%zz", "%e4", "a", "token", "#", "ü", ""],
];

describe("the value of a parameter", () => {
  for (const query of [
    ...["access_token=a.b", "a=b&access_token=c", "access_token=a&access_token=b", "access_token"],
    ...[
      "access_token&a",
      "xaccess_token=a",
      "access_tokenx=a",
      "a=access_token=b",
      "a?access_token=b",
    ],
    ...[
      "access_token=a+b%20c%2B",
      "access_token==a=b",
      "access_token=&a",
      "%61ccess%5Ftoken=a",
      "",
    ],
  ]) {
    test(`of ${JSON.stringify(query)}`, () => {
      assert.equal(
        read(`/rtc?${query}`),
        new URLSearchParams(query).get("access_token") ?? undefined,
      );
    });
  }

  test("of any query", () => {
    const chance = dice(20);
    for (let round = 0; round < 20_000; round++) {
      const query = Array.from({ length: 8 }, () => chance.pick(pieces)).join("");
      if (query.startsWith("?")) continue;
      const expected = new URLSearchParams(query).get("access_token") ?? undefined;
      assert.equal(read(`/rtc?${query}`), expected, query);
    }
  });

  test("is none without a query", () => {
    assert.equal(read("/rtc"), undefined);
  });
});
