/**
 * The interface between the server, which owns the WebSockets, and a session, which decides what to
 * send on one.
 */

/** A session's connection. Once it has ended, its methods have no effect. */
export interface Wire {
  /** Sends a binary frame; resolves once the system has it or the connection ends. */
  send(bytes: Uint8Array): Promise<void>;
  /** Sends a close frame. */
  close(code: number, reason: string): void;
  /** Ends the TCP connection (FIN) without a close frame. */
  drop(): void;
  /** Stops reading from the client until `resume` or until a close frame is sent. */
  pause(): void;
  resume(): void;
  /** Resolves after `ms` milliseconds or when the connection ends. */
  wait(ms: number): Promise<void>;
  /** The Unix time in milliseconds. */
  now(): number;
}

/** A frame, or a part of one, that gets no response. */
export interface IgnoredFrame {
  /** Whether no client should send it; if false, the mock merely does not support it. */
  readonly isInvalid: boolean;
  readonly description: string;
}

/**
 * One connection's conversation. It is created before the handshake and never started if that fails.
 * If it throws, the mock has a bug, and the connection ends.
 */
export interface Session {
  /**
   * Called once, when the connection is open, before any frame is read. The session may keep the
   * wire and send on it at any time.
   */
  start(wire: Wire): void | Promise<void>;
  /** Handles a binary frame from the client; returns what to log as ignored. */
  receive(frame: Uint8Array, wire: Wire): IgnoredFrame | undefined;
  /** Handles the client's close frame; returns whether to send one back. */
  receiveClose(wire: Wire): boolean;
  /**
   * Called once, after the connection has ended for any reason. `code` comes from the client's close
   * frame: 1005 if the frame has none, 1006 if there was no frame.
   */
  end(code: number): void;
}
