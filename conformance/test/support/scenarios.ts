import type { Scenario } from "../../runner/scenario.js";
import type { Command } from "../../runner/driver.js";

/** A scenario of a test: a healthy call that succeeds, but for what is said. */
export function scenarioOf({
  client = {},
  ...rest
}: Omit<Partial<Scenario>, "client"> & {
  readonly client?: Partial<Scenario["client"]>;
}): Scenario {
  return {
    name: "made-up/one",
    why: "It is a test.",
    call: { method: "RoomService/CreateRoom", request: { name: "a" } },
    control: {},
    client: {
      timeoutMs: 5_000,
      failover: false,
      scheme: "http",
      basePath: "",
      calls: 1,
      pauseMs: 0,
      ...client,
    },
    expect: { ok: { region: 0, response: { name: "a" } }, attempts: 1 },
    reference: "It is a test.",
    ...rest,
  };
}

/** How a made-up driver is started. */
export function madeUp(kind: string): Command {
  const words = [process.execPath, "conformance/test/support/driver.mjs", kind];
  return { words, cwd: process.cwd() };
}
