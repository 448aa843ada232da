import { get } from "node:http";

/** How long a mock may take to say that it is healthy, in milliseconds. */
const patienceMs = 2_000;

/** Why the mock at `url` is not healthy, or `undefined` where it is. It never rejects. */
export function checkHealth(url: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const unhealthy = (reason: string): void => {
      resolve(`${url} is not healthy: ${reason}`);
    };
    try {
      const signal = AbortSignal.timeout(patienceMs);
      const sent = get(new URL("/_test/health", url), { signal, agent: false }, (response) => {
        response.resume();
        if (response.statusCode === 200) resolve(undefined);
        else unhealthy(`status ${String(response.statusCode)}`);
      });
      sent.on("error", (error) => {
        unhealthy(signal.aborted ? `no answer within ${String(patienceMs)} ms` : error.message);
      });
    } catch (error) {
      unhealthy(error instanceof Error ? error.message : String(error));
    }
  });
}
