import { STATUS_CODES, type IncomingMessage, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { discardUnread } from "./discard.js";
import { isLingering, maxDiscarded } from "./linger.js";
import { endAfterPending } from "./responseQueue.js";
import { noSniff } from "./writeHead.js";

/** The most that a request's headers may be, in bytes. */
export const maxHeaderBytes = 1024 * 1024;
/** The most lines that they may be: Node reads many in more than linear time. */
export const maxHeaderLines = 10_000;

/** Why a request is not looked at: an HTTP status, and the reason in words. */
type Problem = readonly [status: number, reason: string];

export const unmetExpectation: Problem = [417, "the one expectation that is met is 100-continue"];

/** What is wrong with the headers of a request; `undefined` if nothing is. */
export function problemIn({
  rawHeaders,
  headers,
  httpVersion,
}: IncomingMessage): Problem | undefined {
  if (rawHeaders.length > 2 * maxHeaderLines) {
    return [431, `the headers are over ${String(maxHeaderLines)} lines`];
  }
  if (headers.host === undefined && httpVersion === "1.1") return [400, "there is no Host header"];
  return undefined;
}

/** Answers a request that is not looked at, and ends its connection. */
export function refuseRequest(res: ServerResponse, ...problem: Problem): void {
  // What the headers say of the body may be behind the last one that Node has read.
  discardUnread({ req: res.req, res }, maxDiscarded);
  const [status, lines, body] = refusalOf(problem);
  res.writeHead(status, lines.flat());
  res.end(body);
}

/** What is answered to a request that is not looked at: status, headers and body. */
function refusalOf([status, reason]: Problem) {
  const body = `${String(status)} ${reason}\n`;
  const headers = [
    ["Content-Type", "text/plain; charset=utf-8"],
    ["Content-Length", String(Buffer.byteLength(body))],
    noSniff,
    ["Connection", "close"],
  ] as const;
  return [status, headers, body] as const;
}

/** What Node's parser says, with the bytes that it was given last. */
type ParserError = NodeJS.ErrnoException & { readonly rawPacket?: Uint8Array };

/** Whether bytes begin a handshake of TLS: a record of that type (22), of version 3.x. */
function isHandshake(bytes: Uint8Array | undefined): boolean {
  return bytes?.[0] === 22 && bytes[1] === 3;
}

const refused = new WeakSet<Duplex>();

/**
 * Ends a connection on which Node's parser finds no HTTP request: behind what the mock still owes on
 * it, or else with the reason. Returns the reason, unless the client has just left.
 */
export function refuseConnection(
  { code = "", message, rawPacket }: ParserError,
  socket: Duplex,
): string | undefined {
  // Node reports the end of what a refused client sends as well.
  if (isLingering(socket) || refused.has(socket)) return undefined;
  refused.add(socket);
  if (!socket.writable || code === "ECONNRESET") {
    socket.destroy();
    return undefined;
  }
  const found = isHandshake(rawPacket) ? "TLS, which takes --tls-cert and --tls-key" : message;
  const problem = refusals.get(code) ?? ([400, `not HTTP: ${found}`] as const);
  endAfterPending(socket, () => {
    writeRefusal(socket, problem);
  });
  return code === "HPE_INVALID_EOF_STATE" ? undefined : problem[1];
}

/** Ends a connection whose client asks for a tunnel, in the same way. */
export function refuseTunnel(socket: Duplex): void {
  endAfterPending(socket, () => {
    writeRefusal(socket, [501, "the mock is no proxy"]);
  });
}

function writeRefusal(socket: Duplex, problem: Problem): void {
  const [status, headers, body] = refusalOf(problem);
  const lines = headers.map(([name, value]) => `${name}: ${value}`);
  const head = [`HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? ""}`, ...lines];
  socket.write(`${head.join("\r\n")}\r\n\r\n${body}`);
}

const refusals = new Map<string, Problem>([
  ["HPE_HEADER_OVERFLOW", [431, `the headers are over ${String(maxHeaderBytes)} bytes`]],
]);
