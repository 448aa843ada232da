import { URL, urlToHttpOptions } from "node:url";
import { clearTimeout, setTimeout, uptimeMs } from "../util/realTime.js";

/** The longest time that a mock may take to respond, in milliseconds. */
const patienceMs = 1_500;
/** The time between two checks, in milliseconds. */
const pauseMs = 50;

/**
 * Why the mock at `url` is not healthy, or `undefined` if it is. Certificates are not checked. Other
 * than in `URL`, an IPv6 address may have a zone: `http://[fe80::1%eth0]:9999`. It never rejects.
 */
export async function checkHealth(url: string, mostMs = patienceMs): Promise<string | undefined> {
  const end = uptimeMs() + mostMs;
  const problem = await probe(url, mostMs);
  if (problem === undefined) return undefined;
  const { reason, mayBeScheme } = problem;
  const leftMs = end - uptimeMs();
  if (mayBeScheme && leftMs >= 1) {
    const other = withOtherScheme(url);
    if ((await probe(other, leftMs)) === undefined) {
      const [scheme = ""] = other.split(":", 1);
      return `${url} is not healthy: the mock there speaks ${scheme}: use ${other}`;
    }
  }
  return `${url} is not healthy: ${reason}`;
}

function withOtherScheme(url: string): string {
  return url.startsWith("https:") ? url.replace("https", "http") : url.replace("http", "https");
}

interface Unhealthy {
  readonly reason: string;
  /** Whether http in place of https, or the reverse, can be the reason. */
  readonly mayBeScheme: boolean;
}

/** How a connection fails if one side speaks TLS and the other does not. */
const schemeErrors = ["EPROTO", "ECONNRESET", "HPE_INVALID_CONSTANT"];

/** Asks once. */
async function probe(url: string, mostMs: number): Promise<Unhealthy | undefined> {
  const { get } = url.startsWith("https:") ? await import("node:https") : await import("node:http");
  return new Promise((resolve) => {
    const fail = (reason: string, code = ""): void => {
      resolve({ reason, mayBeScheme: schemeErrors.includes(code) || code.startsWith("ERR_SSL") });
    };
    const [, zone = ""] = /^\w+:\/\/\[[^\]%]*(%[^\]]+)/.exec(url) ?? [];
    const target = urlToHttpOptions(new URL("/_test/health", url.replace(zone, "")));
    const hostname = `${target.hostname ?? ""}${zone}`;
    const options = { ...target, hostname, agent: false, rejectUnauthorized: false };
    const sent = get(options, (response) => {
      response.resume();
      if (response.statusCode === 200) resolve(undefined);
      else fail(`status ${String(response.statusCode)}`);
    });
    const timer = setTimeout(() => {
      sent.destroy(new Error(`no response within ${String(Math.round(mostMs))} ms`));
    }, mostMs);
    sent.on("error", ({ message, code }: NodeJS.ErrnoException) => {
      fail(message.trim(), code);
    });
    sent.on("close", () => {
      clearTimeout(timer);
    });
  });
}

/** Waits until the mock at `url` is healthy; why it is not once the time is over. */
export async function awaitHealth(url: string, timeoutMs: number): Promise<string | undefined> {
  const end = uptimeMs() + timeoutMs;
  for (;;) {
    const leftMs = Math.max(1, Math.ceil(end - uptimeMs()));
    const problem = await checkHealth(url, Math.min(patienceMs, leftMs));
    if (problem === undefined || uptimeMs() + pauseMs > end) return problem;
    await new Promise<void>((resolve) => setTimeout(resolve, pauseMs));
  }
}
