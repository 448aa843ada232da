/** What is expected of a client, and how it is set up, in words. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { clientOf, expectationOf } from "../runner/phrases.js";
import type { ClientOptions, Expectation } from "../runner/scenario.js";

describe("in words", () => {
  for (const [expect, words] of [
    [{ ok: { region: 1 }, attempts: 2 }, "ok from region 1; 2 attempts"],
    [{ ok: { response: { a: 1 } } }, 'ok with `{"a":1}`'],
    [{ error: { codes: ["unavailable"] }, attempts: 1 }, "error unavailable; one attempt only"],
    [{ error: {}, withinMs: 2000, untouched: [1] }, "error; within 2 s; no call to region 1"],
    [
      { ok: {}, error: { typed: true }, attempts: { atMost: 2 } },
      "ok, or error of the SDK's own class; at most 2 attempts",
    ],
    [
      { error: { codes: ["a", "b"], message: "m", metadata: {} }, discoveries: 0 },
      "error a or b with its message and metadata; 0 discoveries",
    ],
    [{ ok: {}, discoveries: 1 }, "ok; 1 discovery"],
  ] as const satisfies readonly (readonly [Expectation, string])[]) {
    test(words, () => {
      assert.equal(expectationOf(expect), words);
    });
  }

  const plain = { failover: false, scheme: "http", basePath: "", calls: 1, pauseMs: 0 } as const;
  for (const [client, words] of [
    [plain, ""],
    [{ ...plain, failover: true, timeoutMs: 1500 }, "failover on, a timeout of 1.5 s"],
    [
      { ...plain, scheme: "ws", basePath: "/a", calls: 2, pauseMs: 500 },
      "the scheme `ws`, the path `/a` in the host's URL, 2 calls, 0.5 s apart",
    ],
  ] as const satisfies readonly (readonly [ClientOptions, string])[]) {
    test(`a client with ${words === "" ? "nothing" : words}`, () => {
      assert.equal(clientOf(client), words);
    });
  }
});
