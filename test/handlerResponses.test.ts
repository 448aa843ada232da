/** What a handler returns by mistake. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { MockHandlers } from "../src/library/index.js";
import { brief } from "./support/brief.js";
import { call } from "./support/call.js";
import { withMock } from "./support/withMock.js";
import { bugStart, messageWith, wrongHandlers } from "./support/wrongHandlers.js";

describe("a handler", () => {
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
      assert.ok(msg.startsWith(bugStart), msg);
      assert.equal(brief(msg.slice(bugStart.length)), problem);
    });
  }

  test("that does not await next() gets 500", async () => {
    const forgets = wrongHandlers(({ next }: { next: () => Promise<object> }) => {
      void next();
      return {};
    });
    assert.equal(
      await messageWith(forgets),
      `${bugStart}returned before next() had resolved: await it`,
    );
  });

  test("that returns a Twirp error gets 500", async () => {
    const msg = await messageWith(wrongHandlers(() => ({ code: "not_found", msg: "no" })));
    assert.equal(msg, `${bugStart}returned a Twirp error: throw it`);
  });

  test("that passes on an invalid request gets 500", async () => {
    const next = wrongHandlers(({ next }: { next: (request: unknown) => unknown }) =>
      next({ name: 7 }),
    );
    const msg = await messageWith(next);
    assert.equal(brief(msg.slice(bugStart.length)), "request.name wrongType: 7");
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
