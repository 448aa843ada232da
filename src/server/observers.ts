import type { Color, Log } from "../util/log.js";
import { printable } from "../util/findings.js";
import type { RequestRecord } from "./record.js";
import { seenRequest } from "./seenRequest.js";

/** Sees each request. The record that it gets goes on changing until the end. */
export interface Observer {
  /** The head of a request has been read. */
  readonly begin?: (request: RequestRecord) => void;
  /** A request is finished: it got a response, the mock hung up, or the client left. */
  readonly end?: (request: RequestRecord) => void;
}

/** The most characters of a log line that come from notes. */
const maxNotes = 300;
/** The widths of columns: the longest result, and a time of up to 100 s. */
const [resultWidth, timeWidth] = ["closed".length, "99999 ms".length];

/** Writes a line per request, except for health checks that succeed, and one per finding. */
export function logRequests(log: Log): Observer {
  return {
    end: (request) => {
      for (const line of request.findings.toLines()) {
        log.warn(() => `${request.name}: ${line}`);
      }
      if (!log.hasInfo || (request.route.endpoint.isProbe && request.status === 200)) return;
      log.info(
        () => lineOf(request, log),
        () => ({ ...seenRequest(request) }),
      );
    },
  };
}

function lineOf(request: RequestRecord, log: Log): string {
  const { region, regions, targetName, ms } = request;
  const result = resultOf(request);
  const columns = [
    region.name.padEnd(regions.at(-1)!.name.length),
    log.paint(colorOf(result), result.padEnd(resultWidth)),
    `${String(ms)} ms`.padStart(timeWidth),
    targetName,
  ];
  const notes = notesOf(request);
  if (notes !== "") columns.push(log.paint("dim", `(${notes})`));
  return columns.join("  ");
}

function notesOf({ control, notes, cutReason }: RequestRecord): string {
  const all = control.id === undefined ? [...notes] : [`id ${control.id}`, ...notes];
  if (cutReason !== undefined) all.push(cutReason);
  return printable(all.join("; "), maxNotes);
}

/** How a request ended, in one word. */
function resultOf({ outcome, clientStayed, status }: RequestRecord): string {
  if (status !== null) return String(status);
  if (!clientStayed || outcome === undefined || !("hangUp" in outcome)) return "-";
  return outcome.hangUp.how === "FIN" ? "closed" : "reset";
}

/** The color of a result, by the first digit of a status. */
function colorOf(result: string): Color {
  const byDigit: Readonly<Record<string, Color>> = {
    1: "green",
    2: "green",
    3: "cyan",
    4: "yellow",
    5: "red",
  };
  return byDigit[result.charAt(0)] ?? "magenta";
}
