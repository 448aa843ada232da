import { ServerResponse, type IncomingMessage, type Server } from "node:http";
import type { Socket } from "node:net";
import { lazy } from "../util/lazy.js";
import { setTimeout } from "../util/realTime.js";
import { pathOf, targetOf, upgrades } from "./endpoints.js";
import type { Handshakes } from "./handshakes.js";
import { refuseTunnel } from "./invalidRequests.js";
import { linger } from "./linger.js";
import { whenAllSent } from "./responseQueue.js";
import { readAhead } from "./readAhead.js";
import type { AcceptUpgrade } from "./record.js";

/** How long clients have for the close handshake when the mock closes, in milliseconds. */
const closingMs = 500;

/** Serves a request for a WebSocket on a signal path. */
type ServeUpgrade = (req: IncomingMessage, res: ServerResponse, open: AcceptUpgrade) => void;

/**
 * Handles requests with an `Upgrade` header. Those for a WebSocket on a signal path go to `serve`. All
 * others go back to the server, without that header. Refuses CONNECT requests. The returned function
 * closes the open connections.
 */
export function takeUpgrades(server: Server, serve: ServeUpgrade): () => void {
  let handshakes: Handshakes | undefined;
  const load = lazy(async () => {
    const { createHandshakes } = await import("./handshakes.js");
    return (handshakes = createHandshakes());
  });
  const webSockets = new Set<Socket>();
  /** All other connections that Node no longer tracks. */
  const tracked = new Set<Socket>();
  const track = (socket: Socket): (() => void) => {
    const forget = (): void => {
      tracked.delete(socket);
      webSockets.delete(socket);
    };
    tracked.add(socket);
    socket.on("error", ignore).once("close", forget);
    return () => {
      forget();
      socket.off("error", ignore).off("close", forget);
    };
  };
  server.on("connect", ({ socket }) => {
    track(socket);
    refuseTunnel(socket);
  });
  server.on("upgrade", (req, _duplex, head) => {
    const { socket } = req;
    const untrack = track(socket);
    const stopReading = readAhead(socket, head);
    whenAllSent(socket, () => {
      if (socket.destroyed) return;
      if (wantsSignal(req)) {
        const res = createResponse(req, stopReading);
        serve(req, res, async (...opened) => {
          const loaded = await load();
          const problem = loaded.open({ req, res, head: stopReading() }, ...opened);
          if (problem === undefined && tracked.delete(socket)) webSockets.add(socket);
          return problem;
        });
        return;
      }
      untrack();
      if (server.listening) returnToServer(server, req, stopReading());
      else socket.destroy();
    });
  });
  return () => {
    for (const socket of tracked) socket.destroy();
    handshakes?.close();
    setTimeout(() => {
      for (const socket of webSockets) socket.destroy();
    }, closingMs).unref();
  };
}

/** Node removes its error listener on an upgrade. The `close` event reports the connection's end. */
function ignore(): void {
  // Nothing to do.
}

/** Whether a request asks for a WebSocket on a signal path and can be a handshake. */
function wantsSignal({ method, url = "", headers, httpVersion }: IncomingMessage): boolean {
  if (headers.upgrade?.toLowerCase() !== "websocket") return false;
  if (method !== "GET" || httpVersion !== "1.1" || headers.host === undefined) return false;
  if ((headers["content-length"] ?? "0") !== "0" || "transfer-encoding" in headers) return false;
  return !("expect" in headers) && upgrades(pathOf(targetOf(url)));
}

/** Creates a response on a connection that Node no longer manages. */
function createResponse(req: IncomingMessage, stopReading: () => void): ServerResponse {
  const res = new ServerResponse(req);
  res.shouldKeepAlive = false;
  res.assignSocket(req.socket);
  res.once("finish", () => {
    res.detachSocket(req.socket);
    stopReading();
    linger(req.socket);
  });
  return res;
}

/** Whether a connection uses TLS. */
function isSecure(socket: Socket): boolean {
  return "encrypted" in socket;
}

/** Makes the server parse a request again, without its `Upgrade` header. */
function returnToServer(server: Server, req: IncomingMessage, ahead: Buffer): void {
  const { socket, method = "", url = "", httpVersion, rawHeaders } = req;
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const [name = "", value = ""] = rawHeaders.slice(at, at + 2);
    if (name.toLowerCase() !== "upgrade") lines.push(`${name}: ${value}`);
  }
  server.emit(isSecure(socket) ? "secureConnection" : "connection", socket);
  const text = Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1");
  // Emits them as if they arrived now: `unshift` fails after the end of the stream.
  socket.emit("data", Buffer.concat([text, ahead]));
  if (socket.readableEnded) socket.emit("end");
}
