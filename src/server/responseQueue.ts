import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { discardBehind, linger, lingerAtEnd } from "./linger.js";

/** The responses to the last two requests of a connection; the earlier one if it was not out. */
interface ResponseQueue {
  latest: ServerResponse;
  previous: ServerResponse | undefined;
}

const queues = new WeakMap<Duplex, ResponseQueue>();

/** Remembers the response to the latest request of a connection. */
export function enqueue({ socket }: IncomingMessage, res: ServerResponse): void {
  const queue = queues.get(socket);
  if (queue === undefined) queues.set(socket, { latest: res, previous: undefined });
  else {
    queue.previous = queue.latest.closed ? undefined : queue.latest;
    queue.latest = res;
  }
}

/** Calls back once the responses to the earlier requests of a connection, if any, are out. */
export function whenAllSent(socket: Duplex, next: () => void): void {
  const latest = queues.get(socket)?.latest;
  if (latest === undefined || latest.closed) next();
  else latest.once("close", next);
}

const committed = new WeakSet<ServerResponse>();

/**
 * Has a response go out as it is decided, even if the rest of its request turns out to be invalid.
 * Otherwise it does once its head is written, at its turn.
 */
export function commit(res: ServerResponse): void {
  committed.add(res);
}

/** Whether a response goes out as it is decided: nothing can go out in its place. */
function isCommitted(res: ServerResponse): boolean {
  return committed.has(res) || (res.socket !== null && res.headersSent);
}

const abandoned = new WeakMap<ServerResponse, string>();

/** Why nothing goes out of a response, if that is due to the rest of its request. */
export function abandonReason(res: ServerResponse): string | undefined {
  return abandoned.get(res);
}

/**
 * Ends a connection on which no further request can be read. What it owes goes out before; if it
 * owes nothing, `refuse` writes why.
 */
export function endAfterPending(socket: Duplex, refuse: () => void): void {
  const { latest, previous } = queues.get(socket) ?? {};
  let last = latest;
  if (latest?.req.complete === false) {
    // What is invalid is the body of the latest request.
    if (latest.closed) {
      linger(socket);
      return;
    }
    if (!isCommitted(latest)) {
      abandon(latest);
      last = previous;
    }
  }
  if (last === undefined || last.closed) {
    refuse();
    linger(socket);
    return;
  }
  if (!last.headersSent) last.shouldKeepAlive = false;
  discardBehind(socket);
  lingerAtEnd(last.req.socket);
  last.once("close", () => {
    linger(socket);
  });
}

/** Sees to it that nothing of a response goes out. */
function abandon(res: ServerResponse): void {
  const { readableEnded } = res.req.socket;
  abandoned.set(res, readableEnded ? "the client left" : "its body is invalid");
  const detach = (): void => {
    res.detachSocket(res.req.socket);
  };
  if (res.socket === null) res.prependOnceListener("socket", detach);
  else detach();
}
