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

/** How long clients have for the close handshake when the mock is closed, in milliseconds. */
const closingMs = 500;

/** Serves a request that asks for a WebSocket on a signal path. */
type ServeUpgrade = (req: IncomingMessage, res: ServerResponse, open: AcceptUpgrade) => void;

/**
 * Takes the requests with an `Upgrade` header: `serve` gets those for a WebSocket on a signal path,
 * and the server all others back, without that header. Those with the method CONNECT are refused.
 * Returns what ends the open connections.
 */
export function takeUpgrades(server: Server, serve: ServeUpgrade): () => void {
  let handshakes: Handshakes | undefined;
  const load = lazy(async () => {
    const { createHandshakes } = await import("./handshakes.js");
    return (handshakes = createHandshakes());
  });
  const webSockets = new Set<Socket>();
  /** The other connections that Node has let go of. */
  const taken = new Set<Socket>();
  const take = (socket: Socket): (() => void) => {
    const forget = (): void => {
      taken.delete(socket);
      webSockets.delete(socket);
    };
    taken.add(socket);
    socket.on("error", ignore).once("close", forget);
    return () => {
      forget();
      socket.off("error", ignore).off("close", forget);
    };
  };
  server.on("connect", ({ socket }) => {
    take(socket);
    refuseTunnel(socket);
  });
  server.on("upgrade", (req, _duplex, head) => {
    const { socket } = req;
    const letGo = take(socket);
    const stopReading = readAhead(socket, head);
    whenAllSent(socket, () => {
      if (socket.destroyed) return;
      if (wantsSignal(req)) {
        const res = createResponse(req, stopReading);
        serve(req, res, async (...opened) => {
          const by = await load();
          const problem = by.open({ req, res, head: stopReading() }, ...opened);
          if (problem === undefined && taken.delete(socket)) webSockets.add(socket);
          return problem;
        });
        return;
      }
      letGo();
      if (server.listening) giveBack(server, req, stopReading());
      else socket.destroy();
    });
  });
  return () => {
    for (const socket of taken) socket.destroy();
    handshakes?.close();
    setTimeout(() => {
      for (const socket of webSockets) socket.destroy();
    }, closingMs).unref();
  };
}

/** Node's error listener is gone with the upgrade; the end of the connection is seen by `close`. */
function ignore(): void {
  // Nothing to do.
}

/** Whether a request asks for a WebSocket on a signal path, in a form that can be a handshake. */
function wantsSignal({ method, url = "", headers, httpVersion }: IncomingMessage): boolean {
  if (headers.upgrade?.toLowerCase() !== "websocket") return false;
  if (method !== "GET" || httpVersion !== "1.1" || headers.host === undefined) return false;
  if ((headers["content-length"] ?? "0") !== "0" || "transfer-encoding" in headers) return false;
  return !("expect" in headers) && upgrades(pathOf(targetOf(url)));
}

/** A response on the connection of a request, which Node has let go of. */
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

/** Whether a connection is of TLS. */
function isSecure(socket: Socket): boolean {
  return "encrypted" in socket;
}

/** Lets the server read a request anew from its connection, without its `Upgrade` header. */
function giveBack(server: Server, req: IncomingMessage, ahead: Buffer): void {
  const { socket, method = "", url = "", httpVersion, rawHeaders } = req;
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const [name = "", value = ""] = rawHeaders.slice(at, at + 2);
    if (name.toLowerCase() !== "upgrade") lines.push(`${name}: ${value}`);
  }
  server.emit(isSecure(socket) ? "secureConnection" : "connection", socket);
  const text = Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1");
  // As if they came now: what has had its end takes nothing back.
  socket.emit("data", Buffer.concat([text, ahead]));
  if (socket.readableEnded) socket.emit("end");
}
