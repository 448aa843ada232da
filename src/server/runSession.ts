import type { Socket } from "node:net";
import { WebSocket } from "ws";
import { msSince, type Clock } from "../util/clock.js";
import { printable } from "../util/findings.js";
import { logBug, type Log } from "../util/log.js";
import type { Session, IgnoredFrame, Wire } from "../util/session.js";
import type { SignalSocket } from "./signalSocket.js";

/** A session and what it needs besides its connection. */
export interface SessionRun {
  readonly session: Session;
  readonly clock: Clock;
  readonly log: Log;
  /** The prefix of its log lines. */
  readonly label: string;
}

/** Maximum number of log lines about ignored frames, per connection. */
const maxLines = 32;
/** Maximum length of an ignored frame's description, in characters. */
const maxLength = 200;

/** Runs a session on a connection until that ends. */
export function runSession(client: SignalSocket, socket: Socket, run: SessionRun): void {
  const connection = new Connection(client, socket, run);
  void connection.run();
}

/** A connection with its session. It contains what all sessions have in common. */
class Connection implements Wire {
  readonly #client: SignalSocket;
  readonly #socket: Socket;
  readonly #run: SessionRun;
  readonly #startedAt: number;
  #linesLeft = maxLines;

  constructor(client: SignalSocket, socket: Socket, run: SessionRun) {
    this.#client = client;
    this.#socket = socket;
    this.#run = run;
    this.#startedAt = run.clock.uptime();
  }

  async run(): Promise<void> {
    this.#listen();
    try {
      await this.#run.session.start(this);
    } catch (bug) {
      this.#fail(bug);
    }
  }

  send(bytes: Uint8Array): Promise<void> {
    const client = this.#client;
    // After the close frame, ws would count these bytes as buffered forever.
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
    // Unread data would turn the FIN into a reset.
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
      const cancel = this.#run.clock.after(ms, () => {
        client.off("close", stop);
        resolve();
      });
      client.once("close", stop);
    });
  }

  now(): number {
    return this.#run.clock.now();
  }

  #listen(): void {
    const client = this.#client;
    const { log, label } = this.#run;
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
      log.warn(() => `${label}: WebSocket protocol error: ${message}`);
    });
    client.on("close", (code) => {
      this.#end(code);
    });
  }

  #receive(frame: Buffer, isBinary: boolean): void {
    try {
      const ignored = isBinary
        ? this.#run.session.receive(frame, this)
        : { isInvalid: true, description: `a text frame of ${String(frame.length)} bytes` };
      if (ignored !== undefined) this.#report(ignored);
    } catch (bug) {
      this.#fail(bug);
    }
  }

  #receiveClose(): boolean {
    try {
      return this.#run.session.receiveClose(this);
    } catch (bug) {
      this.#fail(bug);
      return false;
    }
  }

  #end(code: number): void {
    const { session, clock, log, label } = this.#run;
    log.info(() => {
      const ms = msSince(this.#startedAt, clock);
      return `${label} ended with ${String(code)} after ${String(ms)} ms`;
    });
    try {
      session.end(code);
    } catch (bug) {
      this.#fail(bug);
    }
  }

  #fail(bug: unknown): void {
    logBug(this.#run.log, bug);
    this.#socket.destroy();
  }

  /** Logs an ignored frame, up to a maximum number of lines. */
  #report({ isInvalid, description }: IgnoredFrame): void {
    if (this.#linesLeft < 0) return;
    const { log, label } = this.#run;
    const text =
      this.#linesLeft === 0 ? "more frames, not logged" : printable(description, maxLength);
    this.#linesLeft--;
    const line = (): string => `${label}: ignored ${text}`;
    if (isInvalid) log.warn(line);
    else log.info(line);
  }
}
