/** Which default response a call returns, by the setting and by the control, and who else sees it. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { MockControl } from "../src/library/index.js";
import { call } from "./support/call.js";
import { startTestMock } from "./support/mock.js";
import { withMock } from "./support/withMock.js";

const createRoom = "livekit.RoomService/CreateRoom";
const populated = { sid: "MOCK_SID", enabledCodecs: [{}] };

/** The response in a region, as an object, without a permission check. */
async function responseOf(
  url: string,
  control: MockControl = {},
  path = createRoom,
): Promise<Record<string, unknown>> {
  const { text } = await call(url, path, { control: { skipAuth: true, ...control } });
  return JSON.parse(text) as Record<string, unknown>;
}

const mock = await startTestMock({ regions: 2, defaults: "rich" });
const rich = await responseOf(mock.url);

describe("rich defaults", () => {
  test("come from the setting", () => {
    assert.equal(rich["creationTime"], "1704067200");
  });

  const rows: readonly (readonly [name: string, control: MockControl, isRich: boolean[]])[] = [
    ["populated", { defaults: "populated" }, [false, false]],
    ["by region", { perRegion: { 1: { defaults: "populated" } } }, [true, false]],
    ["by method", { methods: { CreateRoom: { defaults: "populated" } } }, [false, false]],
    [
      "by method and region",
      {
        defaults: "populated",
        perRegion: { 1: { methods: { "*": { defaults: "rich" } } } },
      },
      [false, true],
    ],
  ];
  for (const [name, control, isRich] of rows) {
    test(`yield to the control: ${name}`, async () => {
      const responses = mock.regions.map(({ url }) => responseOf(url, control));
      assert.deepEqual(
        await Promise.all(responses),
        isRich.map((one) => (one ? rich : populated)),
      );
    });
  }

  test("stay if the control has another kind, which is a finding", async () => {
    const control = { skipAuth: true, defaults: "Rich" };
    const { text, warnings } = await call(mock.url, createRoom, { control });
    assert.deepEqual(JSON.parse(text), rich);
    assert.deepEqual(warnings, ['X-Lk-Mock.defaults unknownValue: "Rich" -> rich']);
  });

  test("yield to a response", async () => {
    assert.deepEqual(await responseOf(mock.url, { response: { name: "a" } }), { name: "a" });
  });

  test("are what failures show", async () => {
    const control: MockControl = { failRegions: [0], failMode: "contentType" };
    assert.deepEqual(await responseOf(mock.url, control), rich);
  });

  test("have snake_case names and fields without a value, if asked for", async () => {
    const control: MockControl = { jsonNames: "snake", emitDefaults: true };
    const path = "livekit.RoomService/ListParticipants";
    const { participants } = await responseOf(mock.url, control, path);
    const [participant] = participants as Record<string, unknown>[];
    assert.deepEqual(
      [participant?.["joined_at_ms"], participant?.["kind"], participant?.["disconnect_reason"]],
      ["1704067200000", "STANDARD", "UNKNOWN_REASON"],
    );
  });

  test("show the states that clients wait for", async () => {
    const valueOf = async (method: string, field: string): Promise<unknown> =>
      (await responseOf(mock.url, { delayMs: 0 }, method))[field];
    assert.deepEqual(
      [
        await valueOf("livekit.Egress/StopEgress", "status"),
        await valueOf("livekit.Egress/UpdateLayout", "status"),
        await valueOf("livekit.RoomService/GetParticipant", "state"),
        await valueOf("livekit.SIP/TransferSIPParticipant", "status"),
      ],
      ["EGRESS_ENDING", "EGRESS_ACTIVE", "ACTIVE", "STS_TRANSFER_SUCCESSFUL"],
    );
  });

  test("end the pages of a list", async () => {
    for (const path of ["livekit.Egress/ListEgress", "livekit.Ingress/ListIngress"]) {
      assert.deepEqual(Object.keys(await responseOf(mock.url, {}, path)), ["items"]);
    }
  });

  test("are the next layer of a test's own handlers", async () => {
    const options = {
      defaults: "rich",
      handlers: {
        RoomService: {
          CreateRoom: async (ctx: { next: () => Promise<{ metadata: string }> }) => ({
            ...(await ctx.next()),
            metadata: "own",
          }),
        },
      },
    } as const;
    await withMock(options, async ({ url }) => {
      assert.deepEqual(await responseOf(url), { ...rich, metadata: "own" });
      const control: MockControl = { defaults: "populated" };
      assert.deepEqual(await responseOf(url, control), { ...populated, metadata: "own" });
    });
  });
});

test("populated defaults yield to a control that asks for rich ones", async () => {
  await withMock({ regions: 1 }, async ({ url }) => {
    assert.deepEqual(await responseOf(url), populated);
    const { creationTime } = await responseOf(url, { defaults: "rich" });
    assert.equal(creationTime, "1704067200");
    assert.deepEqual(await responseOf(url), populated);
  });
});
