import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as sdk from "livekit-server-sdk";
import { instantClock } from "../support/clock.js";
import { startTestMock } from "../support/mock.js";
import * as nodeSdk from "../support/nodeSdk.js";
import {
  apiKey,
  noCalls,
  outline,
  secret,
  singleClients,
  SteeredRooms,
  type Clients,
} from "../support/nodeSdk.js";
import { nowSeconds, signToken, tokenWith } from "../support/token.js";

/** A row of the tables. */
interface Call {
  readonly client: keyof Clients;
  readonly method: string;
  readonly service: string;
  readonly call: (client: unknown) => Promise<unknown>;
  readonly result: unknown;
}

// The SDK may do 11 s of dialling in no time.
const mock = await startTestMock({ clock: instantClock() });
const host = mock.url;
const name = "lobby";
const api = new sdk.LiveKitAPI({ host, apiKey, secret });

const services: Readonly<Record<keyof Clients, string>> = {
  room: "RoomService",
  egress: "Egress",
  ingress: "Ingress",
  sip: "SIP",
  agentDispatch: "AgentDispatchService",
  connector: "Connector",
};

const clientNames = Object.keys(services) as (keyof Clients)[];

/** A table without the types of its client. */
type Table = Readonly<Record<string, readonly [Call["call"], unknown]>>;

const calls = clientNames.flatMap((client): Call[] =>
  Object.entries(nodeSdk[client] as Table).map(([method, [call, result]]) => {
    return { client, method, service: services[client], call, result };
  }),
);

/** What a call of a method of the SDK leaves in the mock's log. */
function linesOf({ service, method }: Call): string[] {
  if (method === "createSipTrunk") return unknownMethod;
  const own = method === "getDispatch" ? "listDispatch" : method.replace(/Fields$/, "");
  const rpc = `${own[0]!.toUpperCase()}${own.slice(1)}`.replace("Sip", "SIP");
  return [`region-0 livekit.${service}/${rpc} 200`];
}

/** The one method of the SDK that LiveKit's schema no longer has. */
const path = "livekit.SIP/CreateSIPTrunk";
const unknownMethod = [
  `warning: region-0 POST /twirp/${path}: path: unknown method: "${path}"`,
  `region-0 POST /twirp/${path} 200`,
];

interface Message {
  toJson(): unknown;
}

function toJson(result: unknown): unknown {
  return Array.isArray(result) ? result.map(toJson) : (result as Message | undefined)?.toJson();
}

/** The methods of an object and of the classes it is made of. */
function methodsOf(object: object): string[] {
  const parent = Object.getPrototypeOf(object) as object | null;
  if (parent === null || parent === Object.prototype) return [];
  return [...Object.getOwnPropertyNames(parent), ...methodsOf(parent)];
}

for (const [how, clients] of [
  ["LiveKitAPI", api],
  ["a client by itself", singleClients(host)],
] as const) {
  describe(`with its own tokens, through ${how}, the SDK gets the populated answer of`, () => {
    for (const row of calls) {
      test(`${row.client}.${row.method}`, async (t) => {
        const client = clients[row.client];
        const spied = client as unknown as Record<string, () => unknown>;
        const spy = t.mock.method(spied, row.method);
        const from = mock.lines.length;
        assert.deepEqual(toJson(await row.call(client)), row.result);
        assert.equal(spy.mock.callCount(), 1);
        // There would be more lines if the mock had found fault with the request.
        assert.deepEqual(outline(mock.lines.slice(from)), linesOf(row));
      });
    }
  });
}

describe("the tables of calls", () => {
  for (const client of clientNames) {
    test(`have every method of ${client}`, () => {
      const methods = new Set(methodsOf(api[client]));
      assert.deepEqual(
        [...methods].filter((method) => !Object.hasOwn(noCalls, method)).sort(),
        Object.keys(nodeSdk[client]).sort(),
      );
    });
  }

  test("have every client of LiveKitAPI", () => {
    const members = methodsOf(api).filter((member) => member !== "constructor");
    assert.deepEqual(members.sort(), [...clientNames].sort());
  });

  test("have every client that the SDK exports", () => {
    const exported = Object.keys(sdk).filter((name) => name.endsWith("Client"));
    const covered = clientNames.map((name) => api[name].constructor.name);
    assert.deepEqual(exported.sort(), covered.sort());
  });
});

describe("a given response", () => {
  const given = (response: object): SteeredRooms =>
    new SteeredRooms(host, { control: { response } });

  test("reaches the SDK's typed result, with its 64-bit integers, enums and maps", async () => {
    const rooms = [
      { sid: "RM_1", name: "one", numParticipants: 3, creationTime: "9007199254740993" },
      { sid: "RM_2", name: "two", activeRecording: true },
    ];
    const [one, two, ...others] = await given({ rooms }).listRooms();
    assert.deepEqual([one?.toJson(), two?.toJson(), others], [...rooms, []]);
    assert.equal(one?.creationTime, 9007199254740993n);
    const attributes = { snake_case: "1", camelCase: "2" };
    const alice = await given({ identity: "alice", state: "ACTIVE", attributes }).getParticipant(
      name,
      "bob",
    );
    assert.equal(alice.state, sdk.ParticipantInfo_State.ACTIVE);
    assert.deepEqual(alice.toJson(), { identity: "alice", state: "ACTIVE", attributes });
  });

  test("may be empty", async () => {
    assert.deepEqual(await given({}).listRooms(), []);
  });

  test("gives the SDK a track that the default has not", async () => {
    const track = { sid: "TR_1", muted: true };
    const muted = await given({ track }).mutePublishedTrack(name, "al", "TR_1", true);
    assert.deepEqual(muted.toJson(), track);
  });

  test("of another form leaves the populated default", async () => {
    const [room] = await given({ rooms: "none" }).listRooms();
    assert.equal(room?.sid, "MOCK_SID");
  });
});

