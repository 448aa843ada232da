/** The runner against drivers of a made-up SDK. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import { Driver } from "../../runner/driver.js";
import { UsageError } from "../../runner/errors.js";
import type { Verdict } from "../../runner/judge.js";
import { hostsFile, nameHosts } from "../../runner/names.js";
import { run, type Column } from "../../runner/run.js";
import type { Scenario } from "../../runner/scenario.js";
import { inTemporaryFolder } from "../support/folder.js";
import { madeUp, scenarioOf } from "../support/scenarios.js";
import { run as start } from "../../../test/support/program.js";

const options = { jobs: 2, graceMs: 4_000, onVerdict: () => undefined };

function play(kind: string, scenarios: readonly Scenario[]): Promise<Column[]> {
  return run([{ command: madeUp(kind) }], scenarios, options);
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

  test("wrong fails, and what it did is reported", async () => {
    const [verdict, other] = await verdictsOf("wrong", [healthy, failing]);
    assert.deepEqual(verdict, {
      verdict: "fail",
      observed: 'ok from region 0; 1 attempt; the response is {"name":"wrong"}',
      misses: ['the response is {"name":"wrong"}'],
    });
    assert.deepEqual(other?.misses, ["it succeeded"]);
  });

  test("repeating calls fails if one attempt is expected", async () => {
    const [verdict] = await verdictsOf("repeating", [healthy]);
    assert.deepEqual(verdict?.misses, ["it made 2 attempts"]);
  });

  test("hanging fails, and is replaced for the scenarios that follow", async () => {
    const quick = scenarioOf({ client: { timeoutMs: 1_000 } });
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

  test("talkative fails, and no result is taken for that of another call", async () => {
    const verdicts = await verdictsOf("talkative", [healthy, { ...healthy }, { ...healthy }]);
    const misses = ['the driver failed: "by the way"'];
    const nonsense = { verdict: "fail", observed: "nonsense", misses };
    const pass = { verdict: "pass", observed: "ok from region 0; 1 attempt", misses: [] };
    assert.deepEqual(verdicts, [pass, pass, nonsense]);
  });

  test("saying what is no outcome fails", async () => {
    const [verdict] = await verdictsOf("odd", [healthy]);
    assert.equal(verdict?.observed, "nonsense");
    assert.match(verdict.misses.join(), /^the driver failed: ".*\\"message\\":5/);
  });

  test("leaving others behind fails at once if it crashes, and they end with it", async () => {
    const startedAt = performance.now();
    const [verdict] = await verdictsOf("leaving others behind", [healthy]);
    assert.equal(verdict?.observed, "crashes");
    // What is left behind would be there for a minute, and holds the pipes.
    assert.ok(performance.now() - startedAt < 30_000);
  });

  test("failing to start again fails the scenarios that are left, and no others", async () => {
    await inTemporaryFolder(async (folder) => {
      const command = madeUp("starting twice");
      const words = [...command.words, join(folder, "count")];
      const subject = { command: { ...command, words } };
      const scenarios = [healthy, { ...healthy }, { ...healthy }, { ...healthy }];
      const [column] = await run([subject], scenarios, { ...options, jobs: 1 });
      assert.equal(column?.name, "made-up");
      assert.deepEqual(
        scenarios.map((scenario) => column.verdicts.get(scenario)?.observed),
        ["crashes", "crashes", "does not start", "does not start"],
      );
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

  test("beside one that does, which is ended", async () => {
    const subjects = [{ command: madeUp("slow to start") }, { command: madeUp("dying") }];
    await assert.rejects(run(subjects, [healthy], options), /what it died of/);
  });

  test("silent", async () => {
    const driver = new Driver(madeUp("silent"));
    await assert.rejects(driver.greeting(1_500), /: nothing in 1500 ms; expected/);
  });

  test("not there", async () => {
    const command = { words: ["no-such-program"], cwd: process.cwd() };
    await assert.rejects(new Driver(command).greeting(), /no-such-program: .*ENOENT; expected/);
  });
});

describe("a scenario", () => {
  test("is played by many at a time, each with its own requests", async () => {
    const scenarios = Array.from({ length: 20 }, (_, at) =>
      scenarioOf({
        name: `made-up/${String(at)}`,
        call: { method: "RoomService/CreateRoom", request: { name: String(at) } },
        control: { delayMs: (20 - at) * 10 },
        expect: { ok: { region: 0, response: { name: String(at) } }, attempts: 1 },
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
