import type { Log } from "../util/log.js";
import { printable } from "../util/findings.js";
import type { RequestRecord } from "./record.js";

/** Who is told of each request. What it is given goes on changing until the end. */
export interface Observer {
  /** The head of a request has been read. */
  readonly begin?: (request: RequestRecord) => void;
  /** A request is over: answered, hung up on, or given up by its client. */
  readonly end?: (request: RequestRecord) => void;
}

/** Most characters of a line of the log that come from its notes. */
const maxNotes = 300;

/** Writes a line per request, and one per finding. */
export function logRequests(log: Log): Observer {
  return {
    end: (request) => {
      for (const line of request.findings.toLines()) {
        log.warn(() => `warning: ${request.name}: ${line}`);
      }
      log.info(() => lineOf(request));
    },
  };
}

function lineOf(request: RequestRecord): string {
  const { control, notes, cutReason, name, ms } = request;
  const all = control.id === undefined ? [...notes] : [`id ${control.id}`, ...notes];
  if (cutReason !== undefined) all.push(cutReason);
  const tail = all.length === 0 ? "" : ` (${printable(all.join("; "), maxNotes)})`;
  return `${name} ${resultOf(request)} ${String(ms)} ms${tail}`;
}

/** What became of a request, in a word. */
function resultOf({ outcome, clientStayed, status }: RequestRecord): string {
  if (status !== null) return String(status);
  if (!clientStayed || outcome === undefined || !("hangUp" in outcome)) return "-";
  return outcome.hangUp.how === "FIN" ? "closed" : "reset";
}
