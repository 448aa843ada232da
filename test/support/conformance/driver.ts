/**
 * Drivers of a made-up SDK, by what is said of them as first argument. All of them make one call by
 * `fetch`; only `right` does with its outcome what a driver is to do.
 */
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { signToken } from "../../../src/token/sign.js";
import type { Call, Told } from "../../../scripts/conformance/driver.js";

const [kind = "right"] = process.argv.slice(2);

const kinds: Readonly<Record<string, (call: Call) => Promise<unknown>>> = {
  right: make,
  "slow to start": make,
  wrong: async (call) => ({ ...(await make(call)), result: "ok", answer: { name: "wrong" } }),
  repeating: async (call) => {
    await make(call);
    return make(call);
  },
  hanging: async (call) => {
    await make(call);
    return new Promise(() => undefined);
  },
  crashing: () => {
    console.error("what it died of");
    process.exit(3);
  },
  "printing nonsense": () => Promise.resolve("no outcome"),
  lacking: () => Promise.resolve({ result: "unsupported", reason: "no such method" }),
  partial: () => Promise.resolve({ result: "undriven" }),
};

async function make({ url, apiKey, apiSecret, method, request, timeoutMs }: Call): Promise<Told> {
  const startedAt = performance.now();
  const video = { roomCreate: true };
  const signing = { apiKey, apiSecret, nowMs: Date.now(), validForMs: 60_000 };
  const headers = {
    "Content-Type": "application/json",
    Authorization: `Bearer ${signToken({ video }, signing)}`,
  };
  const init = { method: "POST", headers, body: JSON.stringify(request) };
  const signal = AbortSignal.timeout(timeoutMs ?? 10_000);
  try {
    const response = await fetch(`${url}/twirp/livekit.${method}`, { ...init, signal });
    const body = (await response.json()) as { code?: string; msg?: string };
    const ms = Math.round(performance.now() - startedAt);
    if (response.ok) return { result: "ok", answer: body, ms };
    const { code = "", msg = "" } = body;
    return { result: "error", class: "ServerError", typed: true, code, message: msg, ms };
  } catch (error) {
    const ms = Math.round(performance.now() - startedAt);
    return { result: "error", class: (error as Error).name, ms };
  }
}

if (kind === "silent") await new Promise((resolve) => process.stdin.once("end", resolve).resume());
else if (kind === "dying") throw new Error("what it died of");
if (kind === "slow to start") await sleep(4_000);
const hello = { sdk: "made-up", version: process.env["MADE_UP_VERSION"] ?? "1.0.0" };
console.log(kind === "greeting" ? "good morning" : JSON.stringify(hello));
for await (const line of createInterface({ input: process.stdin })) {
  const told = await kinds[kind]!(JSON.parse(line) as Call);
  console.log(kind === "printing nonsense" ? told : JSON.stringify(told));
}
