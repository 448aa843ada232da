/** What a run shows on the terminal, and what it is asked there. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Verdict } from "../runner/judge.js";
import { standingOf } from "../runner/known.js";
import { choose, readOptions } from "../runner/options.js";
import { progress } from "../runner/progress.js";
import type { Scenario } from "../runner/scenario.js";
import { renderTable, standingsOf } from "../runner/table.js";
import {
  fail,
  failing,
  first,
  fourth,
  lacking,
  pass,
  scenarios,
  second,
  third,
  undriven,
} from "./support/results.js";

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

describe("progress is shown", () => {
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
    [["--sdk", "pyton"], /^--sdk pyton: expected node, .* or none; did you mean python\?$/],
    [["--sdk", ","], /^--sdk is empty$/],
    [["--jobs", "0"], /^--jobs 0: expected 1 to 999$/],
    [["--jobs", "many"], /^--jobs many: expected 1 to 999$/],
    [["--jobs", "1", "--jobs", "2"], /^--jobs is given twice$/],
    [["--sdk", "go", "--", "a"], /^--sdk is of no use with a driver of your own$/],
    [["--check", "--", "a"], /^--check is of no use with a driver of your own$/],
    [["--senario", "a"], /^Unknown argument: senario; see npm run conformance -- --help$/],
    [
      ["node", "failover/*"],
      /^node failover\/\*: not a flag; npm passes on flags after --, as npm run conformance -- --sdk node, and a driver comes after one more, as npm run conformance -- -- \.\/my-driver$/,
    ],
    [["--out"], /^Not enough arguments following: out; see npm run conformance -- --help$/],
  ] as const) {
    test(`refuses ${args.join(" ")}`, async () => {
      await assert.rejects(readOptions(args), { name: "UsageError", message: problem });
    });
  }

  test("refuses no scenario at all", async () => {
    const { scenarios: none } = await readOptions(["--scenario", ","]);
    assert.throws(() => choose(none, scenarios), /^UsageError: --scenario is empty$/);
  });

  test("names the glob of a group if that is missing", () => {
    assert.throws(() => choose(["group"], scenarios), {
      message: "--scenario group matches none; did you mean group/*?",
    });
  });

  test("refuses a glob that matches none, and names the nearest", () => {
    assert.throws(() => choose(["group/secnd*"], scenarios), {
      message: "--scenario group/secnd* matches none; did you mean group/second-waits?",
    });
  });
});
