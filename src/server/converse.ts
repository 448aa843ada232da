import type { Socket } from "node:net";
import { WebSocket } from "ws";
import { msSince, type Clock } from "../util/clock.js";
import { printable } from "../util/findings.js";
import { logBug, type Log } from "../util/log.js";
import {
  play,
  receive,
  type SignalSession,
  type Unanswered,
  type Wire,
} from "../signal/session.js";

/** A session, and what it needs beside its connection. */
export interface Conversation {
  readonly session: SignalSession;
  readonly clock: Clock;
  readonly log: Log;
  /** What the lines of the log begin with. */
  readonly what: string;
}

/** The most that waits to be sent before no more is read, in bytes. */
const maxBuffered = 1024 * 1024;
/** Most lines of the log about what one client sends. */
const maxLines = 32;
/** Most characters of such a line. */
const maxLength = 200;

/** A WebSocket whose answer to the client's close frame can be replaced. */
export class SignalSocket extends WebSocket {
  /** Called in place of the answer. */
  onClientClose: (() => void) | undefined;

  override close(code?: number, reason?: string | Buffer): void {
    // ws answers a close frame through this method: with the reason's bytes, or without a code.
    const answers = code === undefined || Buffer.isBuffer(reason);
    if (answers && this.onClientClose !== undefined) this.onClientClose();
    else super.close(code, reason);
  }
}

/** Plays a session on a connection, until it ends. */
export function converse(client: SignalSocket, socket: Socket, conversation: Conversation): void {
  const { session, clock, log, what } = conversation;
  const startedAt = clock.uptime();
  const wire = createWire(client, socket, clock);
  client.on("ping", (data) => {
    client.pong(data, false, () => {
      throttle(client);
    });
    throttle(client);
  });
  const report = createReport(conversation);
  if (session.behaviour.dropsOnClose === true) client.onClientClose = wire.drop;
  const end = (bug: unknown): void => {
    logBug(log, bug);
    socket.destroy();
  };
  client.on("message", (data, isBinary) => {
    const frame = data as Buffer;
    try {
      const unanswered = isBinary
        ? receive(frame, session, wire, clock.now())
        : { wrong: true, what: `a text frame of ${String(frame.length)} bytes` };
      if (unanswered !== undefined) report(unanswered);
    } catch (error) {
      end(error);
    }
  });
  client.on("error", ({ message }) => {
    log.warn(() => `warning: ${what}: the client broke the protocol: ${message}`);
  });
  client.on("close", (code) => {
    log.info(
      () => `${what} ended with ${String(code)} after ${String(msSince(startedAt, clock))} ms`,
    );
  });
  play(session, wire).catch(end);
}

function createWire(client: SignalSocket, socket: Socket, clock: Clock): Wire {
  return {
    wait: (ms) =>
      new Promise((resolve) => {
        if (client.readyState === WebSocket.CLOSED) {
          resolve();
          return;
        }
        const stop = (): void => {
          cancel();
          resolve();
        };
        const cancel = clock.after(ms, () => {
          client.off("close", stop);
          resolve();
        });
        client.once("close", stop);
      }),
    send: (bytes) =>
      new Promise((resolve) => {
        client.send(bytes, () => {
          throttle(client);
          resolve();
        });
        throttle(client);
      }),
    close: (code, reason) => {
      client.close(code, reason);
    },
    drop: () => {
      socket.destroySoon();
    },
  };
}

/** Reads nothing more of a client while too much waits to be sent to it. */
function throttle(client: WebSocket): void {
  if (client.bufferedAmount > maxBuffered) client.pause();
  else if (client.isPaused) client.resume();
}

/** What tells the log of the frames that are passed over, up to a number of lines. */
function createReport({ log, what }: Conversation): (unanswered: Unanswered) => void {
  let left = maxLines;
  return ({ wrong, what: frame }) => {
    if (left < 0) return;
    const text = left === 0 ? "more frames, which are not listed" : printable(frame, maxLength);
    left--;
    const line = (): string => `${what}: passed over ${text}`;
    if (wrong) log.warn(() => `warning: ${line()}`);
    else log.info(line);
  };
}
