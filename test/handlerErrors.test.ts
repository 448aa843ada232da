/** What a handler throws, and who is told what of it. */
import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { describe, test } from "node:test";
import { inspect } from "node:util";
import { TwirpError, TwirpErrorCode } from "twirp-ts";
import { startMock } from "../src/library/index.js";
import { HandlerStack } from "../src/handlers/handlerStack.js";
import { readLayer } from "../src/handlers/layer.js";
import { twirpCodes } from "../src/twirp/codes.js";
import { call } from "./support/call.js";
import { createRoom } from "./support/handlers.js";
import { startTestMock } from "./support/mock.js";
import { delayedCall, openRaw, openSecurely } from "./support/raw.js";
import { tls } from "./support/tls.js";
import { withMock } from "./support/withMock.js";
import { bugStart, messageWith, thrower, wrongHandlers } from "./support/wrongHandlers.js";

describe("a Twirp error", () => {
  for (const [code, { status }] of Object.entries(twirpCodes)) {
    test(`with the code ${code} has the status ${String(status)}`, async () => {
      await withMock({ handlers: thrower({ code, msg: "no" }) }, async (mock) => {
        const result = await createRoom(mock);
        assert.equal(result.status, status);
        assert.equal(result.text, JSON.stringify({ code, msg: "no" }));
        assert.equal(result.headers["content-type"], "application/json");
        assert.equal(result.headers["x-lk-mock-region"], "");
      });
    });
  }

  test("may be one of twirp-ts, with meta", async () => {
    const error = new TwirpError(TwirpErrorCode.NotFound, "no such room");
    error.withMeta("room", "a");
    await withMock({ handlers: thrower(error) }, async (mock) => {
      const { status, text } = await createRoom(mock);
      assert.equal(status, 404);
      assert.deepEqual(JSON.parse(text), {
        code: "not_found",
        msg: "no such room",
        meta: { room: "a" },
      });
    });
  });

  test("has strings in its meta", async () => {
    const meta = { one: 1, big: 2n, yes: true, list: [1, "a"], none: undefined };
    await withMock({ handlers: thrower({ code: "aborted", msg: "", meta }) }, async (mock) => {
      const { text } = await createRoom(mock);
      assert.deepEqual(JSON.parse(text), {
        code: "aborted",
        msg: "",
        meta: { one: "1", big: "2", yes: "true", list: "[ 1, 'a' ]" },
      });
    });
  });

  test("is what next() rejects with", async () => {
    await withMock({ handlers: thrower({ code: "not_found", msg: "no" }) }, async (mock) => {
      mock.use({
        RoomService: {
          CreateRoom: async (ctx) => ctx.next().catch(() => ({ metadata: "caught" })),
        },
      });
      assert.equal((await createRoom(mock)).text, '{"metadata":"caught"}');
    });
  });

  test("is changed by a failure mode that shows the true response", async () => {
    await withMock({ handlers: thrower({ code: "not_found", msg: "no" }) }, async (mock) => {
      const { status, headers } = await createRoom(mock, {
        control: {
          failRegions: [0],
          failMode: "contentType",
        },
      });
      assert.equal(status, 404);
      assert.equal(headers["content-type"], "application/json; charset=utf-8");
    });
  });
});

