/** A mock inside a test that fakes time, with every test runner that can. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createProject } from "./support/project.js";
import { rowsOf, runSetups, type Setup } from "./support/runners.js";

const project = await createProject();
project.link("vitest", "jest", "jest-environment-jsdom", "@happy-dom/jest-environment");
project.link("sinon", "livekit-server-sdk");

/** If time is faked after the import, the mock keeps the real timers that it has. */
const imported = { "before startMock": "timers", "before the call": "timers" } as const;
const onTimers = { "before the import": "timers", ...imported } as const;
/** Fakes that also replace the functions in Node's modules leave only the timers of sockets. */
const onSockets = { "before the import": "sockets", ...imported } as const;

const setups: readonly Setup[] = [
  { runner: "Vitest", environment: "node", load: "import", waitsOn: onTimers },
  { runner: "Vitest", environment: "node", load: "require", waitsOn: onTimers },
  { runner: "Vitest", environment: "jsdom", load: "import", waitsOn: onTimers },
  { runner: "Vitest", environment: "jsdom", pool: "vmThreads", load: "import", waitsOn: onTimers },
  { runner: "Vitest", environment: "happy-dom", load: "import", waitsOn: onTimers },
  { runner: "Jest", environment: "node", load: "import", waitsOn: onTimers },
  { runner: "Jest", environment: "jsdom", load: "import", waitsOn: onTimers },
  { runner: "Jest", environment: "happy-dom", load: "import", waitsOn: onTimers },
  { runner: "Jest", environment: "node", load: "require", waitsOn: onTimers },
  { runner: "Jest", environment: "jsdom", load: "require", waitsOn: onTimers },
  { runner: "Jest", environment: "happy-dom", load: "require", waitsOn: onTimers },
  { runner: "node:test", environment: "node", load: "import", waitsOn: onSockets },
  { runner: "node:test", environment: "node", load: "require", waitsOn: onSockets },
  // With an import, Sinon's fakes do not change what Node's modules export.
  { runner: "Sinon", environment: "node", load: "import", waitsOn: onTimers },
  { runner: "Sinon", environment: "node", load: "require", waitsOn: onSockets },
];

/** The started runs, by runner and how the package is loaded. */
const runs = new Map<string, ReturnType<typeof runSetups>>();

function runOf(setup: Setup): ReturnType<typeof runSetups> {
  const keyOf = ({ runner, load }: Setup): string => `${runner} ${load}`;
  const key = keyOf(setup);
  const group = setups.filter((other) => keyOf(other) === key);
  const run = runs.get(key) ?? runSetups(project, group);
  runs.set(key, run);
  return run;
}

for (const setup of setups) {
  const { runner, environment, pool, load } = setup;
  const place = [environment, ...(pool === undefined ? [] : [pool])].join(", ");
  describe(`${runner}, ${place}, the package by ${load}`, () => {
    for (const { title, file } of rowsOf(setup)) {
      test(title, async () => {
        const failures = await runOf(setup);
        assert.ok(failures.has(file), `${file} did not run`);
        const failure = failures.get(file);
        if (failure !== undefined) assert.fail(failure);
      });
    }
  });
}
