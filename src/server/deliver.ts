import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { readingMs } from "../failures/index.js";
import type { Clock } from "../util/clock.js";
import { setImmediate } from "../util/realTime.js";
import type { HttpResponse, Delivery, Ending } from "../util/outcome.js";
import { reset } from "./tcp.js";
import { turn, wait } from "./wait.js";
import { hasLeft, unwatch, watch } from "./watch.js";
import { writeHead } from "./writeHead.js";

/** Ends the connection with nothing written. False if the client leaves before. */
export async function hangUp(
  { how, afterMs }: Ending,
  res: ServerResponse,
  clock: Clock,
): Promise<boolean> {
  const isBehindAnswer = res.socket === null;
  const socket = await turn(res);
  if (socket === undefined) return false;
  const least = isBehindAnswer && how === "RST" ? readingMs : 0;
  return end(socket, { how, afterMs: Math.max(afterMs, least) }, clock);
}

function bytesOf(body: HttpResponse["body"]): Uint8Array {
  return typeof body === "string" ? Buffer.from(body) : body;
}

/** Sends a body in another way than whole and at once. */
export async function deliver(
  outcome: HttpResponse,
  { cutAfter, pieces, ending }: Delivery,
  res: ServerResponse,
  clock: Clock,
): Promise<boolean> {
  const socket = await turn(res);
  if (socket === undefined) return false;
  const bytes = bytesOf(outcome.body);
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
    return (await flushed(socket)) && ending !== undefined && end(socket, ending, clock);
  }
  res.end(bytes);
  if (ending !== undefined && res.shouldKeepAlive) {
    void flushed(socket).then((isOut) => isOut && end(socket, ending, clock));
  }
  return true;
}

/** Writes a body in pieces. False if the client leaves before the last one is out. */
async function trickle(
  bytes: Uint8Array,
  { bytes: size, everyMs }: NonNullable<Delivery["pieces"]>,
  res: ServerResponse,
  socket: Socket,
  clock: Clock,
): Promise<boolean> {
  const leave = (): void => undefined;
  // A client that does not read the piece under way may leave too.
  watch(socket, leave, true);
  try {
    for (let at = 0; at < bytes.length; at += size) {
      if (!(await (everyMs === 0 ? yieldTurn(socket) : wait(clock, everyMs, socket)))) return false;
      res.write(bytes.subarray(at, at + size));
      if (!(await flushed(socket))) return false;
    }
    return true;
  } finally {
    unwatch(socket, leave);
  }
}

/** Lets the event loop run once. False if the client has left by then. */
function yieldTurn(socket: Socket): Promise<boolean> {
  return new Promise((resolve) => {
    setImmediate(() => {
      if (hasLeft(socket)) socket.destroy();
      resolve(!socket.destroyed);
    });
  });
}

/** Resolves once what is written has been handed to the system. False if the connection ends. */
function flushed(socket: Socket): Promise<boolean> {
  return new Promise((resolve) => {
    socket.write("", (error) => {
      resolve(error === undefined || error === null);
    });
  });
}

async function end(socket: Socket, { how, afterMs }: Ending, clock: Clock): Promise<boolean> {
  if (!(await wait(clock, afterMs, socket))) return false;
  if (how === "RST") reset(socket);
  else socket.destroySoon();
  return true;
}
