import { WebSocket } from "ws";

/** How many unsent bytes make it stop reading. */
const maxBuffered = 1024 * 1024;

/** A WebSocket that can stop reading, and that can leave the client's close frame unanswered. */
export class SignalSocket extends WebSocket {
  /** Called when the client's close frame arrives. Returns whether to send one back. */
  onClientClose: (() => boolean) | undefined;
  #isHeld = false;

  /** Stops reading until `release` or until a close frame is sent. */
  hold(): void {
    this.#isHeld = true;
    this.throttle();
  }

  release(): void {
    this.#isHeld = false;
    this.throttle();
  }

  /** Stops reading while too much is unsent. Call it whenever that may have changed. */
  throttle(): void {
    if (this.#isHeld || this.bufferedAmount > maxBuffered) this.pause();
    else if (this.isPaused) this.resume();
  }

  override close(code?: number, reason?: string | Buffer): void {
    // ws also calls this to echo a close frame: with the reason as bytes, or without a code.
    const isEcho = code === undefined || Buffer.isBuffer(reason);
    if (isEcho && this.onClientClose?.() === false) return;
    super.close(code, reason);
    // Read on, to receive the client's close frame.
    if (this.#isHeld) this.release();
  }
}
