import type { ServerResponse } from "node:http";
import { setImmediate } from "../util/realTime.js";

/**
 * Sends a response's body (one byte per character) and ends it, at the end of this turn of the event
 * loop. Never throws.
 */
export type Outbox = (res: ServerResponse, body: string) => void;

/**
 * Creates one mock's outbox. Sending all responses of a turn together is cheaper than one at a time:
 * a write wakes the client's process, which is then still awake for the next ones.
 */
export function createOutbox(): Outbox {
  let queue: [res: ServerResponse, body: string][] = [];
  const sendAll = (): void => {
    const batch = queue;
    queue = [];
    // As the head is Latin-1 as well, Node sends both in one piece.
    for (const [res, body] of batch) res.end(body, "latin1");
  };
  return (res, body) => {
    if (queue.length === 0) setImmediate(sendAll);
    queue.push([res, body]);
  };
}
