/** Clients that leave, and the connections of the mock that they leave behind. */
import assert from "node:assert/strict";
import { subscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { connect as connectSecurely } from "node:tls";
import { observe, openRaw, type RawConnection } from "./raw.js";
import { authority } from "./tls.js";

/** How long the mock may keep the connection of a client that has left, in milliseconds. */
const patienceMs = 1_000;
/** How long it may take to read what a client has sent, in milliseconds. */
const readingMs = 5_000;

/** A client, and the mock's end of its TCP connection. */
export interface Visitor {
  /** What it says and hears: TLS, if there is TLS. */
  readonly connection: RawConnection;
  /** Its TCP connection: the same, or what is below TLS. */
  readonly tcp: Socket;
  /** The mock's end of that. */
  readonly kept: Socket;
  /** Resolves once the mock has read all that the client has written. */
  readonly read: () => Promise<void>;
}

/** How a client leaves. */
export type Leaving = "FIN" | "close" | "RST" | "close_notify";

/** The mock's ends of TCP connections, by the port of the client. */
const ends = new Map<number, Socket>();
subscribe("net.server.socket", (message) => {
  const { socket } = message as { readonly socket: Socket };
  const port = socket.remotePort ?? 0;
  ends.set(port, socket);
  socket.once("close", () => ends.delete(port));
});

/** How many connections the mocks of this process keep. */
export function keptConnections(): number {
  return ends.size;
}

/** Connects a client of TCP. */
export async function visit(port: number): Promise<Visitor> {
  const connection = openRaw(port);
  const { socket: tcp } = connection;
  await once(tcp, "connect");
  return { connection, tcp, ...(await endOf(tcp)) };
}

/** Connects a client of TLS. */
export async function visitSecurely(port: number): Promise<Visitor> {
  const { tcp, kept, read } = await visit(port);
  const secure = connectSecurely({ socket: tcp, ca: authority, host: "127.0.0.1" });
  secure.allowHalfOpen = true;
  await once(secure, "secureConnect");
  return { connection: observe(secure), tcp, kept, read };
}

async function endOf(tcp: Socket): Promise<Pick<Visitor, "kept" | "read">> {
  const port = tcp.localPort ?? 0;
  while (!ends.has(port)) await setImmediate();
  const kept = ends.get(port)!;
  const read = async (): Promise<void> => {
    const from = performance.now();
    while (kept.bytesRead < tcp.bytesWritten || tcp.writableLength > 0) {
      assert.ok(!kept.destroyed, "the mock has ended the connection");
      assert.ok(performance.now() - from < readingMs, "the mock reads no more");
      await setImmediate();
    }
  };
  return { kept, read };
}

/** Lets a client leave. */
export function leave({ connection, tcp }: Visitor, how: Leaving): void {
  if (how === "FIN") tcp.end();
  else if (how === "close") tcp.destroy();
  else if (how === "RST") tcp.resetAndDestroy();
  else connection.socket.end();
}

/** Resolves once the mock's end of a connection is closed; rejects if that takes too long. */
export async function closed({ kept }: Visitor): Promise<void> {
  if (kept.closed) return;
  await new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => {
      reject(new Error("the mock keeps the connection"));
    }, patienceMs);
    kept.once("close", () => {
      clearTimeout(late);
      resolve();
    });
  });
}

/** The first bytes that a client of TLS sends. */
export async function clientHello(): Promise<Buffer> {
  return new Promise((resolve) => {
    const wire = new Duplex({
      read: () => undefined,
      write: (hello: Buffer) => {
        resolve(hello);
      },
    });
    connectSecurely({ socket: wire, host: "127.0.0.1" });
  });
}
