import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import { controlFields } from "../src/control/fields.js";
import type { MockControl } from "../src/library/index.js";
import { request } from "./support/call.js";
import { controlRows } from "./support/controlRows.js";
import { startTestMock } from "./support/mock.js";
import { pages } from "./support/docs.js";
import { runProgram } from "./support/program.js";

const file = readFileSync("dist/control.schema.json", "utf8");
const schema = JSON.parse(file) as { type: string; properties: Record<string, object> };
const validate = new Ajv2020({
  strict: true,
  allErrors: true,
  allowUnionTypes: true,
}).compile<MockControl>(schema);

describe("the JSON Schema of the control", () => {
  test("is one of an object, with every field", () => {
    assert.equal(schema.type, "object");
    assert.deepEqual(
      Object.keys(schema.properties),
      controlFields.map(({ name }) => name),
    );
  });

  test("is the same in the package, on the wire and on the command line", async () => {
    const mock = await startTestMock();
    const { status, headers, text } = await request(`${mock.url}/_mock/control.schema.json`);
    assert.deepEqual([status, headers["content-type"]], [200, "application/json"]);
    assert.equal(text, file);
    const program = runProgram(["schema"]);
    assert.equal(await program.ended, 0);
    assert.equal(program.stdout(), file);
  });

  test("allows every control that README and docs show", () => {
    const controls = [...[...pages.values()].join("").matchAll(/X-Lk-Mock: (\{.*?\})'/g)].map(
      ([, json]) => json!,
    );
    assert.ok(controls.length > 20);
    const wrong = controls.filter((json) => !validate(JSON.parse(json)));
    assert.deepEqual(
      wrong.map((json) => json.includes('failRegion"')),
      wrong.map(() => true),
    );
  });
});

/** What no schema can say: names in any case, `null`, what depends on the mock's regions. */
const beyond =
  /any case|null says nothing|SIPSTATUS|a region that is not there|unknown name is kept/;

describe("the JSON Schema agrees with the findings:", () => {
  for (const { name, json, findings = [] } of controlRows) {
    if (beyond.test(name) || findings.some((finding) => /invalidJson|givenTwice/.test(finding)))
      continue;
    test(name, () => {
      assert.equal(validate(JSON.parse(json)), findings.length === 0);
    });
  }

  const others: readonly (readonly [object, boolean])[] = [
    [{ delayMs: { min: 1, max: 2, seed: 3 } }, true],
    [{ delayMs: { min: 1 } }, false],
    [{ perRegion: { 0: { failMode: "reset" }, "*": { delayMs: 1 } } }, true],
    [{ perRegion: { x: {} } }, false],
    [{ perRegion: { 0: { strict: true } } }, false],
    [{ headers: { "X-A": "b" } }, true],
    [{ headers: { "Content-LENGTH": "1" } }, false],
    [{ headers: { "a b": "c" } }, false],
    [{ retryAfter: "Mon, 23 Nov 2026 15:00:00 GMT" }, true],
    [{ retryAfter: "soon" }, false],
    [{ discovery: { regions: [{ region: "a", url: "b" }], inject: ["badUrl"] } }, true],
    [{ discovery: { regions: [{ region: "a" }] } }, false],
    [{ redirectTo: 1 }, true],
    [{ redirectTo: true }, false],
    [{ methods: ["CreateRoom"] }, true],
    [{ methods: { CreateRoom: { failStatus: 429 }, "livekit.Egress/*": {}, "*": {} } }, true],
    [{ perRegion: { 0: { methods: { "livekit.SIP/ListSIPTrunk": { response: {} } } } } }, true],
    [{ methods: { CreateRooms: {} } }, false],
    [{ methods: { CreateRoom: { failStatus: 99 } } }, false],
    [{ methods: { CreateRoom: { failRegions: [0] } } }, false],
    [{ methods: "CreateRoom" }, false],
  ];
  for (const [control, legal] of others) {
    test(`${JSON.stringify(control)} is ${legal ? "legal" : "wrong"}`, () => {
      assert.equal(validate(control), legal);
    });
  }
});

test("the type MockControl has the fields with their values", () => {
  const control: MockControl = {
    failRegions: [0],
    failMode: "stallBody",
    trickle: { bytes: 1 },
    delayMs: { max: 5 },
    perRegion: { "*": { redirectTo: "https://a.test", discovery: { order: "shuffle", seed: 1 } } },
  };
  assert.ok(validate(control));
  // @ts-expect-error -- an unknown mode
  const unknownMode: MockControl = { failMode: "dorp" };
  // @ts-expect-error -- a field that perRegion does not have
  const nested: MockControl = { perRegion: { 0: { strict: true } } };
  assert.ok(!validate(unknownMode));
  assert.ok(!validate(nested));
});
