import { WebSocket } from "ws";

/** The most that waits to be sent before no more is read, in bytes. */
const maxBuffered = 1024 * 1024;

/** A WebSocket that can be left unread, and whose answer to the client's close frame can be left out. */
export class SignalSocket extends WebSocket {
  /** Called before the answer, and says whether to send it. */
  onClientClose: (() => boolean) | undefined;
  #isHeld = false;

  /** Reads nothing more until `release`, or until a close frame is sent. */
  hold(): void {
    this.#isHeld = true;
    this.throttle();
  }

  release(): void {
    this.#isHeld = false;
    this.throttle();
  }

  /** Reads nothing more while too much waits to be sent; to be called when that may have changed. */
  throttle(): void {
    if (this.#isHeld || this.bufferedAmount > maxBuffered) this.pause();
    else if (this.isPaused) this.resume();
  }

  override close(code?: number, reason?: string | Buffer): void {
    // ws answers a close frame through this method: with the reason's bytes, or without a code.
    const answers = code === undefined || Buffer.isBuffer(reason);
    if (answers && this.onClientClose?.() === false) return;
    super.close(code, reason);
    // From here on nothing is answered, and the client's close frame is waited for.
    if (this.#isHeld) this.release();
  }
}
