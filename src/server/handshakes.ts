import type { IncomingMessage, ServerResponse } from "node:http";
import { WebSocketServer } from "ws";
import type { HttpResponse } from "../util/outcome.js";
import { runSession, type SessionRun } from "./runSession.js";
import { SignalSocket } from "./signalSocket.js";

/** The largest message of a client, in bytes, unpacked; a larger one ends the connection (1009). */
const maxMessageBytes = 1024 * 1024;

/** A request for a WebSocket, with what has come behind it. */
export interface UpgradeRequest {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly head: Buffer;
}

/** The WebSockets of a listener. */
export interface Handshakes {
  /**
   * Completes a handshake, and holds the conversation on the WebSocket. Returns what is wrong with
   * the request if it is no handshake; then nothing has been written.
   */
  open(
    asked: UpgradeRequest,
    run: SessionRun,
    headers: HttpResponse["headers"],
  ): string | undefined;
  /** Begins the close handshake with all clients. */
  close(): void;
}

export function createHandshakes(): Handshakes {
  const server = new WebSocketServer({
    noServer: true,
    WebSocket: SignalSocket,
    maxPayload: maxMessageBytes,
    // Text is passed over, whatever it is.
    skipUTF8Validation: true,
    autoPong: false,
    // A piece may hold thousands of frames: the event loop runs between two of them.
    allowSynchronousEvents: false,
    perMessageDeflate: { serverNoContextTakeover: true, clientNoContextTakeover: true },
  });
  return {
    open: ({ req, res, head }, run, headers) => {
      // ws would destroy the connection without a word.
      if (!req.socket.readable) return "the client has ended its side of the connection";
      // ws says what it thinks of a request before `handleUpgrade` returns.
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
