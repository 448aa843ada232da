import type { Socket } from "node:net";

/** All watchers of a connection's end. They share one pair of event listeners. */
class Watch {
  readonly #socket: Socket;
  /** Each callback, and whether it holds the connection. */
  readonly #callbacks = new Map<() => void, boolean>();
  #holders = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("end", this.#onEnd).on("close", this.#onClose);
  }

  add(onClose: () => void, holds: boolean): void {
    this.#callbacks.set(onClose, holds);
    if (holds) this.#holders++;
  }

  remove(onClose: () => void): void {
    if (this.#callbacks.get(onClose) === true) this.#holders--;
    this.#callbacks.delete(onClose);
    if (this.#callbacks.size > 0) return;
    watches.delete(this.#socket);
    this.#socket.off("end", this.#onEnd).off("close", this.#onClose);
  }

  readonly #onEnd = (): void => {
    if (this.#holders > 0) this.#socket.destroy();
  };

  readonly #onClose = (): void => {
    watches.delete(this.#socket);
    for (const onClose of this.#callbacks.keys()) onClose();
  };
}

const watches = new WeakMap<Socket, Watch>();

/**
 * Calls `onClose` when a connection has ended. With `holds`, a client that ends its side counts as
 * gone: the connection is destroyed, no matter who else watches it.
 */
export function watch(socket: Socket, onClose: () => void, holds: boolean): void {
  let watching = watches.get(socket);
  if (watching === undefined) watches.set(socket, (watching = new Watch(socket)));
  watching.add(onClose, holds);
}

/** Undoes a `watch`. */
export function unwatch(socket: Socket, onClose: () => void): void {
  watches.get(socket)?.remove(onClose);
}

/** Whether a connection's client has left or ended its side. */
export function hasLeft(socket: Socket): boolean {
  return socket.readableEnded || socket.destroyed;
}
