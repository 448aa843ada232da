import assert from "node:assert/strict";
import type { MockHandlers } from "../../src/library/index.js";
import { createRoom } from "./handlers.js";
import { withMock } from "./withMock.js";

/** How the messages of bugs in the handler begin. */
export const bugStart = "handler RoomService/CreateRoom: ";

/** Handlers that TypeScript would not allow. */
export function wrongHandlers(CreateRoom: (ctx: never, request: never) => unknown): MockHandlers {
  return { RoomService: { CreateRoom } } as MockHandlers;
}

/** The same that throw. */
export function thrower(thrown: unknown): MockHandlers {
  return wrongHandlers(() => {
    throw thrown;
  });
}

/** The `msg` of the response to a call with these handlers. */
export async function messageWith(handlers: MockHandlers): Promise<string> {
  let msg = "";
  await withMock({ handlers, handlerErrors: "log" }, async (mock) => {
    const { status, text, headers } = await createRoom(mock);
    assert.equal(status, 500);
    assert.equal(headers["content-type"], "application/json");
    assert.equal(headers["x-lk-mock-region"], "");
    const error = JSON.parse(text) as Record<string, string>;
    assert.equal(error["code"], "internal");
    msg = error["msg"] ?? "";
  });
  return msg;
}