const inOneRoom = { roomAdmin: true, room: "annex" };
const wrongGrants: readonly (readonly [
  name: string,
  claims: Readonly<Record<string, unknown>>,
  call: (clients: Clients) => Promise<unknown>,
])[] = [
  ["createRoom with roomList", { video: { roomList: true } }, (c) => c.room.createRoom({ name })],
  ["listRooms with roomCreate", { video: { roomCreate: true } }, (c) => c.room.listRooms()],
  ["a room with another's grant", { video: inOneRoom }, (c) => c.room.listParticipants(name)],
  [
    "a move without its destination",
    { video: { roomAdmin: true, room: name } },
    (c) => c.room.moveParticipant(name, "al", "annex"),
  ],
  ["egress with ingressAdmin", { video: { ingressAdmin: true } }, (c) => c.egress.listEgress()],
  ["ingress with roomRecord", { video: { roomRecord: true } }, (c) => c.ingress.listIngress({})],
  ["an agent with another's room", { video: inOneRoom }, (c) => c.agentDispatch.listDispatch(name)],
  [
    "a connector with roomAdmin",
    { video: inOneRoom },
    (c) => c.connector.disconnectWhatsAppCall("WA_1", "key"),
  ],
  ["SIP's lists with sip.call", { sip: { call: true } }, (c) => c.sip.listSipInboundTrunk()],
  [
    "a call with sip.admin",
    { sip: { admin: true } },
    (c) => c.sip.createSipParticipant("ST_1", "+15550100", name),
  ],
  [
    "a transfer without roomAdmin",
    { sip: { call: true } },
    (c) => c.sip.transferSipParticipant(name, "al", "tel:+15550100"),
  ],
  ["anything without a grant", {}, (c) => c.room.listRooms()],
];

describe("the SDK is refused", () => {
  for (const [what, claims, call] of wrongGrants) {
    test(`${what}: 403`, async () => {
      const clients = singleClients(host, { token: tokenWith(claims) });
      await assert.rejects(call(clients), (error) => {
        assert.ok(error instanceof sdk.ServerError);
        assert.deepEqual([error.status, error.code], [403, "permission_denied"]);
        return true;
      });
    });
  }

  const exp = nowSeconds();
  const video = { roomList: true };
  for (const [what, token] of [
    ["a bad signature", signToken({ exp: exp + 60, video }, { secret: "other" })],
    ["an expired token", tokenWith({ exp: exp - 120, video })],
    ["a token of no form", "no-token"],
  ] as const) {
    test(`with ${what}: 401`, async () => {
      await assert.rejects(singleClients(host, { token }).room.listRooms(), {
        status: 401,
        code: "unauthenticated",
        message: "mock: unauthenticated",
      });
    });
  }

  test("with another secret than the mock's: 401", async () => {
    const rooms = new sdk.RoomServiceClient(host, apiKey, "other");
    await assert.rejects(rooms.listRooms(), { status: 401, code: "unauthenticated" });
  });
});

test("a token of AccessToken with all that it can hold opens every method", async () => {
  const token = await fullToken();
  const clients = singleClients(host, { token });
  for (const { client, call, result } of calls) {
    assert.deepEqual(toJson(await call(clients[client])), result);
  }
});

async function fullToken(): Promise<string> {
  const token = new sdk.AccessToken(apiKey, secret, {
    identity: "al",
    name: "Al",
    metadata: "m",
    attributes: { a: "b" },
    ttl: "1m",
  });
  token.addGrant({
    ...{ roomCreate: true, roomList: true, roomRecord: true, roomAdmin: true, roomJoin: true },
    ...{ room: name, destinationRoom: "annex", ingressAdmin: true, hidden: true, recorder: true },
    ...{ canPublish: true, canSubscribe: true, canPublishData: true, canUpdateOwnMetadata: true },
    ...{ agent: true, canSubscribeMetrics: true, canManageAgentSession: true },
    canPublishSources: [sdk.TrackSource.CAMERA, sdk.TrackSource.SCREEN_SHARE_AUDIO],
  });
  token.addSIPGrant({ admin: true, call: true });
  token.addInferenceGrant({ perform: true });
  token.addObservabilityGrant({ write: true });
  token.kind = "agent";
  token.sha256 = "abc";
  token.roomPreset = "preset";
  token.roomConfig = new sdk.RoomConfiguration({ name, maxParticipants: 3 });
  return token.toJwt();
}
