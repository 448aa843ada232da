import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { readingMs } from "../failures/index.js";
import type { Clock } from "../util/clock.js";
import { setImmediate } from "../util/realTime.js";
import type { HttpResponse, Delivery, Ending } from "../util/outcome.js";
import { reset } from "./tcp.js";
import { waitForTurn, wait } from "./wait.js";
import { hasLeft, unwatch, watch } from "./watch.js";
import { writeHead } from "./writeHead.js";

/** Ends the connection without writing anything. Returns false if the client leaves first. */
export async function hangUp(
  { how, afterMs }: Ending,
  res: ServerResponse,
  clock: Clock,
): Promise<boolean> {
  const isQueued = res.socket === null;
  const socket = await waitForTurn(res);
  if (socket === undefined) return false;
  // The client needs time to read the response before this one.
  const minMs = isQueued && how === "RST" ? readingMs : 0;
  return endConnection(socket, { how, afterMs: Math.max(afterMs, minMs) }, clock);
}

function toBytes(body: HttpResponse["body"]): Uint8Array {
  return typeof body === "string" ? Buffer.from(body) : body;
}

/** Sends a body in pieces or cut, or ends the connection after it. */
export async function deliver(
  outcome: HttpResponse,
  { cutAfter, pieces, ending }: Delivery,
  res: ServerResponse,
  clock: Clock,
): Promise<boolean> {
  const socket = await waitForTurn(res);
  if (socket === undefined) return false;
  const bytes = toBytes(outcome.body);
  writeHead(outcome, bytes.length, res);
  const length = res.req.method === "HEAD" ? 0 : bytes.length;
  if (pieces !== undefined) {
    res.flushHeaders();
    if (!(await trickle(bytes.subarray(0, length), pieces, res, socket, clock))) return false;
    res.end();
    return true;
  }
  if (cutAfter !== undefined) {
    res.flushHeaders();
    if (cutAfter > 0) res.write(bytes.subarray(0, cutAfter));
    return (
      (await waitForFlush(socket)) && ending !== undefined && endConnection(socket, ending, clock)
    );
  }
  res.end(bytes);
  if (ending !== undefined && res.shouldKeepAlive) {
    void waitForFlush(socket).then((isSent) => isSent && endConnection(socket, ending, clock));
  }
  return true;
}

/** Writes a body in pieces. Returns false if the client leaves before the last one is sent. */
async function trickle(
  bytes: Uint8Array,
  { bytes: size, everyMs }: NonNullable<Delivery["pieces"]>,
  res: ServerResponse,
  socket: Socket,
  clock: Clock,
): Promise<boolean> {
  const onClose = (): void => undefined;
  // Also notices a client that leaves without reading the current piece.
  watch(socket, onClose, true);
  try {
    for (let at = 0; at < bytes.length; at += size) {
      if (!(await (everyMs === 0 ? yieldToEventLoop(socket) : wait(clock, everyMs, socket))))
        return false;
      res.write(bytes.subarray(at, at + size));
      if (!(await waitForFlush(socket))) return false;
    }
    return true;
  } finally {
    unwatch(socket, onClose);
  }
}

/** Lets the event loop run once. Returns false if the client has left by then. */
function yieldToEventLoop(socket: Socket): Promise<boolean> {
  return new Promise((resolve) => {
    setImmediate(() => {
      if (hasLeft(socket)) socket.destroy();
      resolve(!socket.destroyed);
    });
  });
}

/** Resolves with true once the system has all written bytes, with false if the connection ends. */
function waitForFlush(socket: Socket): Promise<boolean> {
  return new Promise((resolve) => {
    socket.write("", (error) => {
      resolve(error === undefined || error === null);
    });
  });
}

async function endConnection(
  socket: Socket,
  { how, afterMs }: Ending,
  clock: Clock,
): Promise<boolean> {
  if (!(await wait(clock, afterMs, socket))) return false;
  if (how === "RST") reset(socket);
  else socket.destroySoon();
  return true;
}
