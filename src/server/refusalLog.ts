import type { Clock } from "../util/clock.js";
import { printable } from "../util/findings.js";
import type { Log } from "../util/log.js";
import type { Observer } from "./observers.js";

/** Most reasons that get a line of their own. */
const maxReasons = 100;
/** The least time between two lines that count the others, in milliseconds. */
const betweenCounts = 10_000;
/** Most characters of a reason. */
const maxReason = 300;

const hints = {
  call: '"explainAuth": true in the control says what the call needs, "skipAuth": true skips the check',
  signal: "livekit-mock token makes a token",
  secret: "sign the token with the mock's API secret (--api-secret)",
} as const;

/**
 * Warns of each request that is refused with 401 or 403 for its token, once per reason, method and
 * region. The others are counted in a line at most every 10 s, which the next refusal brings.
 */
export function logRefusals(log: Log, clock: Clock): Observer {
  const known = new Set<string>();
  let count = 0;
  let countedAt: number | undefined;
  return {
    end: ({ refusal, name, status, route }) => {
      if (refusal === undefined) return;
      const key = `${name} ${refusal.check}`;
      if (!known.has(key) && known.size < maxReasons) {
        known.add(key);
        const reason = printable(refusal.reason, maxReason);
        const hint = hintFor(refusal.check, route.endpoint.isSignal);
        log.warn(() => `${name}: ${String(status ?? "refused")}: ${reason}; ${hint}`);
        return;
      }
      const now = clock.uptime();
      count++;
      countedAt ??= now;
      if (now - countedAt < betweenCounts) return;
      const refusals = `${String(count)} more ${count === 1 ? "refusal" : "refusals"}`;
      log.warn(() => `${refusals} (401, 403) for a token, most like those above`);
      count = 0;
      countedAt = now;
    },
  };
}

function hintFor(check: string, isSignal: boolean): string {
  if (check === "signature") return hints.secret;
  return isSignal ? hints.signal : hints.call;
}
