/** Tokens and controls that the library makes. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { jwtVerify } from "jose";
import { RoomServiceClient, TokenVerifier } from "livekit-server-sdk";
import { apiKeyFor, control, ControlError } from "../src/library/index.js";
import { call } from "./support/call.js";
import { withMock } from "./support/withMock.js";
import { brief } from "./support/brief.js";

const createRoom = "livekit.RoomService/CreateRoom";

describe("token", () => {
  test("makes one that the SDK's verifier takes, with all that is said", async () => {
    await withMock({ regions: 1 }, async (mock) => {
      const options = {
        identity: "bot",
        name: "Bot",
        video: { roomJoin: true, room: "lobby", canPublishSources: ["camera"] },
        sip: { admin: true },
        attributes: { color: "red" },
      } as const;
      const claims = await new TokenVerifier("devkey", "secret").verify(
        mock.token({ ...options, agent: { admin: true } }),
      );
      const { sub, name, video, sip, attributes } = claims;
      assert.deepEqual(
        { identity: sub, name, video, sip, attributes },
        JSON.parse(JSON.stringify(options)),
      );
    });
  });

  test("is valid for six hours, or as long as it is told", async () => {
    await withMock({ regions: 1, apiSecret: "s" }, async ({ token }) => {
      for (const [validFor, seconds] of [
        [undefined, 6 * 3600],
        [90, 90],
        ["90s", 90],
        ["10m", 600],
        ["1.5h", 5400],
      ] as const) {
        const { payload } = await jwtVerify(
          token(validFor === undefined ? {} : { validFor }),
          new TextEncoder().encode("s"),
        );
        assert.ok(Math.abs(payload.exp! - Date.now() / 1000 - seconds) < 10, String(validFor));
        assert.equal(payload.iss, "devkey");
      }
    });
  });

  test("expires, if its time is negative", async () => {
    await withMock({ regions: 1 }, async (mock) => {
      const token = mock.token({ video: { roomCreate: true }, validFor: "-2m" });
      assert.equal((await call(mock.url, createRoom, { token })).status, 401);
    });
  });

  test("carries a control for its bearer", async () => {
    await withMock({ regions: 1 }, async (mock) => {
      const token = mock.token({ control: { skipAuth: true, failRegions: [0], failStatus: 418 } });
      assert.equal((await call(mock.url, createRoom, { token })).status, 418);
    });
  });

  test("refuses a control with a slip, and an invalid time", async () => {
    await withMock({ regions: 1 }, ({ token }) => {
      const slip = { failRegion: [0] } as object;
      assert.throws(
        () => token({ control: slip }),
        (error: Error) => {
          assert.equal(error.name, "ControlError");
          assert.equal(brief(error.message), 'lk.mock unknownField: "failRegion" -> failRegions');
          return true;
        },
      );
      for (const validFor of ["soon", Number.NaN, Number.POSITIVE_INFINITY]) {
        assert.throws(() => token({ validFor }), {
          name: "SettingsError",
          message: `invalid validFor ${JSON.stringify(validFor)}: expected seconds, or a number with ms, s, m, h or d, such as 90s`,
        });
      }
    });
  });
});

describe("apiKeyFor", () => {
  test("makes the API key of an SDK whose calls are to have the control", async () => {
    await withMock({ regions: 1 }, async (mock) => {
      const failing = { failRegions: [0], failStatus: 429, failMessage: "genug: ü 🙂" };
      for (const apiKey of [mock.apiKeyFor(failing), apiKeyFor(failing)]) {
        const rooms = new RoomServiceClient(mock.url, apiKey, mock.apiSecret);
        await assert.rejects(rooms.listRooms(), { status: 429, message: "genug: ü 🙂" });
      }
      const rooms = new RoomServiceClient(mock.url, mock.apiKeyFor({}), mock.apiSecret);
      assert.deepEqual((await rooms.listRooms()).length, 1);
    });
  });

  test("is `mock.` and base64 of the JSON", () => {
    assert.equal(apiKeyFor({ failRegions: [0] }), "mock.eyJmYWlsUmVnaW9ucyI6WzBdfQ==");
    assert.equal(apiKeyFor({ failStatus: undefined } as object), "mock.e30=");
  });

  test("refuses a control with a slip, and what an API key cannot say", () => {
    for (const [fields, message] of [
      [{ failRegion: [0] }, 'API key unknownField: "failRegion" -> failRegions'],
      [{ signal: "happy" }, /^API key\.signal notReadHere/],
    ] as const) {
      assert.throws(
        () => apiKeyFor(fields as object),
        (error: Error) => {
          assert.ok(error instanceof ControlError);
          if (typeof message === "string") assert.equal(brief(error.message), message);
          else assert.match(brief(error.message), message);
          return true;
        },
      );
    }
  });
});

describe("control", () => {
  test("is the header of a request", async () => {
    await withMock({ regions: 1 }, async ({ url }) => {
      const headers = control({ skipAuth: true, failRegions: [0], failMessage: "ja, genau: ü 🙂" });
      assert.match(headers["X-Lk-Mock"], /^[\x20-\x7e]+$/);
      const response = await fetch(`${url}/twirp/${createRoom}`, { method: "POST", headers });
      assert.equal(response.status, 503);
      assert.match(await response.text(), /"msg":"ja, genau: ü 🙂"/);
    });
  });

  test("takes any region that a mock can have", () => {
    assert.doesNotThrow(() =>
      control({ failRegions: [0, 255], redirectTo: 7, failMode: "redirect" }),
    );
  });

  test("may be for signal connections in a token alone", () => {
    assert.throws(() => control({ signal: "happy" }), /X-Lk-Mock\.signal: not read from here/);
  });

  const wrong: readonly (readonly [fields: object, message: string])[] = [
    [{ failRegion: [0] }, 'X-Lk-Mock unknownField: "failRegion" -> failRegions'],
    [{ failRegions: [256] }, "failRegions unknownRegion: 256 (0 to 255)"],
    [
      { failRegions: [0], failMode: "drop", failStatus: 500, delayms: "1" },
      "X-Lk-Mock.delayMs wrongType",
    ],
    [{ failMode: "drop" }, "failMode noEffect"],
  ];
  for (const [fields, message] of wrong) {
    test(`refuses ${JSON.stringify(fields)}`, () => {
      assert.throws(
        () => control(fields),
        (error) => error instanceof ControlError && brief(error.message).includes(message),
      );
    });
  }
});
