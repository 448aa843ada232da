import type { ServerResponse } from "node:http";

/** Responses that are about to be ended, each with its body: one byte a character. */
let waiting: [res: ServerResponse, body: string][] = [];

/**
 * Ends a response at the end of this turn of the event loop, behind all others of the turn. To write
 * them one behind the other costs less than one at a time: each write wakes its client's process,
 * and that is still awake when the next one comes.
 */
export function sendSoon(res: ServerResponse, body: string): void {
  if (waiting.length === 0) setImmediate(sendAll);
  waiting.push([res, body]);
}

function sendAll(): void {
  const sent = waiting;
  waiting = [];
  // In one piece with its head, which is Latin-1 as well.
  for (const [res, body] of sent) res.end(body, "latin1");
}
