import type { Socket } from "node:net";
import { WebSocket } from "ws";
import { msSince, type Clock } from "../util/clock.js";
import { printable } from "../util/findings.js";
import { logBug, type Log } from "../util/log.js";
import type { Session, IgnoredFrame, Wire } from "../util/session.js";
import type { SignalSocket } from "./signalSocket.js";

/** A session, and what it needs beside its connection. */
export interface SessionRun {
  readonly session: Session;
  readonly clock: Clock;
  readonly log: Log;
  /** What the lines of the log begin with. */
  readonly what: string;
}

/** Most lines of the log about what one client sends. */
const maxLines = 32;
/** Most characters of such a line. */
const maxLength = 200;

/** Holds a session on a connection, until it ends. */
export function runSession(client: SignalSocket, socket: Socket, run: SessionRun): void {
  const connection = new Connection(client, socket, run);
  void connection.run();
}

/** A connection with its session: what is the same for all sessions. */
class Connection implements Wire {
  readonly #client: SignalSocket;
  readonly #socket: Socket;
  readonly #conversation: SessionRun;
  readonly #startedAt: number;
  #linesLeft = maxLines;

  constructor(client: SignalSocket, socket: Socket, run: SessionRun) {
    this.#client = client;
    this.#socket = socket;
    this.#conversation = run;
    this.#startedAt = run.clock.uptime();
  }

  async run(): Promise<void> {
    this.#listen();
    try {
      await this.#conversation.session.start(this);
    } catch (bug) {
      this.#fail(bug);
    }
  }

  send(bytes: Uint8Array): Promise<void> {
    const client = this.#client;
    // ws counts what it is given after the close frame as waiting, for good.
    if (client.readyState !== WebSocket.OPEN) return Promise.resolve();
    return new Promise((resolve) => {
      client.send(bytes, () => {
        client.throttle();
        resolve();
      });
      client.throttle();
    });
  }

  close(code: number, reason: string): void {
    this.#client.close(code, reason);
  }

  drop(): void {
    // What is left unread would make a reset of it.
    this.#socket.removeAllListeners("data").resume();
    this.#socket.destroySoon();
  }

  pause(): void {
    this.#client.hold();
  }

  resume(): void {
    this.#client.release();
  }

  wait(ms: number): Promise<void> {
    const client = this.#client;
    return new Promise((resolve) => {
      if (client.readyState === WebSocket.CLOSED) {
        resolve();
        return;
      }
      const stop = (): void => {
        cancel();
        resolve();
      };
      const cancel = this.#conversation.clock.after(ms, () => {
        client.off("close", stop);
        resolve();
      });
      client.once("close", stop);
    });
  }

  now(): number {
    return this.#conversation.clock.now();
  }

  #listen(): void {
    const client = this.#client;
    const { log, what } = this.#conversation;
    client.onClientClose = () => this.#receiveClose();
    client.on("ping", (data) => {
      if (client.readyState !== WebSocket.OPEN) return;
      client.pong(data, false, () => {
        client.throttle();
      });
      client.throttle();
    });
    client.on("message", (data, isBinary) => {
      this.#receive(data as Buffer, isBinary);
    });
    client.on("error", ({ message }) => {
      log.warn(() => `warning: ${what}: the client broke the protocol: ${message}`);
    });
    client.on("close", (code) => {
      this.#end(code);
    });
  }

  #receive(frame: Buffer, isBinary: boolean): void {
    try {
      const ignored = isBinary
        ? this.#conversation.session.receive(frame, this)
        : { wrong: true, what: `a text frame of ${String(frame.length)} bytes` };
      if (ignored !== undefined) this.#report(ignored);
    } catch (bug) {
      this.#fail(bug);
    }
  }

  #receiveClose(): boolean {
    try {
      return this.#conversation.session.receiveClose(this);
    } catch (bug) {
      this.#fail(bug);
      return false;
    }
  }

  #end(code: number): void {
    const { session, clock, log, what } = this.#conversation;
    log.info(() => {
      const ms = msSince(this.#startedAt, clock);
      return `${what} ended with ${String(code)} after ${String(ms)} ms`;
    });
    try {
      session.end(code);
    } catch (bug) {
      this.#fail(bug);
    }
  }

  #fail(bug: unknown): void {
    logBug(this.#conversation.log, bug);
    this.#socket.destroy();
  }

  /** Tells the log of a frame that is passed over, up to a number of lines. */
  #report({ wrong, what: frame }: IgnoredFrame): void {
    if (this.#linesLeft < 0) return;
    const { log, what } = this.#conversation;
    const text =
      this.#linesLeft === 0 ? "more frames, which are not listed" : printable(frame, maxLength);
    this.#linesLeft--;
    const line = (): string => `${what}: passed over ${text}`;
    if (wrong) log.warn(() => `warning: ${line()}`);
    else log.info(line);
  }
}
