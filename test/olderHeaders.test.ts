import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Caches } from "../src/util/cache.js";
import { createControlReader, type RequestControl } from "../src/control/index.js";
import { Findings } from "../src/util/findings.js";
import { createRegions } from "../src/util/region.js";
import { noToken } from "../src/token/token.js";
import { brief } from "./support/brief.js";

const regions = createRegions({ host: "http://127.0.0.1" }, [9000, 9001, 9002]);

const rules = { regions, defaultControl: {}, tokenControl: true, caches: new Caches() };
const failing = { "X-Lk-Mock-Fail-Regions": "0" };

interface Row {
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly control: RequestControl;
  readonly findings?: readonly string[];
}

const rows: readonly Row[] = [
  {
    name: "Fail-Regions: blanks around entries are trimmed",
    headers: { "X-Lk-Mock-Fail-Regions": " 0 ,2" },
    control: { failRegions: [0, 2] },
  },
  {
    name: "Fail-Regions: entries that are no integer are skipped",
    headers: { "X-Lk-Mock-Fail-Regions": "x,1,,0.5" },
    control: { failRegions: [1] },
    findings: ['"x"', '""', '"0.5"'].map(
      (value) => `X-Lk-Mock-Fail-Regions invalidValue: ${value}`,
    ),
  },
  {
    name: "Fail-Mode",
    headers: { ...failing, "X-Lk-Mock-Fail-Mode": "Delay" },
    control: { failRegions: [0], failMode: "delay" },
  },
  {
    name: "Fail-Mode: an unknown value acts as status and is reported",
    headers: { ...failing, "X-Lk-Mock-Fail-Mode": "dely" },
    control: { failRegions: [0], failMode: "status" },
    findings: ['X-Lk-Mock-Fail-Mode unknownValue: "dely" -> delay'],
  },
  {
    name: "Fail-Status",
    headers: { ...failing, "X-Lk-Mock-Fail-Status": "404" },
    control: { failRegions: [0], failStatus: 404 },
  },
  {
    name: "Fail-Status: 100 to 199 count as 503",
    headers: { ...failing, "X-Lk-Mock-Fail-Status": "100" },
    control: { failRegions: [0], failStatus: 503 },
    findings: ["X-Lk-Mock-Fail-Status outOfRange: 100 (200 to 599)"],
  },
  ...["99", "600", "abc", "404.5"].map((value) => ({
    name: `Fail-Status: ${value} is ignored`,
    headers: { "X-Lk-Mock-Fail-Status": value },
    control: {},
    findings: [`X-Lk-Mock-Fail-Status invalidValue: ${JSON.stringify(value)}`],
  })),
  {
    name: "Fail-Twirp-Code",
    headers: { ...failing, "X-Lk-Mock-Fail-Twirp-Code": "aborted" },
    control: { failRegions: [0], failTwirpCode: "aborted" },
  },
  {
    name: "Delay-Ms is the wait of the delay mode, and not delayMs",
    headers: { "X-Lk-Mock-Delay-Ms": "250" },
    control: { failDelayMs: 250 },
  },
  ...["-1", "soon", "1.5"].map((value) => ({
    name: `Delay-Ms: ${value} counts as the default`,
    headers: { "X-Lk-Mock-Delay-Ms": value },
    control: {},
    findings: [`X-Lk-Mock-Delay-Ms invalidValue: ${JSON.stringify(value)}`],
  })),
  {
    name: "Regions-Status",
    headers: { "X-Lk-Mock-Regions-Status": "500" },
    control: { regionsStatus: 500 },
  },
  {
    name: "Regions-Status: 100 to 199 are skipped, for a 1xx has no final answer",
    headers: { "X-Lk-Mock-Regions-Status": "100" },
    control: {},
    findings: ["X-Lk-Mock-Regions-Status outOfRange: 100 (200 to 599)"],
  },
  {
    name: "Regions-Status: 99 is ignored",
    headers: { "X-Lk-Mock-Regions-Status": "99" },
    control: {},
    findings: ['X-Lk-Mock-Regions-Status invalidValue: "99"'],
  },
  {
    name: "Response",
    headers: { "X-Lk-Mock-Response": '{"sid":"a"}' },
    control: { response: { sid: "a" } },
  },
  ...["[]", "{", "null"].map((value) => ({
    name: `Response: ${value} is ignored`,
    headers: { "X-Lk-Mock-Response": value },
    control: {},
    findings: [`X-Lk-Mock-Response invalidValue: "${value}"`],
  })),
  {
    name: "Skip-Auth: true in any case",
    headers: { "X-Lk-Mock-Skip-Auth": "TRUE" },
    control: { skipAuth: true },
  },
  {
    name: "Skip-Auth: false says nothing",
    headers: { "X-Lk-Mock-Skip-Auth": "false" },
    control: {},
  },
  {
    name: "Skip-Auth: anything else is ignored",
    headers: { "X-Lk-Mock-Skip-Auth": "1" },
    control: {},
    findings: ['X-Lk-Mock-Skip-Auth invalidValue: "1"'],
  },
  { name: "an empty header says nothing", headers: { "X-Lk-Mock-Fail-Mode": "" }, control: {} },
  {
    name: "an unknown header of the mock is reported with the nearest name",
    headers: { "X-Lk-Mock-Fail-Region": "0" },
    control: {},
    findings: ["X-Lk-Mock-Fail-Region unknownHeader -> X-Lk-Mock-Fail-Regions"],
  },
  {
    name: "names are read in any case",
    headers: { "x-LK-mock-DELAY-ms": "5" },
    control: { failDelayMs: 5 },
  },
  {
    name: "a field that the JSON object has wins, one that it lacks keeps the older value",
    headers: {
      "X-Lk-Mock-Fail-Regions": "0",
      "X-Lk-Mock-Fail-Status": "404",
      "X-Lk-Mock": '{"failStatus":429}',
    },
    control: { failRegions: [0], failStatus: 429 },
  },
  {
    name: "null in the JSON object leaves the older value",
    headers: { ...failing, "X-Lk-Mock-Fail-Status": "404", "X-Lk-Mock": '{"failStatus":null}' },
    control: { failRegions: [0], failStatus: 404 },
  },
  {
    name: "an empty code in the JSON object leaves the older value",
    headers: {
      ...failing,
      "X-Lk-Mock-Fail-Twirp-Code": "aborted",
      "X-Lk-Mock": '{"failTwirpCode":""}',
    },
    control: { failRegions: [0], failTwirpCode: "aborted" },
  },
  {
    name: "a skipped field of the JSON object leaves the older value",
    headers: { "X-Lk-Mock-Regions-Status": "500", "X-Lk-Mock": '{"regionsStatus":99}' },
    control: { regionsStatus: 500 },
    findings: ["X-Lk-Mock.regionsStatus outOfRange: 99 (200 to 599)"],
  },
  {
    name: "a JSON header that is no object leaves all older values",
    headers: { ...failing, "X-Lk-Mock-Fail-Status": "404", "X-Lk-Mock": '"x"' },
    control: { failRegions: [0], failStatus: 404 },
    findings: ['X-Lk-Mock wrongType: "x"'],
  },
];

describe("the older headers", () => {
  for (const { name, headers, control, findings = [] } of rows) {
    test(name, () => {
      const found = new Findings();
      const rawHeaders = Object.entries(headers).flat();
      const read = createControlReader(rules)(
        { rawHeaders, token: noToken, signal: false, trust: "full", hasDefault: false },
        found,
      );
      assert.deepEqual([read, found.toLines().map(brief)], [control, findings]);
    });
  }
});
