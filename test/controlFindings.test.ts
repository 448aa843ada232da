import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createControlReader } from "../src/control/index.js";
import { Findings } from "../src/util/findings.js";
import { noToken } from "../src/token/token.js";
import { brief } from "./support/brief.js";
import { findingsOf, rules } from "./support/findingsOf.js";

interface Row {
  readonly name: string;
  readonly control: object;
  readonly findings: readonly string[];
}

const rows: readonly Row[] = [
  {
    name: "failMode without a region that fails",
    control: { failMode: "drop" },
    findings: [`failMode noEffect`],
  },
  {
    name: "failMode with an empty list of regions",
    control: { failMode: "drop", failRegions: [] },
    findings: [`failMode noEffect`],
  },
  {
    name: "failAfterBytes with a mode that cuts nothing",
    control: { failRegions: [0], failMode: "reset", failAfterBytes: 1 },
    findings: [`failAfterBytes noEffect`],
  },
  {
    name: "failStatus if each region that fails has its own",
    control: { failStatus: 500, perRegion: { 1: { failStatus: 501 } } },
    findings: [`failStatus noEffect`],
  },
  {
    name: "an option in perRegion of a region that does not fail",
    control: { failRegions: [0], perRegion: { 1: { retryAfter: 1 } } },
    findings: [`perRegion["1"].retryAfter noEffect`],
  },
  {
    name: "an option of discovery without failMode",
    control: { discovery: { failAfterBytes: 1 } },
    findings: [`discovery.failAfterBytes noEffect`],
  },
  {
    name: "failUntil without a failure",
    control: { failUntil: 1 },
    findings: [`failUntil noEffect`],
  },
  {
    name: "a redirect with another status",
    control: { perRegion: { 0: { failMode: "redirect", failStatus: 200 } } },
    findings: [`perRegion["0"].failStatus notARedirect: 200`],
  },
  {
    name: "regions that are not there",
    control: { failRegions: [3], perRegion: { 7: {} }, discovery: { redirectTo: 9 } },
    findings: [
      "failRegions unknownRegion: 3 (0 to 2)",
      "discovery.redirectTo unknownRegion: 9 (0 to 2)",
      "perRegion unknownRegion: 7 (0 to 2)",
      `discovery.redirectTo noEffect`,
    ],
  },
  {
    name: "keys of perRegion that are no region",
    control: { perRegion: { x: {}, "01": {}, "-1": {}, "region-0": {} } },
    findings: ['"x"', '"01"', '"-1"', '"region-0"'].map(
      (key) => `X-Lk-Mock.perRegion[${key}] invalidName`,
    ),
  },
  {
    name: "fields that perRegion does not have",
    control: { perRegion: { 0: { failRegions: [0], strict: true, perRegion: {} } } },
    findings: [
      `X-Lk-Mock.perRegion["0"] unknownField: "failRegions"`,
      `X-Lk-Mock.perRegion["0"] unknownField: "strict"`,
      `X-Lk-Mock.perRegion["0"] unknownField: "perRegion"`,
    ],
  },
  {
    name: "methods that are none",
    control: { methods: ["CreateRooms", "livekit.Egres/*", "CreateRoom"] },
    findings: [
      'methods unknownMethod: "CreateRooms" -> CreateRoom',
      'methods unknownMethod: "livekit.Egres/*" -> livekit.Egress/*',
    ],
  },
  {
    name: "a delay whose min is over its max",
    control: { delayMs: { min: 5, max: 4 } },
    findings: ["delayMs.min outOfRange: 5"],
  },
  {
    name: "a delay without a max",
    control: { delayMs: { min: 5 } },
    findings: ["X-Lk-Mock.delayMs.max missing"],
  },
  {
    name: "a hold of over ten minutes",
    control: { failRegions: [0], failMode: "stall", stallMs: 600_001 },
    findings: ["X-Lk-Mock.stallMs outOfRange: 600001 (0 to 600000)"],
  },
  {
    name: "an id that is too long, or not visible",
    control: { id: "x".repeat(65), perRegion: { 0: { id: "a b" } } },
    findings: [
      `X-Lk-Mock.id invalidValue: "${"x".repeat(57)}..."`,
      'X-Lk-Mock.perRegion["0"].id invalidValue: "a b"',
    ],
  },
  {
    name: "headers that cannot be",
    control: {
      headers: {
        "Content-Length": "1",
        "TRANSFER-encoding": "x",
        "a b": "c",
        A: "\n",
        B: 1,
        C: "\u20ac",
      },
    },
    findings: [
      'X-Lk-Mock.headers["Content-Length"] cannotBeSet',
      'X-Lk-Mock.headers["TRANSFER-encoding"] cannotBeSet',
      'X-Lk-Mock.headers["a b"] invalidName',
      'X-Lk-Mock.headers["A"] invalidValue: "\\\\u000a"',
      'X-Lk-Mock.headers["B"] wrongType: 1',
      'X-Lk-Mock.headers["C"] invalidValue: "\\\\u20ac"',
    ],
  },
  {
    name: "faults of discovery that are none",
    control: { discovery: { inject: ["badURL", "duplicate"], order: "reversed" } },
    findings: [
      'X-Lk-Mock.discovery.inject[0] unknownValue: "badURL" -> badUrl',
      'X-Lk-Mock.discovery.order unknownValue: "reversed" -> reverse',
    ],
  },
  {
    name: "a region of discovery without a URL",
    control: { discovery: { regions: [{ region: "a" }, { region: "b", url: "u" }] } },
    findings: ["X-Lk-Mock.discovery.regions[0].url missing"],
  },
  {
    name: "a status that cannot refuse a signal connection",
    control: { rtcStatus: 302 },
    findings: ["X-Lk-Mock.rtcStatus outOfRange: 302 (400 to 599)"],
  },
];

