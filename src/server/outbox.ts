import type { ServerResponse } from "node:http";
import { setImmediate } from "../util/realTime.js";

/**
 * Ends a response with its body (one byte per character) at the end of this turn of the event loop.
 * It never throws.
 */
export type Outbox = (res: ServerResponse, body: string) => void;

/**
 * An outbox of one mock. It ends the responses of a turn one behind the other, which costs less than
 * one at a time: each write wakes its client's process, and that is still awake when the next one
 * comes.
 */
export function createOutbox(): Outbox {
  let waiting: [res: ServerResponse, body: string][] = [];
  const sendAll = (): void => {
    const sent = waiting;
    waiting = [];
    // In one piece with its head, which is Latin-1 as well.
    for (const [res, body] of sent) res.end(body, "latin1");
  };
  return (res, body) => {
    if (waiting.length === 0) setImmediate(sendAll);
    waiting.push([res, body]);
  };
}
