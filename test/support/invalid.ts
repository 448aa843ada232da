/** What is no request, and mocks whose waits a test ends. */
import { readingMs } from "../../src/failures/index.js";
import { SteppedClock, type Step } from "./clock.js";
import { visit, visitSecurely, type Visitor } from "./departures.js";
import { bytesOf, variants } from "./failure.js";
import { startTestMock } from "./mock.js";
import { headOf } from "./signal.js";
import { tls } from "./tls.js";

/** A wait that a test ends, in milliseconds. */
export const delayMs = 1_000;
export const call = (control: object = {}, more: readonly string[] = []): string =>
  bytesOf(variants[0]!, control, more);
export const failing = (failMode: string, more: object = {}): string =>
  call({ failRegions: [0], failMode, ...more });
export const get = (path: string, more: readonly string[]): string =>
  headOf([`GET ${path} HTTP/1.1`, "Host: a", ...more]);
/** A call with another body. */
export function callWith(
  sent: string,
  framing = `Content-Length: ${String(sent.length)}`,
  control: object = {},
): string {
  return call(control).replace(/Content-Length: 2([^]*)\{\}$/, `${framing}$1${sent}`);
}
export const regions = (discovery: object, ...more: string[]): string =>
  get("/settings/regions", [`X-Lk-Mock: ${JSON.stringify({ discovery })}`, ...more]);
export const delayed = call({ delayMs });
export const chunked = "Transfer-Encoding: chunked";
export const upgrade = ["Connection: Upgrade", "Upgrade: h2c"];

export const words = "hello\r\n\r\n";
export const connecting = "CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n";
/** What a client may send that is no request. */
export const errors: readonly (readonly [name: string, sent: string])[] = [
  ["words", words],
  ["a CONNECT", connecting],
  ["headers over the limit", `GET / HTTP/1.1\r\nX: ${"x".repeat(1_100_000)}`],
  ["a call with an invalid chunk", callWith("zz\r\n", chunked)],
  ["a GET with an invalid chunk", `${get("/", [chunked])}zz\r\n`],
  ["an invalid chunk in a wait", `${regions({ delayMs }, chunked)}zz\r\n`],
];

/** Ends a wait, but for that of a reset: a client has to read what comes before. */
export function endWait({ ms, end }: Step): void {
  if (ms === readingMs) setTimeout(end, ms);
  else end();
}

/** Ends all waits as they begin. */
export async function endWaits(clock: SteppedClock): Promise<void> {
  for (;;) endWait(await clock.next());
}

/** What the connection runs over. */
export type Over = "TCP" | "TLS";

/** Starts a mock, and connects to it. */
export async function begin(over: Over): Promise<{ clock: SteppedClock; visitor: Visitor }> {
  const clock = new SteppedClock();
  const mock = await startTestMock({ clock, log: "silent", ...(over === "TLS" ? { tls } : {}) });
  const port = mock.ports[0]!;
  return { clock, visitor: await (over === "TLS" ? visitSecurely(port) : visit(port)) };
}
