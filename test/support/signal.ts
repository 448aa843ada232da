import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";
import { fromBinary, fromJson, toBinary, toJson, type JsonObject } from "@bufbuild/protobuf";
import { SignalRequestSchema, SignalResponseSchema } from "../../gen/livekit_rtc_pb.js";
import { encodeFrame, opcodes, takeFrame, type FrameOptions } from "./frames.js";
import { tokenFor } from "./token.js";

/** A frame of the server, or how the TCP connection ended. */
export type Event =
  | { readonly kind: "message"; readonly json: unknown }
  | { readonly kind: "close"; readonly code: number | undefined; readonly reason: string }
  | { readonly kind: "pong"; readonly payload: string }
  | { readonly kind: "ended"; readonly how: string };

/** A WebSocket client that hides nothing: every frame that comes is an event, with its time. */
export interface SignalClient {
  readonly socket: Socket;
  /** The head of the response to the handshake. */
  readonly head: string;
  /** All that has come so far. */
  readonly events: readonly Event[];
  /** Milliseconds from the start of the handshake to each event. */
  readonly times: readonly number[];
  /** Resolves with the event at a position; rejects if the connection ends before. */
  event(at: number): Promise<Event>;
  /** Resolves with all events once the TCP connection has ended. */
  ended(): Promise<readonly Event[]>;
  /** Sends a `SignalRequest`, given as its JSON. */
  request(json: JsonObject): void;
  /** Sends a close frame. */
  close(code?: number, reason?: string): void;
  /** Sends a frame of any kind. */
  frame(opcode: number, payload: Uint8Array, options?: FrameOptions): void;
}

export interface HandshakeOptions {
  readonly path?: string;
  /** Query without the question mark. */
  readonly query?: string;
  /** Header lines beside those that every handshake needs. */
  readonly headers?: readonly string[];
  /** What is sent in one piece with the handshake, behind it. */
  readonly behind?: Uint8Array;
}

const none = Buffer.alloc(0);

/** A query whose token is valid and selects a mode. */
export function queryFor(signal: string): string {
  return `access_token=${tokenFor({ signal })}`;
}

/** The head of a request, as text of its lines. */
export function headOf(lines: readonly string[]): string {
  return `${lines.join("\r\n")}\r\n\r\n`;
}

/** The lines of a handshake, without the empty one at their end. */
export function handshakeOf({
  path = "/rtc",
  query = "",
  headers = [],
}: HandshakeOptions): string[] {
  return [
    `GET ${path}${query === "" ? "" : `?${query}`} HTTP/1.1`,
    "Host: 127.0.0.1",
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    `Sec-WebSocket-Key: ${randomBytes(16).toString("base64")}`,
    ...headers,
  ];
}

/** Opens a signal connection; rejects with the whole response if it is refused. */
export async function openSignal(port: number, options: HandshakeOptions): Promise<SignalClient> {
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true, noDelay: true });
  const startedAt = performance.now();
  socket.write(Buffer.concat([Buffer.from(headOf(handshakeOf(options))), options.behind ?? none]));
  const { head, rest: early } = await readHead(socket);
  const events: Event[] = [];
  const times: number[] = [];
  const add = (event: Event): void => {
    if (events.at(-1)?.kind === "ended") return;
    events.push(event);
    times.push(performance.now() - startedAt);
    socket.emit("event");
  };
  let rest = early;
  let closed = false;
  const frame = (opcode: number, payload: Uint8Array, given?: FrameOptions): void => {
    closed ||= opcode === opcodes.close;
    socket.write(encodeFrame(opcode, payload, given));
  };
  const read = (chunk: Buffer): void => {
    rest = Buffer.concat([rest, chunk]);
    for (let next = takeFrame(rest); next !== undefined; next = takeFrame(rest)) {
      ({ rest } = next);
      add(eventOf(next.opcode, next.payload));
      if (next.opcode === opcodes.close && !closed) frame(opcodes.close, next.payload);
    }
  };
  read(Buffer.alloc(0));
  socket.on("data", read);
  socket.once("end", () => {
    socket.end();
    add({ kind: "ended", how: "FIN" });
  });
  socket.once("error", ({ code = "" }: NodeJS.ErrnoException) => {
    add({ kind: "ended", how: code });
  });
  const until = <T>(found: () => T | undefined): Promise<T> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const value = found();
        if (value !== undefined) resolve(value);
        else if (events.at(-1)?.kind === "ended") reject(new Error(JSON.stringify(events)));
      };
      socket.on("event", look);
      look();
    });
  socket.setMaxListeners(0);
  return {
    socket,
    head,
    events,
    times,
    frame,
    event: (at) => until(() => events[at]),
    ended: () => until(() => (events.at(-1)?.kind === "ended" ? events : undefined)),
    request: (json) => {
      frame(opcodes.binary, requestBytes(json));
    },
    close: (code, reason = "") => {
      frame(opcodes.close, code === undefined ? none : closePayload(code, reason));
    },
  };
}

/** A `SignalRequest`, given as its JSON. */
export function requestBytes(json: JsonObject): Uint8Array {
  return toBinary(SignalRequestSchema, fromJson(SignalRequestSchema, json));
}

function readHead(socket: Socket): Promise<{ readonly head: string; readonly rest: Buffer }> {
  return new Promise((resolve, reject) => {
    let bytes: Buffer = Buffer.alloc(0);
    const onData = (chunk: Buffer): void => {
      bytes = Buffer.concat([bytes, chunk]);
      const end = bytes.indexOf("\r\n\r\n");
      if (end < 0 || !bytes.toString("latin1").startsWith("HTTP/1.1 101 ")) return;
      socket.off("data", onData);
      socket.off("end", onEnd);
      resolve({ head: bytes.toString("latin1", 0, end), rest: bytes.subarray(end + 4) });
    };
    const onEnd = (): void => {
      socket.destroy();
      reject(new Error(`refused: ${bytes.toString("latin1")}`));
    };
    socket.on("data", onData).once("end", onEnd).once("error", reject);
  });
}

function eventOf(opcode: number, payload: Buffer): Event {
  switch (opcode) {
    case opcodes.binary:
      return {
        kind: "message",
        json: toJson(SignalResponseSchema, fromBinary(SignalResponseSchema, payload)),
      };
    case opcodes.pong:
      return { kind: "pong", payload: payload.toString("latin1") };
    case opcodes.close:
      return {
        kind: "close",
        code: payload.length === 0 ? undefined : payload.readUInt16BE(0),
        reason: payload.toString("utf8", 2),
      };
    default:
      throw new Error(`a frame of kind ${String(opcode)}`);
  }
}

/** What a close frame with a code holds. */
export function closePayload(code: number, reason: string): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(code);
  return Buffer.concat([bytes, Buffer.from(reason)]);
}
