import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { control } from "../src/library/index.js";
import { describe as sentenceOf, Findings, type Finding } from "../src/util/findings.js";

/** The whole sentences, once each: all other tests pin the codes of findings. */
const sentences: readonly (readonly [finding: Omit<Finding, "part">, sentence: string])[] = [
  [{ path: "join_request", code: "missing" }, "join_request: missing"],
  [
    { path: "path", code: "encodedPath", value: '"/r%74c"', expected: "/rtc" },
    'path: matches only after percent-decoding: "/r%74c"; expected /rtc',
  ],
  [
    { path: "failStatus", code: "outOfRange", value: "99", expected: "200 to 599" },
    "failStatus: out of range: 99; expected 200 to 599",
  ],
  [
    { path: "body", code: "unknownField", of: "livekit.Room", value: '"sdi"', nearest: "sid" },
    'body: unknown field of livekit.Room: "sdi"; did you mean sid?',
  ],
  [
    { path: "id", code: "noEffect", reason: "the call is in protobuf", expected: "a call in JSON" },
    "id: has no effect: the call is in protobuf; expected a call in JSON",
  ],
];

describe("a finding says what is wrong, what is expected and what the sender may have meant:", () => {
  for (const [finding, sentence] of sentences) {
    test(sentence, () => {
      assert.equal(sentenceOf({ ...finding, part: "control" }), sentence);
    });
  }
});

test("the last of many lines says how many more there are", () => {
  const moreThan = (count: number): string => {
    const findings = new Findings();
    for (let at = 0; at < count; at++) {
      findings.add("body", () => ({ path: "body", code: "unknownField" }));
    }
    return findings.begin(findings.list, 8).at(-1)!;
  };
  assert.deepEqual([9, 10].map(moreThan), ["1 more finding", "2 more findings"]);
});

const expectations: readonly (readonly [field: object, expected: string])[] = [
  [{ failRegions: 0 }, "a list, each entry an integer"],
  [{ failRegions: ["0"] }, "an integer"],
  [{ failMode: 1 }, "a string"],
  [{ skipAuth: "yes" }, "true or false"],
  [{ delayMs: "1" }, "an integer or an object {max, min?, seed?}"],
  [{ delayMs: { min: 1 } }, "an integer"],
  [{ methods: "CreateRoom" }, "a list, each entry a string, or an object {method: {...}}"],
  [{ retryAfter: "soon" }, "an HTTP date"],
  [{ response: [] }, "an object"],
  [{ headers: { "a b": "c" } }, "name"],
  [{ redirectTo: "nowhere", failRegions: [0], failMode: "redirect" }, "a URL or a region index"],
];

describe("a finding says what is expected of", () => {
  for (const [fields, expected] of expectations) {
    test(JSON.stringify(fields), () => {
      assert.throws(
        () => control(fields),
        (error: Error) => error.message.includes(`; expected ${expected}`) || assert.fail(error),
      );
    });
  }
});
