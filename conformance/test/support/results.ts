/** Fixed scenarios, what was observed of them, and what is known to fail. */
import type { Verdict } from "../../runner/judge.js";
import type { Failing } from "../../runner/known.js";
import { fingerprintOf, type SdkResults } from "../../runner/results.js";
import { scenarioOf } from "./scenarios.js";

const { reference, ...required } = scenarioOf({ required: "It says so." });
export const first = { ...required, name: "group/first-answers", control: { failRegions: [0] } };
export const second = scenarioOf({
  name: "group/second-waits",
  client: { timeoutMs: 2000, failover: true },
  expect: { error: { codes: ["unavailable"] } },
});
export const third = scenarioOf({ name: "group/third-passes" });
export const fourth = scenarioOf({ name: "group/fourth-is-lacking" });
export const scenarios = [first, second, third, fourth];
export const groups = [{ name: "group", about: "It is a test.", scenarios }];

export const pass = { verdict: "pass", observed: "ok; 1 attempt", misses: [] } as const;
export const fail = { verdict: "fail", observed: "hangs; 1 attempt", misses: ["it hung"] } as const;
export const lacking = { verdict: "unsupported", observed: "no such", misses: [] } as const;
export const undriven = { verdict: "undriven", observed: "", misses: [] } as const;

/** Results as they are kept, of verdicts in the order of the scenarios. */
export function kept(...verdicts: readonly (Verdict | undefined)[]): SdkResults["verdicts"] {
  const entries = verdicts.flatMap((verdict, at) => {
    const scenario = scenarios[at]!;
    return verdict === undefined
      ? []
      : [[scenario.name, { of: fingerprintOf(scenario), ...verdict }] as const];
  });
  return Object.fromEntries(entries);
}

export const node: SdkResults = {
  name: "node",
  sdk: "livekit-server-sdk",
  version: "1.2.3",
  verdicts: kept(fail, fail, pass, lacking),
};
export const own: SdkResults = {
  name: "my-sdk",
  sdk: "my-sdk",
  version: "0.0.1",
  verdicts: kept(pass, fail, undriven),
};
export const failing: readonly Failing[] = [
  { title: "It hangs", happens: "Nothing.", matters: "Much.", scenarios: ["group/first-answers"] },
  { title: "It waits", happens: "Some.", matters: "Little.", scenarios: ["group/second-waits"] },
];

export { reference };
