/** What counts as met, and what is said if it is not. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { CallResult } from "../runner/driver.js";
import { judge, type Seen } from "../runner/judge.js";
import type { Expectation } from "../runner/scenario.js";

const one: Seen = {
  attempts: 1,
  gets: 0,
  discoveries: 0,
  respondedBy: 0,
  regions: new Set([0]),
};
const ok: CallResult = {
  result: "ok",
  response: { name: "a", list: [{ b: 1 }, { b: 2 }] },
  ms: 10,
};
const error: CallResult = {
  result: "error",
  class: "ServerError",
  typed: true,
  code: "unavailable",
  message: "it is down",
  metadata: { a: "1", body: "try later" },
  ms: 10,
};
const bare: CallResult = { result: "error", class: "TypeError", ms: 10 };

const rows: readonly (readonly [
  name: string,
  expect: Expectation,
  outcome: CallResult,
  seen: Partial<Seen>,
  observed: string,
  misses: readonly string[],
])[] = [
  ["a success", { ok: {} }, ok, {}, "ok from region 0; 1 attempt", []],
  [
    "a success of the right region",
    { ok: { region: 0 } },
    ok,
    {},
    "ok from region 0; 1 attempt",
    [],
  ],
  [
    "a success of another region",
    { ok: { region: 1 } },
    ok,
    {},
    "ok from region 0; 1 attempt",
    ["the response is from region 0, not from region 1"],
  ],
  [
    "a success of nobody",
    { ok: { region: 1 } },
    ok,
    { respondedBy: undefined, attempts: 0 },
    "ok; 0 attempts",
    ["the response is from no region, not from region 1"],
  ],
  [
    "a response that has more",
    { ok: { response: { list: [{}, { b: 2 }] } } },
    ok,
    {},
    "ok from region 0; 1 attempt",
    [],
  ],
  [
    "a response that has less",
    { ok: { response: { list: [{}] } } },
    ok,
    {},
    'ok from region 0; 1 attempt; the response is {"name":"a","list":[{"b":1},{"b":2}]}',
    ['the response is {"name":"a","list":[{"b":1},{"b":2}]}'],
  ],
  [
    "a response that the driver cannot print",
    { ok: { response: { name: "a" } } },
    { result: "ok", ms: 1 },
    {},
    "ok from region 0; 1 attempt",
    [],
  ],
  [
    "an error although none is expected",
    { ok: {} },
    error,
    {},
    "ServerError unavailable; 1 attempt",
    ["it failed"],
  ],
  [
    "a success although an error is expected",
    { error: {} },
    ok,
    {},
    "ok from region 0; 1 attempt",
    ["it succeeded"],
  ],
  [
    "either, by a success",
    { ok: {}, error: { typed: true } },
    ok,
    {},
    "ok from region 0; 1 attempt",
    [],
  ],
  [
    "either, by a bare error",
    { ok: {}, error: { typed: true } },
    bare,
    {},
    "TypeError without a code; 1 attempt",
    ["TypeError is not an error class of the SDK"],
  ],
  [
    "an error with all that it is to have",
    {
      error: {
        codes: ["internal", "unavailable"],
        typed: true,
        message: "down",
        metadata: { a: "1" },
      },
    },
    error,
    {},
    "ServerError unavailable; 1 attempt",
    [],
  ],
  [
    "a message in the metadata",
    { error: { message: "try" } },
    error,
    {},
    "ServerError unavailable; 1 attempt",
    [],
  ],
  [
    "an error that lacks it all",
    { error: { codes: ["unavailable"], typed: true, message: "down", metadata: { a: "1" } } },
    bare,
    {},
    "TypeError without a code; 1 attempt; the message is lost; the metadata is lost",
    [
      "the code is missing",
      "TypeError is not an error class of the SDK",
      "the message is lost",
      "the metadata is lost",
    ],
  ],
  [
    "another code",
    { error: { codes: ["internal"] } },
    error,
    {},
    "ServerError unavailable; 1 attempt",
    ["the code is unavailable"],
  ],
  [
    "too many attempts",
    { ok: {}, attempts: 1 },
    ok,
    { attempts: 2 },
    "ok from region 0; 2 attempts",
    ["it made 2 attempts"],
  ],
  [
    "too few attempts",
    { ok: {}, attempts: 2 },
    ok,
    {},
    "ok from region 0; 1 attempt",
    ["it made 1 attempt"],
  ],
  [
    "fewer than at most",
    { ok: {}, attempts: { atMost: 2 } },
    ok,
    {},
    "ok from region 0; 1 attempt",
    [],
  ],
  [
    "more than at most",
    { ok: {}, attempts: { atMost: 2 } },
    ok,
    { attempts: 3, gets: 1 },
    "ok from region 0; 3 attempts, 1 of them by GET",
    ["it made 3 attempts"],
  ],
  [
    "another number of discoveries",
    { ok: {}, discoveries: 1 },
    ok,
    { discoveries: 2 },
    "ok from region 0; 1 attempt; discovery was requested 2 times",
    ["discovery was requested 2 times"],
  ],
  [
    "a region that was to be left alone",
    { ok: {}, untouched: [1, 2] },
    ok,
    { regions: new Set([0, 2]) },
    "ok from region 0; 1 attempt; region 2 was called",
    ["region 2 was called"],
  ],
  [
    "a call in time",
    { error: {}, withinMs: 10 },
    error,
    {},
    "ServerError unavailable; 1 attempt",
    [],
  ],
  [
    "a call that takes too long",
    { error: {}, withinMs: 9 },
    error,
    {},
    "ServerError unavailable; 1 attempt; it took more than 0.009 s",
    ["it took more than 0.009 s"],
  ],
  ["a hang", { error: {}, withinMs: 9 }, { result: "hangs" }, {}, "hangs; 1 attempt", ["it hung"]],
];

describe("judged is", () => {
  for (const [name, expect, outcome, seen, observed, misses] of rows) {
    test(name, () => {
      const verdict = misses.length === 0 ? "pass" : "fail";
      assert.deepEqual(judge(expect, outcome, { ...one, ...seen }), { verdict, observed, misses });
    });
  }
});
