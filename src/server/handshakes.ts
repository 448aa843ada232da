import type { IncomingMessage, ServerResponse } from "node:http";
import { WebSocketServer } from "ws";
import type { HttpResponse } from "../util/outcome.js";
import { runSession, type SessionRun } from "./runSession.js";
import { SignalSocket } from "./signalSocket.js";

/** Maximum size of a client's message after decompression, in bytes. Above it: close code 1009. */
const maxMessageBytes = 1024 * 1024;

/** A request for a WebSocket. */
export interface UpgradeRequest {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  /** The bytes that arrived after the request. */
  readonly head: Buffer;
}

/** A listener's WebSockets. */
export interface Handshakes {
  /**
   * Completes a handshake and runs the session on the WebSocket. If the request is not a valid
   * handshake, writes nothing and returns what is wrong.
   */
  open(
    upgrade: UpgradeRequest,
    run: SessionRun,
    headers: HttpResponse["headers"],
  ): string | undefined;
  /** Starts the close handshake with all clients. */
  close(): void;
}

export function createHandshakes(): Handshakes {
  const server = new WebSocketServer({
    noServer: true,
    WebSocket: SignalSocket,
    maxPayload: maxMessageBytes,
    // Text frames are ignored anyway.
    skipUTF8Validation: true,
    autoPong: false,
    // One chunk may contain thousands of frames: let the event loop run between two of them.
    allowSynchronousEvents: false,
    perMessageDeflate: { serverNoContextTakeover: true, clientNoContextTakeover: true },
  });
  return {
    open: ({ req, res, head }, run, headers) => {
      // ws would destroy the connection without reporting it.
      if (!req.socket.readable) return "the client has ended its side of the connection";
      // ws reports a problem before `handleUpgrade` returns.
      let problem: string | undefined;
      const refuse = ({ message }: Error): void => {
        problem = message;
      };
      const addHeaders = (lines: string[]): void => {
        const own = headers.filter(([name]) => !/^sec-websocket-/i.test(name));
        lines.push(...own.map(([name, value]) => `${name}: ${value}`));
      };
      server.once("wsClientError", refuse).once("headers", addHeaders);
      server.handleUpgrade(req, req.socket, head, (client) => {
        res.detachSocket(req.socket);
        runSession(client, req.socket, run);
      });
      server.off("wsClientError", refuse).off("headers", addHeaders);
      return problem;
    },
    close: () => {
      for (const client of server.clients) client.close(1001, "the mock is closed");
    },
  };
}
