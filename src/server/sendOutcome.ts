import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Awaitable } from "../util/awaitable.js";
import type { HttpResponse, HangUp } from "../util/outcome.js";
import { deliver, hangUp } from "./deliver.js";
import type { ListenerContext } from "./listenerContext.js";
import { turn } from "./wait.js";
import { writeHead } from "./writeHead.js";

/** Writes an answer, or ends the connection. False if the client leaves before that is done. */
export function sendOutcome(
  outcome: HttpResponse | HangUp,
  res: ServerResponse,
  { clock, outbox }: Pick<ListenerContext, "clock" | "outbox">,
): Awaitable<boolean> {
  if ("hangUp" in outcome) return hangUp(outcome.hangUp, res, clock);
  if (outcome.delivery !== undefined) return deliver(outcome, outcome.delivery, res, clock);
  const { body } = outcome;
  const length = Buffer.byteLength(body);
  if (res.socket === null) return sendInTurn(outcome, length, res);
  writeHead(outcome, length, res);
  if (length <= maxJoined) outbox(res, latin1Of(body, length));
  else res.end(body);
  return true;
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
async function sendInTurn(
  outcome: HttpResponse,
  length: number,
  res: ServerResponse,
): Promise<boolean> {
  const { socket } = res.req;
  const send = (): void => {
    writeHead(outcome, length, res);
    res.end(outcome.body);
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
function latin1Of(body: HttpResponse["body"], length: number): string {
  if (typeof body !== "string")
    return Buffer.from(body.buffer, body.byteOffset, length).toString("latin1");
  return body.length === length ? body : Buffer.from(body).toString("latin1");
}
