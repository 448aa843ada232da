/** What a handler throws or returns by mistake: who is told what of it. */
import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { describe, test } from "node:test";
import { inspect } from "node:util";
import { TwirpError, TwirpErrorCode } from "twirp-ts";
import type { MockHandlers } from "../src/library/index.js";
import { startMock } from "../src/library/index.js";
import { HandlerStack } from "../src/handlers/handlerStack.js";
import { readLayer } from "../src/handlers/layer.js";
import { services } from "../gen/services.js";
import { twirpCodes } from "../src/twirp/codes.js";
import { brief } from "./support/brief.js";
import { call, type Result } from "./support/call.js";
import { startTestMock } from "./support/mock.js";
import { delayedCall, openRaw, openSecurely } from "./support/raw.js";
import { tls } from "./support/tls.js";
import { withMock } from "./support/withMock.js";

const start = "handler RoomService/CreateRoom: ";

/** Handlers that TypeScript would not allow. */
function wrongHandlers(CreateRoom: (ctx: never, request: never) => unknown): MockHandlers {
  return { RoomService: { CreateRoom } } as MockHandlers;
}

function thrower(thrown: unknown): MockHandlers {
  return wrongHandlers(() => {
    throw thrown;
  });
}

function createRoom(url: string, control = {}): Promise<Result> {
  return call(url, "livekit.RoomService/CreateRoom", { control: { skipAuth: true, ...control } });
}

/** The `msg` of the response to a call with these handlers. */
async function messageWith(handlers: MockHandlers): Promise<string> {
  let msg = "";
  await withMock({ handlers, handlerErrors: "log" }, async (mock) => {
    const { status, text, headers } = await createRoom(mock.url);
    assert.equal(status, 500);
    assert.equal(headers["content-type"], "application/json");
    assert.equal(headers["x-lk-mock-region"], "");
    const error = JSON.parse(text) as Record<string, string>;
    assert.equal(error["code"], "internal");
    msg = error["msg"] ?? "";
  });
  return msg;
}

