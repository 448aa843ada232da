/** The page and the files of results, from fixed ones. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { curlsOf } from "../scripts/conformance/curl.js";
import type { Verdict } from "../scripts/conformance/judge.js";
import { standingOf, type Failing } from "../scripts/conformance/known.js";
import { renderPage } from "../scripts/conformance/markdown.js";
import { choose, readOptions } from "../scripts/conformance/options.js";
import { outdated, writePage } from "../scripts/conformance/page.js";
import { progress } from "../scripts/conformance/progress.js";
import {
  fingerprintOf,
  merge,
  readResults,
  renderResults,
  type SdkResults,
} from "../scripts/conformance/results.js";
import type { Scenario } from "../scripts/conformance/scenario.js";
import { renderTable, standingsOf } from "../scripts/conformance/table.js";
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

/** Results as they are kept, of verdicts in the order of the scenarios. */
function kept(...verdicts: readonly (Verdict | undefined)[]): SdkResults["verdicts"] {
  const entries = verdicts.flatMap((verdict, at) => {
    const scenario = scenarios[at]!;
    return verdict === undefined
      ? []
      : [[scenario.name, { of: fingerprintOf(scenario), ...verdict }] as const];
  });
  return Object.fromEntries(entries);
}

const node: SdkResults = {
  name: "node",
  sdk: "livekit-server-sdk",
  version: "1.2.3",
  verdicts: kept(fail, fail, pass, lacking),
};
const own: SdkResults = {
  name: "my-sdk",
  sdk: "my-sdk",
  version: "0.0.1",
  verdicts: kept(pass, fail, undriven),
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

describe("results", () => {
  test("come back from their file", async () => {
    await inTemporaryFolder((folder) => {
      const path = join(folder, "a.json");
      writeFileSync(path, renderResults([node, own]));
      assert.deepEqual(readResults(path), [node, own]);
    });
    assert.deepEqual(readResults("no-such-file.json"), []);
  });

  for (const text of ["", "{", '{"sdks":{}}', '{"sdks":[{"name":"a"}]}']) {
    test(`are refused where their file has ${text === "" ? "nothing" : text}`, async () => {
      await inTemporaryFolder((folder) => {
        const path = join(folder, "a.json");
        writeFileSync(path, text);
        assert.throws(() => readResults(path), /^UsageError: .*a\.json holds no results of a conf/);
      });
    });
  }

  test("take the place of old ones, scenario by scenario, for the same version", () => {
    const fresh = { ...node, verdicts: kept(undefined, pass) };
    assert.deepEqual(merge([node], [fresh], scenarios, ["node"]), [
      { ...node, verdicts: kept(fail, pass, pass, lacking) },
    ]);
  });

  test("of another version take the place of all, and what is no scenario goes", () => {
    const gone = { "group/gone": { of: "", ...pass } };
    const fresh = { ...node, version: "2.0.0", verdicts: { ...gone, ...kept(undefined, pass) } };
    assert.deepEqual(merge([node], [fresh], scenarios, ["node"]), [
      { ...node, version: "2.0.0", verdicts: kept(undefined, pass) },
    ]);
  });

  test("of a scenario that has changed since are left out", () => {
    const changed = [first, { ...second, expect: { ok: {} } }, third, { ...fourth, why: "So." }];
    assert.deepEqual(merge([node], [], changed, ["node"]), [
      { ...node, verdicts: kept(fail, undefined, pass, lacking) },
    ]);
  });

  test("come in the order of the SDKs, those of others behind", () => {
    const python = { ...node, name: "python" };
    assert.deepEqual(
      merge([own, python], [node], scenarios, ["node", "python"]).map(({ name }) => name),
      ["node", "python", "my-sdk"],
    );
  });
});

describe("the files of a page", () => {
  const failingOf = (): readonly Failing[] => failing;

  test("are written, and are then up to date", async () => {
    await inTemporaryFolder((folder) => {
      const out = join(folder, "new");
      writePage(out, [node], groups, failingOf);
      assert.deepEqual(readResults(join(out, "conformance.json")), [node]);
      assert.deepEqual(outdated(out, [node], groups, failingOf), []);
      assert.deepEqual(outdated(out, [], groups, failingOf), []);
    });
  });

  test("are outdated where something else was observed, and say what", async () => {
    await inTemporaryFolder((folder) => {
      writePage(folder, [node], groups, failingOf);
      const fresh = { ...node, verdicts: kept(undefined, undefined, fail) };
      const lines = outdated(folder, [fresh], groups, failingOf);
      assert.ok(
        lines.some((line) => /conformance\.md: \+ \| \[third passes\].*\*\*✗\*\*/.test(line)),
      );
      assert.ok(lines.some((line) => line.includes('conformance.json: - "group/third-passes"')));
    });
  });

  test("are outdated where their lines are in another order", async () => {
    await inTemporaryFolder((folder) => {
      writePage(folder, [node], groups, failingOf);
      const path = join(folder, "conformance.md");
      const lines = readFileSync(path, "utf8").split("\n");
      writeFileSync(path, [...lines.slice(1), lines[0]].join("\n"));
      assert.deepEqual(outdated(folder, [], groups, failingOf), [
        `${path}: its lines are in another order`,
      ]);
    });
  });

  test("are refused where they cannot be read or written", async () => {
    await inTemporaryFolder((folder) => {
      assert.throws(() => outdated(folder, [node], groups, failingOf), /^UsageError: .*ENOENT/);
      const file = join(folder, "file");
      writeFileSync(file, "");
      assert.throws(() => {
        writePage(file, [node], groups, failingOf);
      }, /^UsageError: --out .*EEXIST/);
    });
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
  const hello = { sdk: "livekit-server-sdk", version: "1.2.3" };
  const verdicts = new Map<Scenario, Verdict>([
    [first, fail],
    [second, fail],
    [third, pass],
    [fourth, undriven],
  ]);
  const listed = [{ ...failing[0]!, scenarios: [first.name, third.name] }];
  assert.equal(
    renderTable([standingsOf({ name: "node", hello, verdicts }, scenarios, listed)]),
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
    for (let at = 0; at < 51; at++) onVerdict("node", first);
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
    const words = ["my-driver", "--fast", "1e3", "--", "--jobs=0"];
    const { driver, sdks, jobs } = await readOptions(["--jobs", "2", "--", ...words]);
    assert.deepEqual([driver, sdks, jobs], [words, [], 2]);
  });

  for (const [args, problem] of [
    [["--sdk", "pyton"], /^--sdk pyton: expected node, .* or all; the nearest is python$/],
    [["--sdk", ","], /^--sdk names none$/],
    [["--jobs", "0"], /^--jobs 0: expected 1 to 999$/],
    [["--jobs", "many"], /^--jobs many: expected 1 to 999$/],
    [["--jobs", "1", "--jobs", "2"], /^--jobs is there twice$/],
    [["--sdk", "go", "--", "a"], /^--sdk is of no use with a driver of your own$/],
    [["--check", "--", "a"], /^--check is of no use with a driver of your own$/],
    [["--senario", "a"], /^Unknown argument: senario; see --help$/],
    [["--out"], /^Not enough arguments following: out; see --help$/],
  ] as const) {
    test(`refuses ${args.join(" ")}`, async () => {
      await assert.rejects(readOptions(args), { name: "UsageError", message: problem });
    });
  }

  test("refuses no scenario at all", async () => {
    const { scenarios: none } = await readOptions(["--scenario", ","]);
    assert.throws(() => choose(none, scenarios), /^UsageError: --scenario names none$/);
  });

  test("refuses a glob that matches none, and names the nearest", () => {
    assert.throws(() => choose(["group/secnd*"], scenarios), {
      message: "--scenario group/secnd* matches none; the nearest is group/second-waits",
    });
  });
});
