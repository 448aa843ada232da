/**
 * Drivers of a made-up SDK, by what is said of them as first argument. All of them make calls by
 * `fetch`; only `right` does with the outcome what a driver is to do. Plain JavaScript, to start fast.
 */
import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { appendFileSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

const [kind = "right", file] = process.argv.slice(2);

let calls = 0;

const kinds = {
  right: make,
  "slow to start": make,
  wrong: async (call) => ({ ...(await make(call)), result: "ok", response: { name: "wrong" } }),
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
  talkative: async (call) => {
    calls += 1;
    const result = await make(call);
    // After the result, although nobody has asked for it.
    if (calls === 1) setImmediate(() => console.log("by the way"));
    return result;
  },
  odd: async (call) => ({ ...(await make(call)), result: "error", class: "E", message: 5 }),
  "leaving others behind": () => {
    spawn("sleep", ["60"], { stdio: "inherit" });
    process.exit(3);
  },
  "starting twice": () => process.exit(3),
  lacking: () => Promise.resolve({ result: "unsupported", reason: "no such method" }),
  partial: () => Promise.resolve({ result: "undriven" }),
};

async function make({ url, apiKey, apiSecret, method, request, timeoutMs = 10_000 }) {
  const startedAt = performance.now();
  const ms = () => Math.round(performance.now() - startedAt);
  const headers = {
    "Content-Type": "application/json",
    Authorization: `Bearer ${sign({ iss: apiKey, video: { roomCreate: true } }, apiSecret)}`,
  };
  const init = { method: "POST", headers, body: JSON.stringify(request) };
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(`${url}/twirp/livekit.${method}`, { ...init, signal });
    const body = await response.json();
    if (response.ok) return { result: "ok", response: body, ms: ms() };
    const { code, msg: message } = body;
    return { result: "error", class: "ServerError", typed: true, code, message, ms: ms() };
  } catch (error) {
    return { result: "error", class: error.name, ms: ms() };
  }
}

/** A token that is valid for a minute. */
function sign(claims, secret) {
  const exp = Math.floor(Date.now() / 1000) + 60;
  const parts = [{ alg: "HS256" }, { ...claims, exp }].map((part) =>
    Buffer.from(JSON.stringify(part)).toString("base64url"),
  );
  const signature = createHmac("sha256", secret).update(parts.join(".")).digest("base64url");
  return [...parts, signature].join(".");
}

// Whoever listens there sees it live and die.
const port = process.env["MADE_UP_PORT"];
if (port !== undefined) connect(Number(port), "127.0.0.1");
if (kind === "silent") await new Promise((resolve) => process.stdin.once("end", resolve).resume());
else if (kind === "dying") throw new Error("what it died of");
if (kind === "starting twice") {
  appendFileSync(file, "x");
  if (readFileSync(file, "utf8").length > 2) process.exit(4);
}
if (kind === "slow to start") await sleep(5_000);
const hello = { sdk: "made-up", version: process.env["MADE_UP_VERSION"] ?? "1.0.0" };
console.log(kind === "greeting" ? "good morning" : JSON.stringify(hello));
for await (const line of createInterface({ input: process.stdin })) {
  const result = await kinds[kind](JSON.parse(line));
  console.log(kind === "printing nonsense" ? result : JSON.stringify(result));
}
