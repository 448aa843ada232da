/** What the server knows of what is said on a WebSocket: it has the sockets, a session the words. */

/** The connection of a session. What is done to one that has ended has no effect. */
export interface Wire {
  /** Sends a binary frame; resolves once it is with the system, or the connection ends. */
  send(bytes: Uint8Array): Promise<void>;
  /** Sends a close frame. */
  close(code: number, reason: string): void;
  /** Ends the TCP connection (FIN) with no close frame. */
  drop(): void;
  /** Reads nothing of the client until `resume`, or until a close frame is sent. */
  pause(): void;
  resume(): void;
  /** Resolves after `ms` milliseconds, or once the connection has ended. */
  wait(ms: number): Promise<void>;
  /** Milliseconds of the Unix clock. */
  now(): number;
}

/** Something that came and is not answered. */
export interface IgnoredFrame {
  /** Whether it is nothing that a client means to send; else it is only more than a mock does. */
  readonly wrong: boolean;
  readonly what: string;
}

/**
 * What is said on one connection. It is made before the handshake: one whose handshake fails is
 * never started. What it throws is a bug of the mock, which ends the connection.
 */
export interface Session {
  /**
   * Called once, when the connection is open, before a frame is read. It may keep the wire, to send
   * at any time.
   */
  start(wire: Wire): void | Promise<void>;
  /** Takes a binary frame of the client; returns what of it is for the log. */
  receive(frame: Uint8Array, wire: Wire): IgnoredFrame | undefined;
  /** Takes the client's close frame; returns whether to answer it in kind. */
  receiveClose(wire: Wire): boolean;
  /**
   * Called once, when the connection has ended, whatever ended it. The code is that of the client's
   * close frame, 1005 if it has none, and 1006 if there was no such frame.
   */
  end(code: number): void;
}
