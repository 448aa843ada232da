/** The page, from a fixed result. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { curlsOf } from "../runner/curl.js";
import { renderPage } from "../runner/markdown.js";
import { failing, groups, node, own, reference } from "./support/results.js";
import { scenarioOf } from "./support/scenarios.js";

test("the page of a fixed result", () => {
  const known = new Map([["node", failing]]);
  const contributing = "../../CONTRIBUTING.md";
  const page = renderPage({ groups, results: [node, own], failing: known, contributing });
  const from = page.indexOf("| | SDK |");
  assert.ok(page.slice(0, from).includes("against 4 scenarios"));
  const introduced = page.indexOf("\n\nThe control goes in");
  assert.equal(
    page.slice(from, introduced),
    [
      "| | SDK | passes | known to fail | failover is switched on |",
      "|---|---|---|---|---|",
      "| Node | `livekit-server-sdk` 1.2.3 | 1 | 2 | by the name of its host |",
      "| my-sdk | `my-sdk` 0.0.1 | 1 | 0 |  |",
    ].join("\n"),
  );
  const curl = "curl -i http://127.0.0.1:9999/twirp/livekit.RoomService/CreateRoom";
  const json = `-H 'Content-Type: application/json' -d '{"name":"a"}'`;
  assert.equal(
    page.slice(page.indexOf("## Defects")),
    `## Defects

1 in all. Each breaks what Twirp, HTTP, protobuf or LiveKit's documents say.

- Node: [It hangs](#node-1)

### <a id="node-1"></a>Node: It hangs

\`livekit-server-sdk\` 1.2.3. Nothing.

Why it matters: Much.

| scenario | a well-behaved client | this SDK |
|---|---|---|
| [first answers](#group--first-answers) | ok from region 0 with \`{"name":"a"}\`; one attempt only | hangs; 1 attempt |

\`\`\`sh
npm run conformance -- --sdk node --scenario 'group/first-answers'
${curl} -H 'X-Lk-Mock: {"skipAuth":true,"failRegions":[0]}' ${json}
\`\`\`

## Differences

No document says what a client does here; the catalogue says what users would expect.

### <a id="node-2"></a>Node: It waits

\`livekit-server-sdk\` 1.2.3. Some.

Why it matters: Little.

| scenario | a well-behaved client | this SDK |
|---|---|---|
| [second waits](#group--second-waits) | error unavailable | hangs; 1 attempt |

\`\`\`sh
npm run conformance -- --sdk node --scenario 'group/second-waits'
${curl} -H 'X-Lk-Mock: {"skipAuth":true}' ${json}
\`\`\`

## The matrix

✓ passes, ✗ has a defect, ≠ differs from what users would expect, – the SDK cannot be asked that,
· its driver does not ask. Marks lead to what happens.

### group

It is a test.

| scenario | a well-behaved client | Node | my-sdk |
|---|---|---|---|
| [first answers](#group--first-answers) | ok from region 0 with \`{"name":"a"}\`; one attempt only | [✗](#node-1) | ✓ |
| [second waits](#group--second-waits) | error unavailable | [≠](#node-2) | **✗** |
| [third passes](#group--third-passes) | ok from region 0 with \`{"name":"a"}\`; one attempt only | ✓ | · |
| [fourth is lacking](#group--fourth-is-lacking) | ok from region 0 with \`{"name":"a"}\`; one attempt only | – |  |

## The scenarios

### group: what is asked

- <a id="group--first-answers"></a>**group/first-answers**: It is a test. \`RoomService/CreateRoom\`, \`{"name":"a"}\`, control \`{"failRegions":[0]}\`, a timeout of 5 s. Required: It says so.
- <a id="group--second-waits"></a>**group/second-waits**: It is a test. \`RoomService/CreateRoom\`, \`{"name":"a"}\`, failover on, a timeout of 2 s. Reference: ${reference!}
- <a id="group--third-passes"></a>**group/third-passes**: It is a test. \`RoomService/CreateRoom\`, \`{"name":"a"}\`, a timeout of 5 s. Reference: ${reference!}
- <a id="group--fourth-is-lacking"></a>**group/fourth-is-lacking**: It is a test. \`RoomService/CreateRoom\`, \`{"name":"a"}\`, a timeout of 5 s. Reference: ${reference!}
`,
  );
});

test("curl shows discovery where that is what the control is about, and quotes what it must", () => {
  const control = { discovery: { maxAge: 1 }, failMessage: "it's" };
  assert.deepEqual(
    curlsOf(scenarioOf({ control, call: { method: "SIP/ListSIPTrunk", request: {} } })),
    [
      `curl -i http://127.0.0.1:9999/twirp/livekit.SIP/ListSIPTrunk -H 'X-Lk-Mock: {"skipAuth":true,"discovery":{"maxAge":1},"failMessage":"it'\\''s"}' -H 'Content-Type: application/json' -d '{}'`,
      `curl -i http://127.0.0.1:9999/settings/regions -H 'X-Lk-Mock: {"discovery":{"maxAge":1},"failMessage":"it'\\''s"}'`,
    ],
  );
});
