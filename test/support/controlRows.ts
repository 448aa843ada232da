import type { RequestControl } from "../../src/control/index.js";

/** An `X-Lk-Mock` header, and what is made of it. */
export interface ControlRow {
  readonly name: string;
  readonly json: string;
  readonly control: RequestControl;
  readonly findings?: readonly string[];
}

const wrong = (field: string, value: string): string => `X-Lk-Mock.${field} wrongType: ${value}`;

/** Good, `null`, wrong type and out of range, for each field of the JSON object. */
export const controlRows: readonly ControlRow[] = [
  { name: "an empty object says nothing", json: "{}", control: {} },
  { name: "failRegions", json: '{"failRegions":[0,2]}', control: { failRegions: [0, 2] } },
  { name: "failRegions: null says nothing", json: '{"failRegions":null}', control: {} },
  { name: "failRegions: empty", json: '{"failRegions":[]}', control: { failRegions: [] } },
  {
    name: "failRegions: not a list",
    json: '{"failRegions":0}',
    control: {},
    findings: [wrong("failRegions", "0")],
  },
  {
    name: "failRegions: entries of the wrong type are skipped",
    json: '{"failRegions":["0",1,0.5,null,true]}',
    control: { failRegions: [1] },
    findings: [
      wrong("failRegions[0]", '"0"'),
      wrong("failRegions[2]", "0.5"),
      wrong("failRegions[3]", "null"),
      wrong("failRegions[4]", "true"),
    ],
  },
  {
    name: "failRegions: a region that is not there is kept and reported",
    json: '{"failRegions":[3,-1]}',
    control: { failRegions: [3, -1] },
    findings: ["failRegions unknownRegion: 3 (0 to 2)", "failRegions unknownRegion: -1 (0 to 2)"],
  },
  {
    name: "failMode",
    json: '{"failRegions":[0],"failMode":"drop"}',
    control: { failRegions: [0], failMode: "drop" },
  },
  {
    name: "failMode: any case",
    json: '{"failRegions":[0],"failMode":"DROP"}',
    control: { failRegions: [0], failMode: "drop" },
  },
  { name: "failMode: null says nothing", json: '{"failMode":null}', control: {} },
  {
    name: "failMode: an unknown value acts as status and is reported",
    json: '{"failRegions":[0],"failMode":"dorp"}',
    control: { failRegions: [0], failMode: "status" },
    findings: ['X-Lk-Mock.failMode unknownValue: "dorp" -> drop'],
  },
  {
    name: "failMode: wrong type",
    json: '{"failMode":1}',
    control: {},
    findings: [wrong("failMode", "1")],
  },
  {
    name: "failStatus: lowest",
    json: '{"failRegions":[0],"failStatus":200}',
    control: { failRegions: [0], failStatus: 200 },
  },
  {
    name: "failStatus: highest",
    json: '{"failRegions":[0],"failStatus":599}',
    control: { failRegions: [0], failStatus: 599 },
  },
  { name: "failStatus: null says nothing", json: '{"failStatus":null}', control: {} },
  {
    name: "failStatus: below 200 counts as 503",
    json: '{"failRegions":[0],"failStatus":199}',
    control: { failRegions: [0], failStatus: 503 },
    findings: ["X-Lk-Mock.failStatus outOfRange: 199 (200 to 599)"],
  },
  {
    name: "failStatus: above 599 counts as 503",
    json: '{"failRegions":[0],"failStatus":600}',
    control: { failRegions: [0], failStatus: 503 },
    findings: ["X-Lk-Mock.failStatus outOfRange: 600 (200 to 599)"],
  },
  {
    name: "failStatus: a string is skipped",
    json: '{"failStatus":"500"}',
    control: {},
    findings: [wrong("failStatus", '"500"')],
  },
  {
    name: "failStatus: a fraction is skipped",
    json: '{"failStatus":500.5}',
    control: {},
    findings: [wrong("failStatus", "500.5")],
  },
  {
    name: "failTwirpCode",
    json: '{"failRegions":[0],"failTwirpCode":"x y"}',
    control: { failRegions: [0], failTwirpCode: "x y" },
  },
  { name: "failTwirpCode: null says nothing", json: '{"failTwirpCode":null}', control: {} },
  { name: "failTwirpCode: an empty one says nothing", json: '{"failTwirpCode":""}', control: {} },
  {
    name: "failTwirpCode: an empty one says nothing for a region, nor for discovery",
    json: '{"failRegions":[0],"failTwirpCode":"a","perRegion":{"0":{"failTwirpCode":""}},"discovery":{"failTwirpCode":""}}',
    control: { failRegions: [0], failTwirpCode: "a", perRegion: { 0: {} }, discovery: {} },
  },
  {
    name: "failTwirpCode: wrong type",
    json: '{"failTwirpCode":["a"]}',
    control: {},
    findings: [wrong("failTwirpCode", "a list")],
  },
  {
    name: "jsonNames and emitDefaults",
    json: '{"jsonNames":"snake","emitDefaults":true}',
    control: { jsonNames: "snake", emitDefaults: true },
  },
  {
    name: "jsonNames and emitDefaults: null says nothing",
    json: '{"jsonNames":null,"emitDefaults":null}',
    control: {},
  },
  {
    name: "jsonNames: an unknown value is skipped",
    json: '{"jsonNames":"snakes"}',
    control: {},
    findings: ['X-Lk-Mock.jsonNames unknownValue: "snakes" -> snake'],
  },
  {
    name: "jsonNames and emitDefaults: wrong type",
    json: '{"jsonNames":true,"emitDefaults":1}',
    control: {},
    findings: [wrong("jsonNames", "true"), wrong("emitDefaults", "1")],
  },
  { name: "delayMs", json: '{"delayMs":250}', control: { delayMs: 250 } },
  { name: "delayMs: 0 is a value", json: '{"delayMs":0}', control: { delayMs: 0 } },
  { name: "delayMs: null says nothing", json: '{"delayMs":null}', control: {} },
  {
    name: "delayMs: a negative one is skipped",
    json: '{"delayMs":-1}',
    control: {},
    findings: ["X-Lk-Mock.delayMs outOfRange: -1 (0 to 2147483647)"],
  },
  {
    name: "delayMs: one over the longest timer is held at that",
    json: '{"delayMs":2147483648}',
    control: { delayMs: 2147483647 },
    findings: ["X-Lk-Mock.delayMs outOfRange: 2147483648 (0 to 2147483647)"],
  },
  {
    name: "delayMs: wrong type",
    json: '{"delayMs":[]}',
    control: {},
    findings: [wrong("delayMs", "a list")],
  },
  { name: "regionsStatus", json: '{"regionsStatus":500}', control: { regionsStatus: 500 } },
  { name: "regionsStatus: null says nothing", json: '{"regionsStatus":null}', control: {} },
  {
    name: "regionsStatus: out of range is skipped",
    json: '{"regionsStatus":199}',
    control: {},
    findings: ["X-Lk-Mock.regionsStatus outOfRange: 199 (200 to 599)"],
  },
  {
    name: "regionsStatus: wrong type",
    json: '{"regionsStatus":true}',
    control: {},
    findings: [wrong("regionsStatus", "true")],
  },
  { name: "response", json: '{"response":{"a":[1]}}', control: { response: { a: [1] } } },
  { name: "response: null says nothing", json: '{"response":null}', control: {} },
  {
    name: "response: wrong type",
    json: '{"response":"{}"}',
    control: {},
    findings: [wrong("response", '"{}"')],
  },
  { name: "skipAuth: true", json: '{"skipAuth":true}', control: { skipAuth: true } },
  { name: "skipAuth: false", json: '{"skipAuth":false}', control: { skipAuth: false } },
  { name: "skipAuth: null says nothing", json: '{"skipAuth":null}', control: {} },
  {
    name: "skipAuth: wrong type",
    json: '{"skipAuth":"true"}',
    control: {},
    findings: [wrong("skipAuth", '"true"')],
  },
  { name: "sipStatus", json: '{"sipStatus":{"code":486}}', control: { sipStatus: { code: 486 } } },
  {
    name: "sipStatus: names in any case",
    json: '{"SIPSTATUS":{"Code":486,"STATUS":"Busy"}}',
    control: { sipStatus: { code: 486, status: "Busy" } },
  },
  { name: "sipStatus: null says nothing", json: '{"sipStatus":null}', control: {} },
  {
    name: "sipStatus: without a code it is skipped",
    json: '{"sipStatus":{"status":"Busy"}}',
    control: {},
    findings: ["X-Lk-Mock.sipStatus.code missing"],
  },
  {
    name: "sipStatus: a code that is no integer is skipped",
    json: '{"sipStatus":{"code":"486"}}',
    control: {},
    findings: [wrong("sipStatus.code", '"486"')],
  },
  {
    name: "sipStatus: a code over 32 bits is skipped",
    json: '{"sipStatus":{"code":2147483648}}',
    control: {},
    findings: ["X-Lk-Mock.sipStatus.code outOfRange: 2147483648 (-2147483648 to 2147483647)"],
  },
  {
    name: "sipStatus: a status of the wrong type is skipped, the code counts",
    json: '{"sipStatus":{"code":486,"status":1}}',
    control: { sipStatus: { code: 486 } },
    findings: [wrong("sipStatus.status", "1")],
  },
  {
    name: "sipStatus: unknown fields are reported",
    json: '{"sipStatus":{"code":486,"reason":"x"}}',
    control: { sipStatus: { code: 486 } },
    findings: ['X-Lk-Mock.sipStatus unknownField: "reason"'],
  },
  {
    name: "sipStatus: wrong type",
    json: '{"sipStatus":486}',
    control: {},
    findings: [wrong("sipStatus", "486")],
  },
  {
    name: "pinnedRegions",
    json: '{"pinnedRegions":["region-1"]}',
    control: { pinnedRegions: ["region-1"] },
  },
  { name: "pinnedRegions: null says nothing", json: '{"pinnedRegions":null}', control: {} },
  {
    name: "pinnedRegions: entries of the wrong type are skipped",
    json: '{"pinnedRegions":[1,"region-0"]}',
    control: { pinnedRegions: ["region-0"] },
    findings: [wrong("pinnedRegions[0]", "1")],
  },
  {
    name: "pinnedRegions: an unknown name is kept and reported",
    json: '{"pinnedRegions":["regoin-1"]}',
    control: { pinnedRegions: ["regoin-1"] },
    findings: ['pinnedRegions unknownRegion: "regoin-1" -> region-1'],
  },
  {
    name: "pinnedRegions: wrong type",
    json: '{"pinnedRegions":"region-1"}',
    control: {},
    findings: [wrong("pinnedRegions", '"region-1"')],
  },
  {
    name: "field names match in any case",
    json: '{"FAILREGIONS":[0],"delayms":5}',
    control: { failRegions: [0], delayMs: 5 },
  },
  {
    name: "an unknown field is reported with the nearest name",
    json: '{"failRegion":[0],"delayMs":5}',
    control: { delayMs: 5 },
    findings: ['X-Lk-Mock unknownField: "failRegion" -> failRegions'],
  },
  {
    name: "a field in two cases: the last counts",
    json: '{"delayMs":5,"DelayMs":6}',
    control: { delayMs: 6 },
    findings: ["X-Lk-Mock.delayMs givenTwice"],
  },
  {
    name: "__proto__ is an unknown field like any other",
    json: '{"__proto__":{"skipAuth":true}}',
    control: {},
    findings: ['X-Lk-Mock unknownField: "__proto__"'],
  },
  {
    name: "not JSON changes nothing",
    json: "{failRegions:[0]}",
    control: {},
    findings: ['X-Lk-Mock invalidJson: "{failRegions:[0]}"'],
  },
  {
    name: "an empty header changes nothing",
    json: "",
    control: {},
    findings: ['X-Lk-Mock invalidJson: ""'],
  },
  {
    name: "a list changes nothing",
    json: "[]",
    control: {},
    findings: ["X-Lk-Mock wrongType: a list"],
  },
  {
    name: "null changes nothing",
    json: "null",
    control: {},
    findings: ["X-Lk-Mock wrongType: null"],
  },
  {
    name: "escapes are read",
    json: '{"failRegions":[0],"failTwirpCode":"\\u00e9"}',
    control: { failRegions: [0], failTwirpCode: "\u00e9" },
  },
];