describe("a bug in a handler", () => {
  const thrown: readonly (readonly [name: string, thrown: unknown, msg: string])[] = [
    ["an Error", new Error("boom"), "boom"],
    ["a string", "boom", "boom"],
    ["nothing", undefined, "threw undefined"],
    ["an object", { a: 1 }, "an object"],
    [
      "a code that Twirp lacks",
      { code: "not_fuond", msg: "no" },
      'unknown Twirp code "not_fuond"; did you mean not_found? (no)',
    ],
    [
      "a code without a msg",
      Object.assign(new Error("no"), { code: "not_found" }),
      "no (a Twirp error such as not_found needs a msg)",
    ],
    ["an error of Node's", Object.assign(new Error("no file"), { code: "ENOENT" }), "no file"],
  ];
  for (const [name, value, msg] of thrown) {
    test(`that throws ${name} gets 500`, async () => {
      assert.equal(await messageWith(thrower(value)), bugStart + msg);
    });
  }

  const unreadable = (): never => {
    throw new Error("unreadable");
  };
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  const unreadables: readonly (readonly [name: string, thrown: unknown])[] = [
    ["a revoked Proxy", revoked.proxy],
    ["a Proxy whose trap throws", new Proxy({}, { get: unreadable })],
    ["a list that is no string", [Object.create(null)]],
    [
      "a meta that cannot be shown",
      { code: "aborted", msg: "", meta: { a: { [inspect.custom]: unreadable } } },
    ],
    ...["code", "message", "stack"].map(
      (name) =>
        [
          `an Error whose ${name} throws`,
          Object.defineProperty(new Error("no"), name, { get: unreadable }),
        ] as const,
    ),
  ];
  for (const [name, value] of unreadables) {
    test(`that throws ${name} gets 500, and is reported`, async () => {
      const mock = await startMock({ handlers: thrower(value), log: "silent" });
      const message = `${bugStart}it threw a value that cannot be read`;
      assert.equal(
        (await createRoom(mock)).text,
        JSON.stringify({ code: "internal", msg: message }),
      );
      await assert.rejects(mock.close(), { name: "AggregateError", message });
    });
  }

  test("is in the log with its stack, which no response has", async () => {
    const boom = (): never => {
      throw new Error("boom");
    };
    const handlers = new HandlerStack(readLayer(wrongHandlers(boom), "handlers"));
    const mock = await startTestMock({ handlers });
    const { text } = await createRoom(mock);
    assert.equal(text, JSON.stringify({ code: "internal", msg: `${bugStart}boom` }));
    const [bug = "", line = ""] = mock.lines;
    assert.match(
      bug,
      /^handler RoomService\/CreateRoom: Error: boom\n {4}at Object.boom .*handlerErrors/,
    );
    assert.match(line, / 500 .* {2}\(handler failed\)$/);
  });

  test("is in the log with what succeeded and what was thrown on purpose", async () => {
    const layer = { RoomService: { CreateRoom: () => ({}), DeleteRoom: () => fail() } };
    const fail = (): never => {
      // eslint-disable-next-line @typescript-eslint/only-throw-error
      throw { code: "not_found", msg: "no" };
    };
    const mock = await startTestMock({ handlers: new HandlerStack(readLayer(layer, "handlers")) });
    await createRoom(mock);
    await call(mock.url, "livekit.RoomService/DeleteRoom", { control: { skipAuth: true } });
    const [made = "", thrown = ""] = mock.lines;
    assert.match(made, / 200 .* {2}\(handler\)$/);
    assert.match(thrown, / 404 .* {2}\(handler: not_found\)$/);
    assert.equal(mock.lines.length, 2);
  });
});

describe("close()", () => {
  test("ends everything, then rejects with at most 10 errors", async () => {
    const mock = await startMock({ handlers: thrower(new Error("boom")), log: "silent" });
    for (let time = 0; time < 12; time++) await createRoom(mock);
    await assert.rejects(mock.close(), (error) => {
      assert.ok(error instanceof AggregateError);
      assert.equal(error.message, `${bugStart}boom (the first of 12 errors)`);
      assert.equal(error.errors.length, 10);
      const [first] = error.errors as Error[];
      assert.equal(first?.message, `${bugStart}boom`);
      assert.equal((first.cause as Error).message, "boom");
      return true;
    });
    await assert.rejects(call(mock.url, "", { alone: true }), { code: "ECONNREFUSED" });
  });

  for (const [name, options] of [
    ["http", {}],
    ["https", { tlsCert: tls.cert, tlsKey: tls.key }],
  ] as const) {
    test(`rejects for a handler that fails because of it, over ${name}`, async () => {
      const called = new EventEmitter();
      const handlers = wrongHandlers(({ signal }: { readonly signal: AbortSignal }) => {
        called.emit("call");
        return new Promise((_resolve, reject) => {
          signal.addEventListener("abort", () => {
            reject(new Error("boom"));
          });
        });
      });
      const statuses: (number | null)[] = [];
      const mock = await startMock({
        ...options,
        handlers,
        log: "silent",
        onRequest: ({ status }) => statuses.push(status),
      });
      const port = Number(new URL(mock.url).port);
      const { socket } = name === "http" ? openRaw(port) : openSecurely(port);
      const calling = once(called, "call");
      socket.write(delayedCall(0));
      await calling;
      await assert.rejects(mock.close(), { message: `${bugStart}boom` });
      assert.deepEqual(statuses, [null]);
    });
  }

  test("does not for Twirp errors, or if handlerErrors is log", async () => {
    for (const options of [
      { handlers: thrower({ code: "not_found", msg: "no" }) },
      { handlers: thrower(new Error("boom")), handlerErrors: "log" },
    ] as const) {
      const mock = await startMock({ ...options, log: "silent" });
      await createRoom(mock);
      await mock.close();
    }
  });

  test("rejects for handlers that use() added", async () => {
    const mock = await startMock({ log: "silent" });
    mock.use(thrower(new Error("boom")));
    await createRoom(mock);
    mock.resetHandlers();
    await assert.rejects(mock.close(), { message: `${bugStart}boom` });
  });
});
