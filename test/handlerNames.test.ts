/** Objects of handlers that are invalid. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { services } from "../gen/services.js";
import { startMock, type MockHandlers } from "../src/library/index.js";
import { withMock } from "./support/withMock.js";

describe("handlers that are none", () => {
  const rows: readonly (readonly [handlers: unknown, message: string])[] = [
    [{ RoomServce: {} }, 'handlers: unknown service "RoomServce"; did you mean RoomService?'],
    [
      { RoomService: { CreatRoom: () => ({}) } },
      'handlers.RoomService: unknown method "CreatRoom"; did you mean CreateRoom?',
    ],
    [
      { RoomService: { CreateRoom: {} } },
      "handlers.RoomService.CreateRoom: expected a function, not an object",
    ],
    [{ RoomService: 7 }, "handlers.RoomService: expected an object of functions, not 7"],
    [[], "handlers: expected an object of services, not a list"],
    [
      { CreateRoom: () => ({}) },
      'handlers: unknown service "CreateRoom"; did you mean { RoomService: { CreateRoom: ... } }?',
    ],
    [
      { "livekit.RoomService/CreateRoom": () => ({}) },
      'handlers: unknown service "livekit.RoomService/CreateRoom"; did you mean { RoomService: { CreateRoom: ... } }?',
    ],
    [
      { RoomService: { CreateSIPParticipant: () => ({}) } },
      'handlers.RoomService: unknown method "CreateSIPParticipant"; did you mean SIP/CreateSIPParticipant?',
    ],
    [
      { "*": {} },
      `handlers: unknown service "*"; the services are ${Object.keys(services).join(", ")}`,
    ],
    [Promise.resolve({}), "handlers: it has no known service, and is no plain object"],
    [
      { RoomService: new Map() },
      "handlers.RoomService: it has no known method, and is no plain object",
    ],
    [
      {
        RoomService: new (class {
          creatRoom(): void {
            // Its name is wrong.
          }
        })(),
      },
      "handlers.RoomService: it has no known method, and is no plain object",
    ],
  ] as const;
  for (const [handlers, message] of rows) {
    test(message, async () => {
      const error = { name: "SettingsError", message };
      await assert.rejects(startMock({ handlers: handlers as MockHandlers }), error);
      await withMock({}, (mock) => {
        assert.throws(() => mock.use(handlers as MockHandlers), error);
      });
    });
  }

  test("an option of use() that is none", async () => {
    await withMock({}, (mock) => {
      assert.throws(() => mock.use({}, { onec: true } as object), {
        message: 'unknown option "onec"; did you mean once?',
      });
      assert.throws(() => mock.use({}, { once: 1 } as object), {
        message: "invalid once 1: expected true or false",
      });
    });
  });

  test("a value of handlerErrors that is none", async () => {
    await assert.rejects(startMock({ handlerErrors: "lgo" as "log" }), {
      message: 'invalid handlerErrors "lgo": expected throw or log',
    });
  });
});
