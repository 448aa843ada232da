/** The signal of a handler: it aborts when nobody waits for the response. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, test } from "node:test";
import { startMock, type Mock } from "../src/library/index.js";
import { named, roomHandler } from "./support/handlers.js";
import { delayedCall, openRaw } from "./support/raw.js";
import { withMock } from "./support/withMock.js";

const path = "livekit.RoomService/CreateRoom";

describe("a signal", () => {
  /** Starts a call whose handler waits for its signal. */
  async function waitForSignal(act: (mock: Mock, leave: () => void) => void | Promise<void>) {
    const started = new EventTarget();
    const aborted = new EventTarget();
    let signal: AbortSignal | undefined;
    const handlers = roomHandler(async (ctx) => {
      signal = ctx.signal;
      const ended = once(signal, "abort");
      started.dispatchEvent(new Event("started"));
      await ended;
      aborted.dispatchEvent(new Event("aborted"));
      signal.throwIfAborted();
      return {};
    });
    const mock = await startMock({ handlers, log: "silent" });
    const running = once(started, "started");
    const leaving = new AbortController();
    const calling = fetch(`${mock.url}/twirp/${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Lk-Mock": '{"skipAuth":true}' },
      body: "{}",
      signal: leaving.signal,
    });
    const failing = assert.rejects(calling);
    await running;
    assert.equal(signal?.aborted, false);
    const ending = once(aborted, "aborted");
    await act(mock, () => {
      leaving.abort();
    });
    await Promise.all([ending, failing]);
    assert.equal(signal.aborted, true);
    return mock;
  }

  test("aborts when the client leaves; an AbortError is no error then", async () => {
    const mock = await waitForSignal((_mock, leave) => {
      leave();
    });
    await mock.close();
  });

  test("does not keep a response from a client that ends its side with its request", async () => {
    await withMock({ handlers: named("mine") }, async (mock) => {
      const { socket, until } = openRaw(Number(new URL(mock.url).port));
      socket.end(delayedCall(0));
      await until(/^HTTP\/1.1 200 OK.*mine$/s);
    });
  });

  test("aborts at close()", async () => {
    await waitForSignal((mock) => mock.close());
  });
});
