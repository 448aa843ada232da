import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { call } from "./support/call.js";
import { startTestMock } from "./support/mock.js";
import { nowSeconds, signToken, tokenWith } from "./support/token.js";

const mock = await startTestMock();

interface Row {
  readonly name: string;
  readonly method: string;
  readonly token?: string;
  readonly body?: object;
  readonly status: number;
  readonly meta: Readonly<Record<string, string | RegExp>>;
}

const create = "livekit.RoomService/CreateRoom";
const remove = "livekit.RoomService/RemoveParticipant";
const move = "livekit.RoomService/MoveParticipant";
const video = {
  roomList: true,
  roomCreate: false,
  room: "lobby",
  canPublishSources: ["camera"],
  destinationRoom: "",
  ingressAdmin: null,
};
const lobby = 'video.roomList, video.room = "lobby", video.canPublishSources = ["camera"]';

const rows: readonly Row[] = [
  {
    name: "there is no token",
    method: create,
    status: 401,
    meta: {
      check: "token",
      needs: "video.roomCreate",
      has: "nothing",
      reason: "there is no token",
    },
  },
  {
    name: "the token is no JWT",
    method: create,
    token: "abc",
    status: 401,
    meta: {
      check: "form",
      needs: "video.roomCreate",
      has: "nothing",
      reason: "it is not a JWT of three base64url parts",
    },
  },
  {
    name: "the token is signed with another secret",
    method: create,
    token: signToken({ exp: nowSeconds() + 3600, video }, { secret: "other" }),
    status: 401,
    meta: { check: "signature", needs: "video.roomCreate", has: lobby, reason: /signature/ },
  },
  {
    name: "the token has another algorithm",
    method: create,
    token: signToken({ exp: nowSeconds() + 3600 }, { header: { alg: "HS384" } }),
    status: 401,
    meta: { check: "form", needs: "video.roomCreate", has: "nothing", reason: /alg/ },
  },
  {
    name: "the token has expired",
    method: create,
    token: signToken({ exp: nowSeconds() - 3000, video }),
    status: 401,
    meta: {
      check: "exp",
      needs: "video.roomCreate",
      has: lobby,
      reason: /^it expired 3\d\d\d s ago$/,
      expired_seconds: /^3\d\d\d$/,
    },
  },
  {
    name: "the token is not valid yet",
    method: create,
    token: tokenWith({ nbf: nowSeconds() + 3600 }),
    status: 401,
    meta: {
      check: "nbf",
      needs: "video.roomCreate",
      has: "nothing",
      reason: /^it is not valid for another 3\d\d\d s$/,
    },
  },
  {
    name: "a claim has the wrong type",
    method: create,
    token: tokenWith({ video: { roomCreate: "yes" } }),
    status: 401,
    meta: {
      check: "claims",
      needs: "video.roomCreate",
      has: 'video.roomCreate = "yes"',
      reason: "video.roomCreate is a string; expected a boolean",
    },
  },
  {
    name: "a claim of the wrong type has many digits",
    method: create,
    token: signToken(`{"exp":${String(nowSeconds() + 60)},"video":{"room":9007199254740993}}`),
    status: 401,
    meta: {
      check: "claims",
      needs: "video.roomCreate",
      has: 'video.room = "9007199254740993"',
      reason: "video.room is a number; expected a string",
    },
  },
  {
    name: "the grant is missing",
    method: create,
    token: tokenWith({ video, sip: { call: true } }),
    status: 403,
    meta: { check: "video.roomCreate", needs: "video.roomCreate", has: `${lobby}, sip.call` },
  },
  {
    name: "the room is another",
    method: remove,
    token: tokenWith({ video: { roomAdmin: true, room: "lobby" } }),
    body: { room: "annex" },
    status: 403,
    meta: {
      check: "video.room of the request's room",
      needs: 'video.roomAdmin, video.room = "annex"',
      has: 'video.roomAdmin, video.room = "lobby"',
      room: "annex",
    },
  },
  {
    name: "the destination is another",
    method: move,
    token: tokenWith({ video: { roomAdmin: true, room: "lobby" } }),
    body: { room: "lobby", destinationRoom: "annex" },
    status: 403,
    meta: {
      check: "video.destinationRoom of the request's destination_room",
      needs: 'video.roomAdmin, video.room = "lobby", video.destinationRoom = "annex"',
      has: 'video.roomAdmin, video.room = "lobby"',
      room: "lobby",
      destination_room: "annex",
    },
  },
  {
    name: "no grant is needed, and there is no token",
    method: "livekit.Replay/ListReplays",
    status: 401,
    meta: { check: "token", needs: "a valid token", has: "nothing", reason: "there is no token" },
  },
];

describe("explainAuth says why, if", () => {
  for (const { name, method, token, body = {}, status, meta } of rows) {
    test(name, async () => {
      const withToken = token === undefined ? {} : { token };
      const options = { ...withToken, body, control: { explainAuth: true } };
      const result = await call(mock.url, method, options);
      assert.deepEqual([result.status, result.warnings], [status, []]);
      const error = JSON.parse(result.text) as { msg: string; meta: Record<string, string> };
      assert.match(error.msg, /^mock: (unauthenticated|permission_denied)$/);
      assert.deepEqual(Object.keys(error.meta).sort(), Object.keys(meta).sort());
      for (const [key, value] of Object.entries(meta)) {
        if (typeof value === "string") assert.equal(error.meta[key], value);
        else assert.match(error.meta[key]!, value);
      }
      const plain = await call(mock.url, method, { ...withToken, body });
      assert.doesNotMatch(plain.text, /meta/);
    });
  }
});
