/** The runner against drivers of a made-up SDK. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Driver } from "../../scripts/conformance/driver.js";
import { UsageError } from "../../scripts/conformance/errors.js";
import type { Verdict } from "../../scripts/conformance/judge.js";
import { hostsFile, nameHosts } from "../../scripts/conformance/names.js";
import { run, type Column } from "../../scripts/conformance/run.js";
import type { Scenario } from "../../scripts/conformance/scenario.js";
import { madeUp, scenarioOf } from "../support/conformance/scenarios.js";
import { run as start } from "../support/program.js";

function play(kind: string, scenarios: readonly Scenario[]): Promise<Column[]> {
  const subject = { name: "made-up", command: madeUp(kind) };
  return run([subject], scenarios, { jobs: 2, graceMs: 4_000, onVerdict: () => undefined });
}

async function verdictsOf(kind: string, scenarios: readonly Scenario[]): Promise<Verdict[]> {
  const [column] = await play(kind, scenarios);
  return scenarios.map((scenario) => column!.verdicts.get(scenario)!);
}

const healthy = scenarioOf({});
const failing = scenarioOf({
  control: { failRegions: [0], failStatus: 429 },
  expect: { error: { codes: ["resource_exhausted"], typed: true }, attempts: 1 },
});

describe("a driver that is", () => {
  test("right passes", async () => {
    assert.deepEqual(await verdictsOf("right", [healthy, failing]), [
      { verdict: "pass", observed: "ok from region 0; 1 attempt", misses: [] },
      { verdict: "pass", observed: "ServerError resource_exhausted; 1 attempt", misses: [] },
    ]);
  });

  test("slow to start has its whole time for the call", async () => {
    const quick = scenarioOf({ client: { timeoutMs: 500 } });
    const [verdict] = await verdictsOf("slow to start", [quick]);
    assert.equal(verdict?.verdict, "pass");
  });

  test("wrong fails, and what it did is told", async () => {
    const [verdict, other] = await verdictsOf("wrong", [healthy, failing]);
    assert.deepEqual(verdict, {
      verdict: "fail",
      observed: 'ok from region 0; 1 attempt; the answer is {"name":"wrong"}',
      misses: ['the answer is {"name":"wrong"}'],
    });
    assert.deepEqual(other?.misses, ["it succeeded"]);
  });

  test("repeating calls fails where one attempt is expected", async () => {
    const [verdict] = await verdictsOf("repeating", [healthy]);
    assert.deepEqual(verdict?.misses, ["it made 2 attempts"]);
  });

  test("hanging fails, and is replaced for the scenarios that follow", async () => {
    const quick = scenarioOf({ client: { timeoutMs: 100 } });
    const scenarios = [quick, { ...quick }, { ...quick }];
    const hung = { verdict: "fail", observed: "hangs; 1 attempt", misses: ["it hung"] };
    assert.deepEqual(
      await verdictsOf("hanging", scenarios),
      scenarios.map(() => hung),
    );
  });

  test("crashing fails, with its status and its last words", async () => {
    const scenarios = [healthy, { ...healthy }, { ...healthy }];
    for (const { verdict, observed, misses } of await verdictsOf("crashing", scenarios)) {
      assert.deepEqual([verdict, observed], ["fail", "crashes"]);
      assert.match(misses.join(), /^the driver failed: status 3: what it died of$/);
    }
  });

  test("printing nonsense fails, with what it printed", async () => {
    const [verdict] = await verdictsOf("printing nonsense", [healthy]);
    assert.deepEqual(verdict, {
      verdict: "fail",
      observed: "nonsense",
      misses: ['the driver failed: "no outcome"'],
    });
  });

  test("lacking a method is no failure of it", async () => {
    const [lacks] = await verdictsOf("lacking", [healthy]);
    assert.deepEqual(lacks, { verdict: "unsupported", observed: "no such method", misses: [] });
    const [left] = await verdictsOf("partial", [healthy]);
    assert.deepEqual(left, { verdict: "undriven", observed: "", misses: [] });
  });
});

describe("a driver that does not start:", () => {
  for (const [kind, reason] of [
    ["greeting", /its first line is "good morning"; expected \{"sdk":"...","version":"..."\}$/],
    ["dying", /: status 1: [^]*what it died of[^]*; expected/],
  ] as const) {
    test(kind, async () => {
      await assert.rejects(play(kind, [healthy]), (error) => {
        assert.ok(error instanceof UsageError);
        assert.match(error.message, reason);
        return true;
      });
    });
  }

  test("silent", async () => {
    await assert.rejects(Driver.start(madeUp("silent"), 1_500), /: nothing in 1500 ms; expected/);
  });

  test("not there", async () => {
    const command = { words: ["no-such-program"], cwd: process.cwd() };
    await assert.rejects(Driver.start(command), /no-such-program: .*ENOENT; expected/);
  });
});

describe("a scenario", () => {
  test("is played by many at a time, each with its own requests", async () => {
    const scenarios = Array.from({ length: 20 }, (_, at) =>
      scenarioOf({
        name: `made-up/${String(at)}`,
        call: { method: "RoomService/CreateRoom", request: { name: String(at) } },
        control: { delayMs: (20 - at) * 10 },
        expect: { ok: { region: 0, answer: { name: String(at) } }, attempts: 1 },
      }),
    );
    const verdicts = await verdictsOf("right", scenarios);
    assert.deepEqual([...new Set(verdicts.map(({ verdict }) => verdict))], ["pass"]);
  });

  test("whose request goes where its control is lost is known by its host", async () => {
    const scenario = scenarioOf({
      control: { failRegions: [0], failMode: "redirect", redirectTo: 2 },
      expect: { error: { codes: ["internal"] }, untouched: [1, 2] },
    });
    const [verdict] = await verdictsOf("right", [scenario]);
    assert.deepEqual(verdict?.misses, ["the code is unauthenticated", "region 2 was called"]);
    assert.equal(verdict.observed, "ServerError unauthenticated; 2 attempts; region 2 was called");
  });

  test("has the API below the path of its host", async () => {
    const [verdict] = await verdictsOf("right", [scenarioOf({ client: { basePath: "/below" } })]);
    assert.equal(verdict?.verdict, "pass");
  });
});

test("names lead to this machine for the processes that have the prefix, and for no others", async () => {
  const names = nameHosts(["label-1"]);
  if (typeof names === "string") throw new Error(names);
  const look = `require("dns").lookup("label-1-r2.livekit.cloud", (e, a) => console.log(e?.code ?? a))`;
  const [program, ...args] = [...names.prefix, process.execPath, "--eval", look];
  const inside = start(program, args);
  assert.equal(await inside.ended, 0);
  assert.equal(inside.stdout(), "127.0.0.1\n");
  const outside = start(process.execPath, ["--eval", look]);
  await outside.ended;
  assert.match(outside.stdout(), /^E/);
  names.close();
});

test("a hosts file has the names of three regions a label", () => {
  assert.equal(
    hostsFile(["a-1"]),
    "127.0.0.1 localhost\n::1 localhost\n" +
      "127.0.0.1 a-1.livekit.cloud a-1-r1.livekit.cloud a-1-r2.livekit.cloud\n",
  );
});
