import { connect, type Socket } from "node:net";
import { connect as connectSecurely } from "node:tls";
import { authority } from "./tls.js";

/** A connection on which a test reads and writes bytes. */
export interface RawConnection {
  readonly socket: Socket;
  /** All that has come so far, in Latin-1. */
  readonly received: () => string;
  /** Resolves with all that has come once it matches; rejects if the connection ends before. */
  readonly until: (pattern: RegExp) => Promise<string>;
  /** The same with a function of all that has come. */
  readonly untilIt: (matches: (text: string) => boolean) => Promise<string>;
  /** Resolves once the connection has ended, with how: `FIN`, or the error's code. */
  readonly ended: Promise<string>;
}

/** Opens a connection that keeps its own side open when the other side ends. */
export function openRaw(port: number): RawConnection {
  return observe(connect({ port, host: "127.0.0.1", allowHalfOpen: true }));
}

/** The same over TLS. */
export function openSecurely(port: number): RawConnection {
  const options = { port, host: "127.0.0.1", allowHalfOpen: true, ca: authority };
  return observe(connectSecurely(options));
}

/** Keeps what comes on a connection, and notes its end. */
export function observe(socket: Socket): RawConnection {
  let text = "";
  socket.on("data", (chunk) => {
    text += chunk.toString("latin1");
    socket.emit("text");
  });
  const ended = new Promise<string>((resolve) => {
    socket.once("end", () => {
      socket.end();
      resolve("FIN");
    });
    socket.once("error", (error: NodeJS.ErrnoException) => {
      resolve(error.code ?? error.message);
    });
  });
  const untilIt = (matches: (text: string) => boolean): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (!matches(text)) return;
        socket.off("text", look);
        resolve(text);
      };
      socket.on("text", look);
      void ended.then((how) => {
        reject(new Error(`ended with ${how} after ${JSON.stringify(text)}`));
      });
      look();
    });
  const until = (pattern: RegExp): Promise<string> => untilIt((all) => pattern.test(all));
  return { socket, received: () => text, until, untilIt, ended };
}

/** Sends bytes and resolves with all that comes until the other side ends. */
export async function exchange(port: number, bytes: string | Uint8Array): Promise<string> {
  const connection = openRaw(port);
  connection.socket.write(bytes);
  const how = await connection.ended;
  if (how !== "FIN") throw new Error(`the connection ended with ${how}`);
  return connection.received();
}

/** A call of the API that is answered after so many milliseconds, as bytes. */
export function delayedCall(ms: number): string {
  const control = JSON.stringify({ skipAuth: true, delayMs: ms });
  const head = "POST /twirp/livekit.RoomService/CreateRoom HTTP/1.1\r\nHost: a\r\n";
  return `${head}Content-Length: 0\r\nX-Lk-Mock: ${control}\r\n\r\n`;
}
