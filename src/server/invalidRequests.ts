import { STATUS_CODES, type IncomingMessage, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { discardUnread } from "./discard.js";
import { isLingering, maxDiscarded } from "./linger.js";
import { endAfterPending } from "./responseQueue.js";
import { noSniff } from "./writeHead.js";

/** Maximum size of a request's headers in bytes. */
export const maxHeaderBytes = 1024 * 1024;
/** Maximum number of header lines. Node needs more than linear time to read them. */
export const maxHeaderLines = 10_000;

/** Why a request is refused before it is handled: an HTTP status and the reason in words. */
type Problem = readonly [status: number, reason: string];

export const unmetExpectation: Problem = [417, "unsupported expectation; expected 100-continue"];

/** What is wrong with a request's headers; `undefined` if nothing is. */
export function findProblem({
  rawHeaders,
  headers,
  httpVersion,
}: IncomingMessage): Problem | undefined {
  if (rawHeaders.length > 2 * maxHeaderLines) {
    return [431, `over ${String(maxHeaderLines)} header lines`];
  }
  if (headers.host === undefined && httpVersion === "1.1") return [400, "missing Host header"];
  return undefined;
}

/** Refuses a request before it is handled, and ends its connection. */
export function refuseRequest(res: ServerResponse, ...problem: Problem): void {
  // Always, as the headers about the body may be among those that Node has dropped.
  discardUnread({ req: res.req, res }, maxDiscarded);
  const [status, lines, body] = createRefusal(problem);
  res.writeHead(status, lines.flat());
  res.end(body);
}

/** The response to such a request: status, headers and body. */
function createRefusal([status, reason]: Problem) {
  const body = `${String(status)} ${reason}\n`;
  const headers = [
    ["Content-Type", "text/plain; charset=utf-8"],
    ["Content-Length", String(Buffer.byteLength(body))],
    noSniff,
    ["Connection", "close"],
  ] as const;
  return [status, headers, body] as const;
}

/** An error of Node's HTTP parser, with the last bytes that it received. */
type ParserError = NodeJS.ErrnoException & { readonly rawPacket?: Uint8Array };

/** Whether the bytes start a TLS handshake: a record of type 22, version 3.x. */
function isHandshake(bytes: Uint8Array | undefined): boolean {
  return bytes?.[0] === 22 && bytes[1] === 3;
}

const refused = new WeakSet<Duplex>();

/**
 * Ends a connection on which Node's parser finds no valid HTTP request: after the pending responses,
 * or with the reason if there are none. Returns the reason, unless the client has simply left.
 */
export function refuseConnection(
  { code = "", message, rawPacket }: ParserError,
  socket: Duplex,
): string | undefined {
  // Node reports the same connection again when a refused client ends its side.
  if (isLingering(socket) || refused.has(socket)) return undefined;
  refused.add(socket);
  if (!socket.writable || code === "ECONNRESET") {
    socket.destroy();
    return undefined;
  }
  const detail = isHandshake(rawPacket)
    ? "a TLS handshake (to serve TLS, set --tls-cert and --tls-key)"
    : message;
  const problem = refusals.get(code) ?? ([400, `not HTTP: ${detail}`] as const);
  endAfterPending(socket, () => {
    writeRefusal(socket, problem);
  });
  return code === "HPE_INVALID_EOF_STATE" ? undefined : problem[1];
}

/** Ends a connection whose client sends CONNECT, in the same way. */
export function refuseTunnel(socket: Duplex): void {
  endAfterPending(socket, () => {
    writeRefusal(socket, [501, "the mock is not a proxy"]);
  });
}

function writeRefusal(socket: Duplex, problem: Problem): void {
  const [status, headers, body] = createRefusal(problem);
  const lines = headers.map(([name, value]) => `${name}: ${value}`);
  const head = [`HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? ""}`, ...lines];
  socket.write(`${head.join("\r\n")}\r\n\r\n${body}`);
}

const refusals = new Map<string, Problem>([
  ["HPE_HEADER_OVERFLOW", [431, `over ${String(maxHeaderBytes)} bytes of headers`]],
]);
