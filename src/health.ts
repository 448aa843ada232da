import { setTimeout } from "node:timers/promises";

/** How long a mock may take to say that it is healthy, in milliseconds. */
const patienceMs = 1_500;
/** How long to wait before it is asked again, in milliseconds. */
const pauseMs = 50;

/**
 * Why the mock at `url` is not healthy, or `undefined` where it is. Certificates are not looked at.
 * It never rejects.
 */
export async function checkHealth(url: string, mostMs = patienceMs): Promise<string | undefined> {
  const { get } = url.startsWith("https:") ? await import("node:https") : await import("node:http");
  return new Promise((resolve) => {
    const unhealthy = (reason: string): void => {
      resolve(`${url} is not healthy: ${reason}`);
    };
    const signal = AbortSignal.timeout(mostMs);
    const options = { signal, agent: false, rejectUnauthorized: false };
    const sent = get(new URL("/_test/health", url), options, (response) => {
      response.resume();
      if (response.statusCode === 200) resolve(undefined);
      else unhealthy(`status ${String(response.statusCode)}`);
    });
    sent.on("error", (error) => {
      unhealthy(signal.aborted ? `no answer within ${String(mostMs)} ms` : error.message);
    });
  });
}

/** Waits until the mock at `url` is healthy; why it is not once the time is over. */
export async function awaitHealth(url: string, timeoutMs: number): Promise<string | undefined> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const leftMs = Math.max(1, Math.ceil(end - performance.now()));
    const problem = await checkHealth(url, Math.min(patienceMs, leftMs));
    if (problem === undefined || performance.now() + pauseMs > end) return problem;
    await setTimeout(pauseMs);
  }
}
