import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Awaitable } from "../util/awaitable.js";
import type { Clock } from "../util/clock.js";
import { readingMs } from "../failures/index.js";
import { setImmediate } from "../util/realTime.js";
import type { Answer, Delivery, Ending, HangUp } from "../util/reply.js";
import { protectedHeaders } from "./protect.js";
import { whyAbandoned } from "./owed.js";
import type { Station } from "./station.js";
import { reset } from "./tcp.js";
import { hasLeft, unwatch, watch } from "./watch.js";

/** Waits. False if the client leaves before the end: then nothing is left of the connection. */
export function wait(clock: Clock, ms: number, socket: Socket): Awaitable<boolean> {
  if (ms === 0) return true;
  if (hasLeft(socket)) {
    socket.destroy();
    return false;
  }
  return new Promise((resolve) => {
    const leave = (): void => {
      cancel();
      resolve(false);
    };
    watch(socket, leave, true);
    const cancel = clock.after(ms, () => {
      unwatch(socket, leave);
      resolve(!socket.destroyed);
    });
  });
}

/** Writes an answer, or ends the connection. False if the client leaves before that is done. */
export function perform(
  reply: Answer | HangUp,
  res: ServerResponse,
  { clock, outbox }: Pick<Station, "clock" | "outbox">,
): Awaitable<boolean> {
  if ("hangUp" in reply) return hangUp(reply.hangUp, res, clock);
  if (reply.delivery !== undefined) return deliver(reply, reply.delivery, res, clock);
  const { body } = reply;
  const length = Buffer.byteLength(body);
  if (res.socket === null) return sendInTurn(reply, length, res);
  writeHead(reply, length, res);
  if (length <= maxJoined) outbox(res, latin1Of(body, length));
  else res.end(body);
  return true;
}

/** Writes the head of an answer. From there on, the answer is what goes out. */
function writeHead(
  { status, headers, delivery }: Answer,
  length: number,
  res: ServerResponse,
): void {
  const isCut = delivery?.cutAfter !== undefined;
  const promised = isCut ? Math.max(1, length) : length;
  const hasLength = status !== 204 && status !== 304;
  // Then the client cannot know from the head that more should come.
  if (isCut && (!hasLength || res.req.method === "HEAD")) res.shouldKeepAlive = false;
  const lines = protectedHeaders(headers);
  if (hasLength) lines.push("Content-Length", String(promised));
  res.writeHead(status, lines);
}

/** A body is joined to its head, to be copied and sent with it as one, up to so many bytes. */
const maxJoined = 16 * 1024;

/** The bytes that responses of a connection keep back until it is their turn. */
const keptBack = new WeakMap<Socket, number>();
/** The most of them before Node gets what else there is, and reads no further requests meanwhile. */
const maxKeptBack = 1024 * 1024;
/** What a response counts for beside its body, in bytes. */
const headBytes = 1024;

function keepsBack(socket: Socket): boolean {
  return !socket.destroyed && (keptBack.get(socket) ?? 0) < maxKeptBack;
}

/**
 * Sends an answer behind those to earlier requests. If Node had it before, it would read no further
 * behind a few kilobytes, and so not notice a client that leaves.
 */
async function sendInTurn(reply: Answer, length: number, res: ServerResponse): Promise<boolean> {
  const { socket } = res.req;
  const send = (): void => {
    writeHead(reply, length, res);
    res.end(reply.body);
  };
  if (!keepsBack(socket)) {
    send();
    return (await turn(res)) !== undefined;
  }
  const bytes = length + headBytes;
  keptBack.set(socket, (keptBack.get(socket) ?? 0) + bytes);
  const isThere = (await turn(res)) !== undefined;
  keptBack.set(socket, (keptBack.get(socket) ?? 0) - bytes);
  if (isThere) send();
  return isThere;
}

/** The bytes of a body, each as a character. */
function latin1Of(body: Answer["body"], length: number): string {
  if (typeof body !== "string")
    return Buffer.from(body.buffer, body.byteOffset, length).toString("latin1");
  return body.length === length ? body : Buffer.from(body).toString("latin1");
}

async function hangUp(
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

function bytesOf(body: Answer["body"]): Uint8Array {
  return typeof body === "string" ? Buffer.from(body) : body;
}

/** Sends a body in another way than whole and at once. */
async function deliver(
  reply: Answer,
  { cutAfter, pieces, ending }: Delivery,
  res: ServerResponse,
  clock: Clock,
): Promise<boolean> {
  const socket = await turn(res);
  if (socket === undefined) return false;
  const bytes = bytesOf(reply.body);
  writeHead(reply, bytes.length, res);
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

/**
 * The connection, once it is the response's turn on it; `undefined` if it ends before, or the response
 * is abandoned.
 */
function turn(res: ServerResponse): Awaitable<Socket | undefined> {
  const { socket } = res.req;
  if (socket.destroyed || whyAbandoned(res) !== undefined) return undefined;
  if (res.socket !== null) return socket;
  return new Promise((resolve) => {
    const leave = (): void => {
      resolve(undefined);
    };
    watch(socket, leave, false);
    res.once("socket", () => {
      unwatch(socket, leave);
      // It is gone from a response that has been abandoned.
      resolve(res.socket ?? undefined);
    });
  });
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
