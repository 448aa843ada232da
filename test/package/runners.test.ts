/** A mock in the process of a test whose time is faked, with every test runner that fakes it. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createProject } from "./support/project.js";
import { rowsOf, runSetups, type Setup } from "./support/runners.js";

const project = await createProject();
project.link("vitest", "jest", "jest-environment-jsdom", "@happy-dom/jest-environment");
project.link("sinon", "livekit-server-sdk");

/** Time that is faked after the import leaves the mock the timers that it has. */
const imported = { "before startMock": "timers", "before the call": "timers" } as const;
const onTimers = { "before the import": "timers", ...imported } as const;
/** Fakes that reach the modules of Node leave nothing but the timers of sockets. */
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
  // What an import gives of Sinon does not reach the modules of Node.
  { runner: "Sinon", environment: "node", load: "import", waitsOn: onTimers },
  { runner: "Sinon", environment: "node", load: "require", waitsOn: onSockets },
];

/** The runs that have begun, by runner and way to load. */
const runs = new Map<string, ReturnType<typeof runSetups>>();

function runOf(setup: Setup): ReturnType<typeof runSetups> {
  const keyOf = ({ runner, load }: Setup): string => `${runner} ${load}`;
  const key = keyOf(setup);
  const alike = setups.filter((other) => keyOf(other) === key);
  const run = runs.get(key) ?? runSetups(project, alike);
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
        assert.ok(failures.has(file), `${file} was not run`);
        const failure = failures.get(file);
        if (failure !== undefined) assert.fail(failure);
      });
    }
  });
}
