import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Awaitable } from "../util/awaitable.js";
import type { HttpResponse, HangUp } from "../util/outcome.js";
import { deliver, hangUp } from "./deliver.js";
import type { ListenerContext } from "./listenerContext.js";
import { waitForTurn } from "./wait.js";
import { writeHead } from "./writeHead.js";

/** Sends a response or hangs up. Returns false if the client leaves first. */
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
  if (length <= maxJoinedBytes) outbox(res, toLatin1(body, length));
  else res.end(body);
  return true;
}

/** Up to this many bytes, a body is copied next to its head and sent with it in one piece. */
const maxJoinedBytes = 16 * 1024;

/** How many bytes of responses wait for their turn, per connection. */
const queuedBytes = new WeakMap<Socket, number>();
/** Beyond this, responses go to Node at once, which then stops reading requests for a while. */
const maxQueuedBytes = 1024 * 1024;
/** What a response counts for besides its body, in bytes. */
const headBytes = 1024;

function canQueue(socket: Socket): boolean {
  return !socket.destroyed && (queuedBytes.get(socket) ?? 0) < maxQueuedBytes;
}

/**
 * Sends a response after those to earlier requests. If Node had it earlier, a few kilobytes would
 * make Node stop reading, and it would not notice a client that leaves.
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
  if (!canQueue(socket)) {
    send();
    return (await waitForTurn(res)) !== undefined;
  }
  const bytes = length + headBytes;
  queuedBytes.set(socket, (queuedBytes.get(socket) ?? 0) + bytes);
  const isConnected = (await waitForTurn(res)) !== undefined;
  queuedBytes.set(socket, (queuedBytes.get(socket) ?? 0) - bytes);
  if (isConnected) send();
  return isConnected;
}

/** Converts a body to a string with one character per byte. */
function toLatin1(body: HttpResponse["body"], length: number): string {
  if (typeof body !== "string")
    return Buffer.from(body.buffer, body.byteOffset, length).toString("latin1");
  return body.length === length ? body : Buffer.from(body).toString("latin1");
}
