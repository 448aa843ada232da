import { once } from "node:events";
import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Clock } from "../clock.js";
import { readingMs } from "../failures/index.js";
import type { Answer, Delivery, Ending, HangUp } from "../reply.js";
import { reset } from "./tcp.js";

/** Waits. False where the client leaves before the end: then nothing is left of the connection. */
export async function wait(clock: Clock, ms: number, socket: Socket): Promise<boolean> {
  if (ms === 0) return true;
  const leaving = new AbortController();
  const leave = (): void => {
    leaving.abort();
  };
  if (socket.readableEnded || socket.destroyed) leave();
  socket.once("end", leave).once("close", leave);
  await clock.wait(ms, leaving.signal);
  socket.off("end", leave).off("close", leave);
  if (leaving.signal.aborted) socket.destroy();
  return !leaving.signal.aborted;
}

/** Writes an answer, or ends the connection. False where the client leaves before that is done. */
export async function perform(
  reply: Answer | HangUp,
  res: ServerResponse,
  clock: Clock,
): Promise<boolean> {
  if ("hangUp" in reply) {
    const isBehindAnswer = res.socket === null;
    const socket = await turn(res);
    if (socket === undefined) return false;
    const { how, afterMs } = reply.hangUp;
    const least = isBehindAnswer && how === "RST" ? readingMs : 0;
    return end(socket, { how, afterMs: Math.max(afterMs, least) }, clock);
  }
  const { status, headers, body, delivery } = reply;
  const bytes = typeof body === "string" ? Buffer.from(body) : body;
  const length = delivery?.cutAfter === undefined ? bytes.length : Math.max(1, bytes.length);
  const framing = status === 204 || status === 304 ? [] : ["Content-Length", String(length)];
  res.writeHead(status, [...headers.flat(), ...framing]);
  if (delivery === undefined) {
    res.end(bytes);
    return true;
  }
  return deliver(bytes, delivery, res, clock);
}

/** Sends a body in another way than whole and at once. */
async function deliver(
  bytes: Uint8Array,
  { cutAfter, pieces, ending }: Delivery,
  res: ServerResponse,
  clock: Clock,
): Promise<boolean> {
  const socket = await turn(res);
  if (socket === undefined) return false;
  const length = res.req.method === "HEAD" ? 0 : bytes.length;
  if (pieces !== undefined) {
    res.flushHeaders();
    for (let at = 0; at < length; at += pieces.bytes) {
      if (!(await wait(clock, pieces.everyMs, socket))) return false;
      res.write(bytes.subarray(at, at + pieces.bytes));
      if (!(await flushed(socket))) return false;
    }
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

/** The connection, once it is the response's turn on it; `undefined` where it ends before. */
async function turn(res: ServerResponse): Promise<Socket | undefined> {
  const { socket } = res.req;
  if (res.socket === null && !socket.destroyed) {
    const over = new AbortController();
    const stop = (): void => {
      over.abort();
    };
    socket.once("close", stop);
    await once(res, "socket", { signal: over.signal }).catch(() => undefined);
    socket.off("close", stop);
  }
  return socket.destroyed ? undefined : socket;
}

/** Resolves once what is written has been handed to the system. False where the connection ends. */
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
