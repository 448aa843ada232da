import type { Socket } from "node:net";

/** Those who are told of the end of a connection: one pair of listeners, however many they are. */
class Watch {
  readonly #socket: Socket;
  /** Whom to tell, and whether they hold the connection. */
  readonly #callbacks = new Map<() => void, boolean>();
  #holders = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("end", this.#onEnd).on("close", this.#onClose);
  }

  add(tell: () => void, holds: boolean): void {
    this.#callbacks.set(tell, holds);
    if (holds) this.#holders++;
  }

  remove(tell: () => void): void {
    if (this.#callbacks.get(tell) === true) this.#holders--;
    this.#callbacks.delete(tell);
    if (this.#callbacks.size > 0) return;
    watches.delete(this.#socket);
    this.#socket.off("end", this.#onEnd).off("close", this.#onClose);
  }

  readonly #onEnd = (): void => {
    if (this.#holders > 0) this.#socket.destroy();
  };

  readonly #onClose = (): void => {
    watches.delete(this.#socket);
    for (const tell of this.#callbacks.keys()) tell();
  };
}

const watches = new WeakMap<Socket, Watch>();

/**
 * Calls `tell` when a connection has ended. If `holds`, its client is done for as soon as it ends
 * its own side: the connection is destroyed, whoever else watches it.
 */
export function watch(socket: Socket, tell: () => void, holds: boolean): void {
  let watching = watches.get(socket);
  if (watching === undefined) watches.set(socket, (watching = new Watch(socket)));
  watching.add(tell, holds);
}

/** Takes back a `watch`. */
export function unwatch(socket: Socket, tell: () => void): void {
  watches.get(socket)?.remove(tell);
}

/** Whether the client of a connection has left, as one sees it who holds the connection. */
export function hasLeft(socket: Socket): boolean {
  return socket.readableEnded || socket.destroyed;
}
