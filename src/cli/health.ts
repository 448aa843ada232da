import { URL, urlToHttpOptions } from "node:url";
import { clearTimeout, setTimeout, uptimeMs } from "../util/realTime.js";

/** How long a mock may take to say that it is healthy, in milliseconds. */
const patienceMs = 1_500;
/** How long to wait before it is asked again, in milliseconds. */
const pauseMs = 50;

/**
 * Why the mock at `url` is not healthy, or `undefined` if it is. Certificates are not looked at.
 * Other than in `URL`, an address of IPv6 may have a zone: `http://[fe80::1%eth0]:9999`. It never
 * rejects.
 */
export async function checkHealth(url: string, mostMs = patienceMs): Promise<string | undefined> {
  const { get } = url.startsWith("https:") ? await import("node:https") : await import("node:http");
  return new Promise((resolve) => {
    const unhealthy = (reason: string): void => {
      resolve(`${url} is not healthy: ${reason}`);
    };
    const [, zone = ""] = /^\w+:\/\/\[[^\]%]*(%[^\]]+)/.exec(url) ?? [];
    const place = urlToHttpOptions(new URL("/_test/health", url.replace(zone, "")));
    const hostname = `${place.hostname ?? ""}${zone}`;
    const options = { ...place, hostname, agent: false, rejectUnauthorized: false };
    const sent = get(options, (response) => {
      response.resume();
      if (response.statusCode === 200) resolve(undefined);
      else unhealthy(`status ${String(response.statusCode)}`);
    });
    const timer = setTimeout(() => {
      sent.destroy(new Error(`no answer within ${String(mostMs)} ms`));
    }, mostMs);
    sent.on("error", ({ message }) => {
      unhealthy(message);
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