describe("a Twirp error", () => {
  for (const [code, { status }] of Object.entries(twirpCodes)) {
    test(`with the code ${code} has the status ${String(status)}`, async () => {
      await withMock({ handlers: thrower({ code, msg: "no" }) }, async (mock) => {
        const result = await createRoom(mock.url);
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
      const { status, text } = await createRoom(mock.url);
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
      const { text } = await createRoom(mock.url);
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
      assert.equal((await createRoom(mock.url)).text, '{"metadata":"caught"}');
    });
  });

  test("is changed by a failure mode that shows the true response", async () => {
    await withMock({ handlers: thrower({ code: "not_found", msg: "no" }) }, async (mock) => {
      const { status, headers } = await createRoom(mock.url, {
        failRegions: [0],
        failMode: "contentType",
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
      assert.equal(await messageWith(thrower(value)), start + msg);
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
      const message = `${start}it threw a value that cannot be read`;
      assert.equal(
        (await createRoom(mock.url)).text,
        JSON.stringify({ code: "internal", msg: message }),
      );
      await assert.rejects(mock.close(), { name: "AggregateError", message });
    });
  }

  const returned: readonly (readonly [name: string, returned: unknown, problem: string])[] = [
    ["an unknown field", { nmae: 1 }, 'response unknownField of livekit.Room: "nmae" -> name'],
    ["a number for a string", { sid: 7 }, "response.sid wrongType: 7"],
    ["a number for a 64-bit field", { creationTime: 5 }, "response.creationTime wrongType: 5"],
    [
      "a string for a repeated one",
      { enabledCodecs: "vp8" },
      'response.enabledCodecs wrongType: "vp8"',
    ],
    [
      "an object for a repeated one",
      { enabledCodecs: {} },
      "response.enabledCodecs wrongType: an object",
    ],
    ["a string for a number", { emptyTimeout: "7" }, 'response.emptyTimeout wrongType: "7"'],
    ["a bigint for a number", { emptyTimeout: 3n }, "response.emptyTimeout wrongType: 3n"],
    ["a fraction", { emptyTimeout: 0.5 }, "response.emptyTimeout wrongType: 0.5"],
    [
      "a negative number for an unsigned field",
      { emptyTimeout: -1 },
      "response.emptyTimeout outOfRange: -1 (0 to 4294967295)",
    ],
    [
      "a 64-bit integer out of range",
      { creationTime: 2n ** 63n },
      "response.creationTime outOfRange: 9223372036854775808 (-9223372036854775808 to 9223372036854775807)",
    ],
    [
      "a string for a bool",
      { activeRecording: "true" },
      'response.activeRecording wrongType: "true"',
    ],
    ["null for a field", { name: null }, "response.name wrongType: null"],
    ["half of a surrogate pair", { name: "\ud800" }, 'response.name invalidValue: "\\\\ud800"'],
    [
      "the proto name of a field",
      { num_participants: 1 },
      'response unknownField of livekit.Room: "num_participants" -> numParticipants',
    ],
    ["null", null, "response wrongType: null"],
    ["a string", "a", 'response wrongType: "a"'],
    ["a list", [], "response wrongType: a list"],
    ["a Map", new Map([["name", "a"]]), "response wrongType: an object (Map)"],
    ["an Error", new Error("boom"), "response wrongType: an object (Error)"],
    [
      "a promise that it does not await",
      { version: Promise.resolve({}) },
      "response.version wrongType: an object (Promise)",
    ],
    [
      "a Date for a message",
      { version: new Date() },
      "response.version wrongType: an object (Date)",
    ],
    [
      "a list with a hole",
      // eslint-disable-next-line no-sparse-arrays
      { enabledCodecs: [{}, , {}] },
      "response.enabledCodecs[1] wrongType: undefined",
    ],
    [
      "a message of another type",
      { $typeName: "livekit.ParticipantInfo" },
      'response wrongType: "livekit.ParticipantInfo"',
    ],
    [
      "an unknown field of a nested message",
      { enabledCodecs: [{ mime: "a" }, { fmtp_line: "b" }] },
      'response.enabledCodecs[1] unknownField of livekit.Codec: "fmtp_line" -> fmtpLine',
    ],
    [
      "a wrong value in a nested message",
      { version: { unixMicro: 1 } },
      "response.version.unixMicro wrongType: 1",
    ],
  ];
  for (const [name, value, problem] of returned) {
    test(`that returns ${name} gets 500`, async () => {
      const msg = await messageWith(wrongHandlers(() => value));
      assert.ok(msg.startsWith(start), msg);
      assert.equal(brief(msg.slice(start.length)), problem);
    });
  }

  test("that does not await next() gets 500", async () => {
    const forgets = wrongHandlers(({ next }: { next: () => Promise<object> }) => {
      void next();
      return {};
    });
    assert.equal(
      await messageWith(forgets),
      `${start}returned before next() had resolved: await it`,
    );
  });

  test("that returns a Twirp error gets 500", async () => {
    const msg = await messageWith(wrongHandlers(() => ({ code: "not_found", msg: "no" })));
    assert.equal(msg, `${start}returned a Twirp error: throw it`);
  });

  test("that passes on an invalid request gets 500", async () => {
    const next = wrongHandlers(({ next }: { next: (request: unknown) => unknown }) =>
      next({ name: 7 }),
    );
    const msg = await messageWith(next);
    assert.equal(brief(msg.slice(start.length)), "request.name wrongType: 7");
  });

  test("is in the log with its stack, which no response has", async () => {
    const boom = (): never => {
      throw new Error("boom");
    };
    const handlers = new HandlerStack(readLayer(wrongHandlers(boom), "handlers"));
    const mock = await startTestMock({ handlers });
    const { text } = await createRoom(mock.url);
    assert.equal(text, JSON.stringify({ code: "internal", msg: `${start}boom` }));
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
    await createRoom(mock.url);
    await call(mock.url, "livekit.RoomService/DeleteRoom", { control: { skipAuth: true } });
    const [made = "", thrown = ""] = mock.lines;
    assert.match(made, / 200 .* {2}\(handler\)$/);
    assert.match(thrown, / 404 .* {2}\(handler: not_found\)$/);
    assert.equal(mock.lines.length, 2);
  });
});

describe("nested values of other kinds", () => {
  test("are checked", async () => {
    const rows: readonly (readonly [path: string, init: object, problem: string])[] = [
      ["livekit.RoomService/GetParticipant", { state: 9 }, "response.state unknownValue: 9"],
      [
        "livekit.RoomService/GetParticipant",
        { state: "ACTIVE" },
        'response.state wrongType: "ACTIVE"',
      ],
      [
        "livekit.RoomService/GetParticipant",
        { attributes: { a: 1 } },
        'response.attributes["a"] wrongType: 1',
      ],
      [
        "livekit.RoomService/GetParticipant",
        { attributes: [] },
        "response.attributes wrongType: a list",
      ],
      [
        "livekit.AgentSimulation/GetSimulationRun",
        { run: { jobs: [{ metrics: { accuracyScore: 1e300 } }] } },
        "response.run.jobs[0].metrics.accuracyScore wrongType: 1e+300",
      ],
      [
        "livekit.Egress/StopEgress",
        { web: {} },
        'response unknownField of livekit.EgressInfo: "web"',
      ],
      [
        "livekit.RoomService/GetParticipant",
        { attributes: new Map() },
        "response.attributes wrongType: an object (Map)",
      ],
      ["livekit.Egress/StopEgress", { request: "web" }, 'response.request wrongType: "web"'],
      [
        "livekit.Egress/StopEgress",
        { request: { web: {} } },
        "response.request wrongType: an object",
      ],
      [
        "livekit.Egress/StopEgress",
        { request: { value: {} } },
        "response.request.case unknownValue: undefined",
      ],
      [
        "livekit.Egress/StopEgress",
        { request: { case: "wbe" } },
        'response.request.case unknownValue: "wbe" -> web',
      ],
      [
        "livekit.Egress/StopEgress",
        { request: { case: "web", value: { url: 1 } } },
        "response.request.value.url wrongType: 1",
      ],
    ];
    for (const [path, init, problem] of rows) {
      const [service = "", name = ""] = path.replace("livekit.", "").split("/");
      const handlers = { [service]: { [name]: () => init } } as MockHandlers;
      await withMock({ handlers, handlerErrors: "log" }, async (mock) => {
        const { status, text } = await call(mock.url, path, { control: { skipAuth: true } });
        const { msg } = JSON.parse(text) as { msg: string };
        assert.equal(status, 500);
        assert.equal(brief(msg.slice(`handler ${service}/${name}: `.length)), problem);
      });
    }
  });

  test("are accepted if they are right", async () => {
    const handlers: MockHandlers = {
      RoomService: { GetParticipant: () => ({ state: 2, attributes: { a: "b" }, joinedAt: 1n }) },
      Egress: {
        StopEgress: () => ({ request: { case: "web", value: { url: "u" } }, endedAt: 2n }),
        StartEgress: () => ({ request: { case: undefined }, error: undefined }),
      },
      AgentSimulation: {
        GetSimulationRun: () => ({ run: { jobs: [{ metrics: { accuracyScore: Infinity } }] } }),
      },
    };
    await withMock({ handlers }, async (mock) => {
      const control = { skipAuth: true };
      for (const [path, text] of [
        ["RoomService/GetParticipant", '{"state":"ACTIVE","joinedAt":"1","attributes":{"a":"b"}}'],
        ["Egress/StopEgress", '{"web":{"url":"u"},"endedAt":"2"}'],
        ["Egress/StartEgress", "{}"],
        [
          "AgentSimulation/GetSimulationRun",
          '{"run":{"jobs":[{"metrics":{"accuracyScore":"Infinity"}}]}}',
        ],
      ] as const) {
        assert.deepEqual(
          JSON.parse((await call(mock.url, `livekit.${path}`, { control })).text),
          JSON.parse(text),
        );
      }
    });
  });
});

describe("close()", () => {
  test("ends everything, then rejects with at most 10 errors", async () => {
    const mock = await startMock({ handlers: thrower(new Error("boom")), log: "silent" });
    for (let time = 0; time < 12; time++) await createRoom(mock.url);
    await assert.rejects(mock.close(), (error) => {
      assert.ok(error instanceof AggregateError);
      assert.equal(error.message, `${start}boom (the first of 12 errors)`);
      assert.equal(error.errors.length, 10);
      const [first] = error.errors as Error[];
      assert.equal(first?.message, `${start}boom`);
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
      await assert.rejects(mock.close(), { message: `${start}boom` });
      assert.deepEqual(statuses, [null]);
    });
  }

  test("does not for Twirp errors, or if handlerErrors is log", async () => {
    for (const options of [
      { handlers: thrower({ code: "not_found", msg: "no" }) },
      { handlers: thrower(new Error("boom")), handlerErrors: "log" },
    ] as const) {
      const mock = await startMock({ ...options, log: "silent" });
      await createRoom(mock.url);
      await mock.close();
    }
  });

  test("rejects for handlers that use() added", async () => {
    const mock = await startMock({ log: "silent" });
    mock.use(thrower(new Error("boom")));
    await createRoom(mock.url);
    mock.resetHandlers();
    await assert.rejects(mock.close(), { message: `${start}boom` });
  });
});

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
