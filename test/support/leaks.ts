/** Nothing is left of a failure: no socket, no timer, no listener. */
import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { describe, test } from "node:test";
import { failModes } from "../../src/failures/index.js";
import { bytesOf, see, variants } from "./failure.js";
import { startTestMock } from "./mock.js";
import { openRaw } from "./raw.js";

const parallel = 50;
const patienceMs = 10_000;
const variant = variants[0]!;

const mock = await startTestMock({ log: "silent" });
const port = mock.ports[0]!;

/** Options that make each mode short. */
const short: Readonly<Record<string, object>> = {
  stall: { stallMs: 2 },
  stallBody: { stallMs: 2 },
  refuseUpload: { stallMs: 2 },
  closeIdle: { stallMs: 2 },
  trickle: { trickle: { bytes: 20, everyMs: 1 } },
};

function callOf(failMode: string): string {
  const control = { failRegions: [0], failMode, ...short[failMode] };
  return bytesOf(variant, control, failMode === "delay" ? ["X-Lk-Mock-Delay-Ms: 2"] : []);
}

/** How many sockets and timers the process has. */
function resources(): string {
  const all = process.getActiveResourcesInfo();
  const countOf = (kind: string): number => all.filter((name) => name === kind).length;
  return `${String(countOf("TCPSocketWrap"))} sockets, ${String(countOf("Timeout"))} timers`;
}

/** Resolves once the process has these resources again. */
async function settleTo(before: string): Promise<void> {
  const from = performance.now();
  while (resources() !== before) {
    const waited = performance.now() - from;
    assert.ok(waited < patienceMs, `${resources()} in place of ${before}`);
    await setImmediate();
  }
}

/** Makes a call on a connection of its own, which the client closes. */
async function callOnce(bytes: string): Promise<void> {
  const connection = openRaw(port);
  const closed = new Promise((resolve) => connection.socket.once("close", resolve));
  await see(connection, bytes);
  connection.socket.destroy();
  await closed;
}

/** Tests it with so many failures of each mode. */
export function testLeaks(count: number): void {
  describe(`after ${String(count)} failures nothing is left of`, () => {
    for (const { name } of failModes) {
      test(name, async () => {
        const bytes = callOf(name);
        const before = resources();
        for (let at = 0; at < count; at += parallel) {
          await Promise.all(Array.from({ length: parallel }, () => callOnce(bytes)));
        }
        await settleTo(before);
      });
    }

    test("clients that leave in the middle", async () => {
      const before = resources();
      for (const name of ["stall", "stallBody", "trickle", "closeIdle"]) {
        const control = { failRegions: [0], failMode: name };
        const options = name === "trickle" ? { trickle: { everyMs: 60_000 } } : { stallMs: 60_000 };
        for (let at = 0; at < 100; at++) {
          const connection = openRaw(port);
          connection.socket.write(bytesOf(variant, { ...control, ...options }));
          if (name !== "stall") await connection.until(/\r\n\r\n/);
          connection.socket.destroy();
        }
      }
      await settleTo(before);
    });
  });

  test("a kept connection has no more listeners after many failures", async () => {
    const warnings: Error[] = [];
    const note = (warning: Error): void => void warnings.push(warning);
    process.on("warning", note);
    const connection = openRaw(port);
    for (const failMode of [
      "status",
      "garbage",
      "empty",
      "html",
      "redirect",
      "contentType",
      "trickle",
    ]) {
      for (let at = 0; at < 50; at++) {
        assert.equal((await see(connection, callOf(failMode))).end, "open");
      }
    }
    await see(connection, bytesOf(variant, { delayMs: 1 }));
    await setImmediate();
    process.off("warning", note);
    assert.deepEqual(warnings, []);
    connection.socket.destroy();
  });
}
