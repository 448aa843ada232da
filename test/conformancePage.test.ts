/** The page and the files of results, from fixed ones. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { curlsOf } from "../scripts/conformance/curl.js";
import type { Verdict } from "../scripts/conformance/judge.js";
import { standingOf, type Failing } from "../scripts/conformance/known.js";
import { renderPage } from "../scripts/conformance/markdown.js";
import { choose, readOptions } from "../scripts/conformance/options.js";
import { progress } from "../scripts/conformance/progress.js";
import {
  merge,
  readResults,
  renderResults,
  type SdkResults,
} from "../scripts/conformance/results.js";
import type { Scenario } from "../scripts/conformance/scenario.js";
import { renderTable } from "../scripts/conformance/table.js";
import { inTemporaryFolder } from "../scripts/tree.js";
import { scenarioOf } from "./support/conformance/scenarios.js";

const { reference, ...required } = scenarioOf({ required: "It says so." });
const first = { ...required, name: "group/first-answers", control: { failRegions: [0] } };
const second = scenarioOf({
  name: "group/second-waits",
  client: { timeoutMs: 2000, failover: true },
  expect: { error: { codes: ["unavailable"] } },
});
const third = scenarioOf({ name: "group/third-passes" });
const fourth = scenarioOf({ name: "group/fourth-is-lacking" });
const scenarios = [first, second, third, fourth];
const groups = [{ name: "group", about: "It is a test.", scenarios }];

const pass = { verdict: "pass", observed: "ok; 1 attempt", misses: [] } as const;
const fail = { verdict: "fail", observed: "hangs; 1 attempt", misses: ["it hung"] } as const;
const lacking = { verdict: "unsupported", observed: "no such", misses: [] } as const;
const undriven = { verdict: "undriven", observed: "", misses: [] } as const;

const node: SdkResults = {
  name: "node",
  sdk: "livekit-server-sdk",
  version: "1.2.3",
  verdicts: {
    "group/first-answers": fail,
    "group/second-waits": fail,
    "group/third-passes": pass,
    "group/fourth-is-lacking": lacking,
  },
};
const own: SdkResults = {
  name: "my-driver",
  sdk: "my-sdk",
  version: "0.0.1",
  verdicts: {
    "group/first-answers": pass,
    "group/second-waits": fail,
    "group/third-passes": undriven,
  },
};
const failing: readonly Failing[] = [
  { title: "It hangs", happens: "Nothing.", matters: "Much.", scenarios: ["group/first-answers"] },
  { title: "It waits", happens: "Some.", matters: "Little.", scenarios: ["group/second-waits"] },
];

test("the page of a fixed result", () => {
  const page = renderPage({ groups, results: [node, own], failing: new Map([["node", failing]]) });
  const from = page.indexOf("| | SDK |");
  assert.ok(page.slice(0, from).includes("against 4 scenarios"));
  const introduced = page.indexOf("\n\nThe control goes in");
  assert.equal(
    page.slice(from, introduced),
    [
      "| | SDK | passes | known to fail | failover is switched on |",
      "|---|---|---|---|---|",
      "| Node | `livekit-server-sdk` 1.2.3 | 1 | 2 | by the name of its host |",
      "| my-driver | `my-sdk` 0.0.1 | 1 | 0 |  |",
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

| scenario | a well-behaved client | Node | my-driver |
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

describe("results", () => {
  const names = scenarios.map(({ name }) => name);

  test("come back from their file", async () => {
    await inTemporaryFolder((folder) => {
      const path = join(folder, "a.json");
      writeFileSync(path, renderResults([node, own]));
      assert.deepEqual(readResults(path), [node, own]);
    });
    assert.deepEqual(readResults("no-such-file.json"), []);
  });

  test("take the place of old ones, scenario by scenario, for the same version", () => {
    const fresh = { ...node, verdicts: { "group/second-waits": pass } };
    const [merged] = merge([node], [fresh], names, ["node"]);
    assert.deepEqual(Object.entries(merged!.verdicts), [
      ["group/first-answers", fail],
      ["group/second-waits", pass],
      ["group/third-passes", pass],
      ["group/fourth-is-lacking", lacking],
    ]);
  });

  test("of another version take the place of all, and what is no scenario goes", () => {
    const fresh = {
      ...node,
      version: "2.0.0",
      verdicts: { "group/gone": pass, "group/second-waits": pass },
    };
    assert.deepEqual(merge([node], [fresh], names, ["node"]), [
      { ...node, version: "2.0.0", verdicts: { "group/second-waits": pass } },
    ]);
  });

  test("come in the order of the SDKs, those of others behind", () => {
    const python = { ...node, name: "python" };
    assert.deepEqual(
      merge([own, python], [node], names, ["node", "python"]).map(({ name }) => name),
      ["node", "python", "my-driver"],
    );
  });
});

test("a failure that is listed is known, and a pass that is listed is none", () => {
  assert.deepEqual(
    [fail, pass, lacking].map((verdict) => [standingOf(verdict, true), standingOf(verdict, false)]),
    [
      ["known", "fails"],
      ["stale", "pass"],
      ["stale", "unsupported"],
    ],
  );
});

test("the terminal has a row a scenario, and what is not as it is known to be", () => {
  const subject = { name: "node", command: { words: ["node"], cwd: "." } };
  const hello = { sdk: "livekit-server-sdk", version: "1.2.3" };
  const verdicts = new Map<Scenario, Verdict>([
    [first, fail],
    [second, fail],
    [third, pass],
    [fourth, undriven],
  ]);
  const listed = [{ ...failing[0]!, scenarios: [first.name, third.name] }];
  assert.equal(
    renderTable(scenarios, [{ column: { subject, hello, verdicts }, failing: listed }]),
    `scenario                 node
group/first-answers      known
group/second-waits       FAILS
group/third-passes       PASSES
group/fourth-is-lacking  .

node: group/second-waits: it hung (hangs; 1 attempt)
node: group/third-passes is known to fail, and does not
node: 0 pass, 1 are known to fail, 1 fail unexpectedly, 1 pass unexpectedly
`,
  );
});

describe("progress is told", () => {
  function tell(isTTY: boolean): string {
    let text = "";
    const write = (part: string | Uint8Array): boolean => {
      text += part.toString();
      return true;
    };
    const { onVerdict, end } = progress(51, { write, isTTY });
    const subject = { name: "node", command: { words: [], cwd: "." } };
    for (let at = 0; at < 51; at++) onVerdict(subject, first, pass);
    end();
    return text;
  }

  test("in a line that changes on a terminal", () => {
    const text = tell(true);
    assert.equal(text.split("\r").length, 53);
    assert.ok(text.endsWith("\r\x1b[K51/51 node group/first-answers\r\x1b[K"));
    assert.doesNotMatch(text, /\n/);
  });

  test("now and then elsewhere", () => {
    assert.equal(tell(false), "50/51 node group/first-answers\n51/51 node group/first-answers\n");
  });
});

describe("the command line", () => {
  test("chooses SDKs in their order, and scenarios by globs", async () => {
    const options = await readOptions([
      "--sdk",
      "python, node",
      "--scenario",
      "group/*-waits,group/f*",
    ]);
    assert.deepEqual(
      options.sdks.map(({ name }) => name),
      ["node", "python"],
    );
    assert.deepEqual(choose(options.scenarios, scenarios), [first, second, fourth]);
    const all = await readOptions(["--sdk", "all"]);
    assert.equal(all.sdks.length, 5);
    assert.deepEqual(choose(all.scenarios, scenarios), scenarios);
  });

  test("takes the command of a driver as it is", async () => {
    const { driver, sdks } = await readOptions(["--jobs", "2", "--", "my-driver", "--fast", "7"]);
    assert.deepEqual([driver, sdks], [["my-driver", "--fast", "7"], []]);
  });

  for (const [args, problem] of [
    [["--sdk", "pyton"], /^--sdk pyton: expected node, .* or all; the nearest is python$/],
    [["--sdk", ","], /^--sdk names none$/],
    [["--jobs", "0"], /^--jobs 0: expected 1 or more$/],
    [["--jobs", "many"], /^--jobs NaN: expected 1 or more$/],
    [["--senario", "a"], /^Unknown argument: senario; see --help$/],
    [["--out"], /^Not enough arguments following: out; see --help$/],
  ] as const) {
    test(`refuses ${args.join(" ")}`, async () => {
      await assert.rejects(readOptions(args), { name: "UsageError", message: problem });
    });
  }

  test("refuses a glob that matches none, and names the nearest", () => {
    assert.throws(() => choose(["group/secnd*"], scenarios), {
      message: "--scenario group/secnd* matches none; the nearest is group/second-waits",
    });
  });
});
