import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { discardBehind, linger, lingerAtEnd } from "./linger.js";

/** The responses to a connection's last two requests; the previous one only while it is unsent. */
interface ResponseQueue {
  latest: ServerResponse;
  previous: ServerResponse | undefined;
}

const queues = new WeakMap<Duplex, ResponseQueue>();

/** Records the response to a connection's latest request. */
export function enqueue({ socket }: IncomingMessage, res: ServerResponse): void {
  const queue = queues.get(socket);
  if (queue === undefined) queues.set(socket, { latest: res, previous: undefined });
  else {
    queue.previous = queue.latest.closed ? undefined : queue.latest;
    queue.latest = res;
  }
}

/** Calls back once all responses on a connection are sent. */
export function whenAllSent(socket: Duplex, next: () => void): void {
  const latest = queues.get(socket)?.latest;
  if (latest === undefined || latest.closed) next();
  else latest.once("close", next);
}

const committed = new WeakSet<ServerResponse>();

/**
 * Makes sure that a response is sent even if the rest of its request turns out to be invalid. By
 * default that is only certain once its head has been written, in its turn.
 */
export function commit(res: ServerResponse): void {
  committed.add(res);
}

/** Whether a response can no longer be replaced. */
function isCommitted(res: ServerResponse): boolean {
  return committed.has(res) || (res.socket !== null && res.headersSent);
}

const abandoned = new WeakMap<ServerResponse, string>();

/** Why a response was abandoned; `undefined` if it was not. */
export function abandonReason(res: ServerResponse): string | undefined {
  return abandoned.get(res);
}

/**
 * Ends a connection on which no further request can be read. Pending responses are sent first. If
 * there are none, `refuse` writes the reason.
 */
export function endAfterPending(socket: Duplex, refuse: () => void): void {
  const { latest, previous } = queues.get(socket) ?? {};
  let last = latest;
  if (latest?.req.complete === false) {
    // The invalid part is the latest request's body.
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

/** Makes sure that nothing of a response is sent. */
function abandon(res: ServerResponse): void {
  const { readableEnded } = res.req.socket;
  abandoned.set(res, readableEnded ? "the client left" : "its body is invalid");
  const detach = (): void => {
    res.detachSocket(res.req.socket);
  };
  if (res.socket === null) res.prependOnceListener("socket", detach);
  else detach();
}
