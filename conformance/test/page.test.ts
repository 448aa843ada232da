/** The pages, from a fixed result. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { curlsOf } from "../runner/curl.js";
import { renderIndex } from "../runner/indexPage.js";
import { subjectsOf } from "../runner/report.js";
import { renderScenarios } from "../runner/scenariosPage.js";
import { renderSdk } from "../runner/sdkPage.js";
import { failing, groups, node, own, reference, scenarios } from "./support/results.js";
import { scenarioOf } from "./support/scenarios.js";

const report = {
  groups,
  results: [node, own],
  failing: new Map([["node", failing]]),
  contributing: "../CONTRIBUTING.md",
};
const curl = "curl -i http://127.0.0.1:9999/twirp/livekit.RoomService/CreateRoom";
const json = `-H 'Content-Type: application/json' -d '{"name":"a"}'`;

test("the index has a row per SDK, and all defects", () => {
  const page = renderIndex(report);
  assert.ok(page.includes("in 4 [scenarios]"));
  assert.ok(
    page.includes(`
| | SDK | passes | fails | not supported | not run | fails over |
|---|---|---|---|---|---|---|
| [Node](conformance/node.md) | \`livekit-server-sdk\` 1.2.3 | 1 | 2 | 1 | 0 | on hosts of LiveKit Cloud |
| [my-sdk](conformance/my-sdk.md) | \`my-sdk\` 0.0.1 | 1 | 1 | 0 | 1 |  |
`),
  );
  const list = page.split("\n").filter((line) => line.startsWith("- "));
  assert.deepEqual(list, ["- Node: [It hangs](conformance/node.md#node-1)"]);
});

test("an SDK's page has its defects and differences", () => {
  const [subject] = subjectsOf(report);
  assert.equal(
    renderSdk(subject!, scenarios),
    `# Node: \`livekit-server-sdk\` 1.2.3

1 of 4 scenarios pass, 2 fail, and 1 are not supported. [All SDKs](../conformance.md)

## Defects

Each breaks what Twirp, HTTP, protobuf or LiveKit's documents say.

- [It hangs](#node-1)

### <a id="node-1"></a>It hangs

Nothing.

Why it matters: Much.

| scenario | a well-behaved client | this SDK |
|---|---|---|
| [first answers](scenarios.md#group--first-answers) | ok from region 0 with \`{"name":"a"}\`; one attempt only | hangs; 1 attempt |

\`\`\`sh
npm run conformance -- --sdk node --scenario 'group/first-answers'
${curl} -H 'X-Lk-Mock: {"skipAuth":true,"failRegions":[0]}' ${json}
\`\`\`

## Differences

No document says what a client does here; the scenarios say what users would expect.

- [It waits](#node-2)

### <a id="node-2"></a>It waits

Some.

Why it matters: Little.

| scenario | a well-behaved client | this SDK |
|---|---|---|
| [second waits](scenarios.md#group--second-waits) | error unavailable | hangs; 1 attempt |

\`\`\`sh
npm run conformance -- --sdk node --scenario 'group/second-waits'
${curl} -H 'X-Lk-Mock: {"skipAuth":true}' ${json}
\`\`\`
`,
  );
});

test("an SDK's page has the failures that nobody has described", () => {
  const [, subject] = subjectsOf(report);
  assert.equal(
    renderSdk(subject!, scenarios),
    `# my-sdk: \`my-sdk\` 0.0.1

1 of 4 scenarios pass, 1 fail, and 0 are not supported. [All SDKs](../conformance.md)

## Other failures

| scenario | a well-behaved client | this SDK |
|---|---|---|
| [second waits](scenarios.md#group--second-waits) | error unavailable | hangs; 1 attempt |
`,
  );
});

test("an SDK whose name has a slash has a page beside the others", () => {
  const [subject] = subjectsOf({ ...report, results: [{ ...own, name: "@me/my sdk" }] });
  assert.equal(subject!.file, "-me-my-sdk.md");
});

test("the scenarios have who passes them, and what is asked", () => {
  const page = renderScenarios(report);
  assert.equal(
    page.slice(page.indexOf("## group")),
    `## group

It is a test.

| scenario | a well-behaved client | Node | my-sdk |
|---|---|---|---|
| [first answers](#group--first-answers) | ok from region 0 with \`{"name":"a"}\`; one attempt only | [✗](node.md#node-1) | ✓ |
| [second waits](#group--second-waits) | error unavailable | [≠](node.md#node-2) | **✗** |
| [third passes](#group--third-passes) | ok from region 0 with \`{"name":"a"}\`; one attempt only | ✓ | · |
| [fourth is lacking](#group--fourth-is-lacking) | ok from region 0 with \`{"name":"a"}\`; one attempt only | – |  |

- <a id="group--first-answers"></a>**group/first-answers**: It is a test. \`RoomService/CreateRoom\`, \`{"name":"a"}\`, control \`{"failRegions":[0]}\`, a timeout of 5 s. Required: It says so.
- <a id="group--second-waits"></a>**group/second-waits**: It is a test. \`RoomService/CreateRoom\`, \`{"name":"a"}\`, failover on, a timeout of 2 s. Reference: ${reference!}
- <a id="group--third-passes"></a>**group/third-passes**: It is a test. \`RoomService/CreateRoom\`, \`{"name":"a"}\`, a timeout of 5 s. Reference: ${reference!}
- <a id="group--fourth-is-lacking"></a>**group/fourth-is-lacking**: It is a test. \`RoomService/CreateRoom\`, \`{"name":"a"}\`, a timeout of 5 s. Reference: ${reference!}
`,
  );
});

test("curl shows discovery if the control is about it, and quotes what it must", () => {
  const control = { discovery: { maxAge: 1 }, failMessage: "it's" };
  assert.deepEqual(
    curlsOf(scenarioOf({ control, call: { method: "SIP/ListSIPTrunk", request: {} } })),
    [
      `curl -i http://127.0.0.1:9999/twirp/livekit.SIP/ListSIPTrunk -H 'X-Lk-Mock: {"skipAuth":true,"discovery":{"maxAge":1},"failMessage":"it'\\''s"}' -H 'Content-Type: application/json' -d '{}'`,
      `curl -i http://127.0.0.1:9999/settings/regions -H 'X-Lk-Mock: {"discovery":{"maxAge":1},"failMessage":"it'\\''s"}'`,
    ],
  );
});
