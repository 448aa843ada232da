/** Which handlers run for a call, and in which order. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { MockHandlers } from "../src/library/index.js";
import { call, type Result } from "./support/call.js";
import { createRoom, named, roomHandler } from "./support/handlers.js";
import { withMock } from "./support/withMock.js";

describe("layers", () => {
  test("run from the newest to the first, and end in the populated default", async () => {
    await withMock({ handlers: named("first") }, async (mock) => {
      const removeSecond = mock.use(named("second"));
      assert.equal((await createRoom(mock)).text, '{"metadata":"second"}');
      const removeThird = mock.use(named("third"));
      removeSecond();
      assert.equal((await createRoom(mock)).text, '{"metadata":"third"}');
      removeThird();
      removeThird();
      assert.equal((await createRoom(mock)).text, '{"metadata":"first"}');
      mock.use(named("second"));
      mock.use({ Egress: { StopEgress: () => ({}) } });
      mock.resetHandlers();
      assert.equal((await createRoom(mock)).text, '{"metadata":"first"}');
    });
    await withMock({}, async (mock) => {
      mock.use(named("first"));
      mock.resetHandlers();
      assert.match((await createRoom(mock)).text, /MOCK_SID/);
    });
  });

  test("next() gives the whole response of the next one", async () => {
    const handlers = roomHandler(async (ctx) => {
      const room = await ctx.next();
      assert.equal(room.$typeName, "livekit.Room");
      return { ...room, metadata: `${room.metadata}+first` };
    });
    await withMock({ handlers }, async (mock) => {
      const own = '"enabledCodecs":[{}],"metadata":';
      assert.equal((await createRoom(mock)).text, `{"sid":"MOCK_SID","name":"a",${own}"+first"}`);
      mock.use(
        roomHandler(async ({ next }) => ({ metadata: `${(await next()).metadata}+second` })),
      );
      assert.equal((await createRoom(mock)).text, '{"metadata":"+first+second"}');
    });
  });

  test("next(request) passes another request on", async () => {
    await withMock({}, async (mock) => {
      mock.use(roomHandler(({ next }, { name }) => next({ name: `${name}-b` })));
      assert.match((await createRoom(mock)).text, /"name":"a-b"/);
      mock.use(roomHandler((_ctx, request) => void (request.name = "changed")));
      assert.match((await createRoom(mock)).text, /"name":"changed-b"/);
    });
  });

  test("next(request) takes an enum value that only the client knows", async () => {
    const handlers: MockHandlers = { RoomService: { SendData: ({ next }, data) => next(data) } };
    await withMock({ handlers }, async (mock) => {
      const { status } = await call(mock.url, "livekit.RoomService/SendData", {
        control: { skipAuth: true },
        body: { kind: 99 },
      });
      assert.equal(status, 200);
    });
  });

  test("undefined is the response of the next one, which runs once", async () => {
    let count = 0;
    await withMock(
      { handlers: roomHandler(() => ({ numParticipants: ++count })) },
      async (mock) => {
        mock.use(roomHandler(() => undefined));
        assert.equal((await createRoom(mock)).text, '{"numParticipants":1}');
        mock.use(
          roomHandler(async ({ next }) => {
            await next();
            return undefined;
          }),
        );
        assert.equal((await createRoom(mock)).text, '{"numParticipants":2}');
      },
    );
  });

  test("with once take one call per method", async () => {
    await withMock({}, async (mock) => {
      const once = {
        ...named("once"),
        Egress: { StopEgress: () => ({ error: "once" }) },
      } satisfies MockHandlers;
      mock.use(once, { once: true });
      const [one, other] = await Promise.all([createRoom(mock), createRoom(mock)]);
      const texts = [one.text, other.text];
      assert.equal(texts.filter((text) => text === '{"metadata":"once"}').length, 1);
      assert.equal(texts.filter((text) => text.includes("MOCK_SID")).length, 1);
      const stop = (): Promise<Result> =>
        call(mock.url, "livekit.Egress/StopEgress", { control: { skipAuth: true } });
      assert.equal((await stop()).text, '{"error":"once"}');
      assert.match((await stop()).text, /MOCK_EGRESS_ID/);
    });
  });

  test("with once stay for a call that reaches no handler", async () => {
    await withMock({ regions: 2 }, async (mock) => {
      mock.use(named("once"), { once: true });
      const failing = { control: { failRegions: [0] } };
      assert.equal((await createRoom(mock, failing)).status, 503);
      assert.equal((await createRoom(mock)).text, '{"metadata":"once"}');
    });
  });
});