describe("is reported:", () => {
  for (const { name, control, findings } of rows) {
    test(name, () => {
      assert.deepEqual(findingsOf(control), findings);
    });
  }
});

describe("is not reported:", () => {
  for (const [name, control] of [
    [
      "null for a header, and for a part of meta",
      { failRegions: [0], headers: { a: null }, failMeta: { a: null } },
    ],
    [
      "a common option of a region that perRegion makes fail",
      { failStatus: 500, perRegion: { 0: { failMessage: "x" } } },
    ],
    [
      "an option of one of two modes",
      {
        failMode: "stall",
        stallMs: 1,
        failRegions: [0, 1],
        perRegion: { 1: { failMode: "drop" } },
      },
    ],
    [
      "the Retry-After of a discovery that fails by status",
      { discovery: { status: 503, retryAfter: 1 } },
    ],
    [
      "the Retry-After of a discovery that fails by regionsStatus",
      { regionsStatus: 503, discovery: { retryAfter: 1 } },
    ],
    ["failUntil with a failure of discovery", { failUntil: 1, discovery: { failMode: "drop" } }],
    ["failUntil with rtcStatus", { failUntil: 1, rtcStatus: 503 }],
    [
      "a mode and its options in perRegion",
      { perRegion: { "*": { failMode: "trickle", trickle: { bytes: 2 } } } },
    ],
    [
      "an option in * that a region needs",
      { failRegions: [1], failMode: "redirect", perRegion: { 0: {}, "*": { redirectTo: 0 } } },
    ],
  ] as const) {
    test(name, () => {
      assert.deepEqual(findingsOf(control), []);
    });
  }
});

test("the older wait of the delay mode is held at the longest timer", () => {
  const findings = new Findings();
  const rawHeaders = ["X-Lk-Mock-Delay-Ms", "2147483648"];
  const { failDelayMs } = createControlReader(rules)(
    { rawHeaders, token: noToken, signal: false, trust: "full", hasDefault: true },
    findings,
  );
  assert.equal(failDelayMs, 2147483647);
  assert.deepEqual(findings.toLines().map(brief), [
    "X-Lk-Mock-Delay-Ms outOfRange: 2147483648 (0 to 2147483647)",
  ]);
});
