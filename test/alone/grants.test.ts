/** Who may call what: the contract's table, by hand, against every method in both encodings. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { create, toBinary, toJsonString } from "@bufbuild/protobuf";
import { reflect } from "@bufbuild/protobuf/reflect";
import type { Method } from "../../gen/types.js";
import { methods } from "../support/methods.js";
import { call, type Result } from "../support/call.js";
import { instantClock } from "../support/clock.js";
import { startTestMock } from "../support/mock.js";
import { tokenWith } from "../support/token.js";

const mock = await startTestMock({ clock: instantClock() });

type Claims = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

interface Row {
  /** A service, or one method of it. */
  readonly name: string;
  readonly claims: Claims;
  readonly room?: true;
  readonly destination?: true;
}

const roomAdmin = { video: { roomAdmin: true, room: "here" } };
const moving = { video: { ...roomAdmin.video, destinationRoom: "there" } };

/** A row for a method comes before the one for its service. */
const table: readonly Row[] = [
  { name: "RoomService/CreateRoom", claims: { video: { roomCreate: true } } },
  { name: "RoomService/DeleteRoom", claims: { video: { roomCreate: true } } },
  { name: "RoomService/ListRooms", claims: { video: { roomList: true } } },
  { name: "RoomService/ForwardParticipant", claims: moving, room: true, destination: true },
  { name: "RoomService/MoveParticipant", claims: moving, room: true, destination: true },
  { name: "RoomService", claims: roomAdmin, room: true },
  { name: "AgentDispatchService", claims: roomAdmin, room: true },
  { name: "Connector", claims: { video: { roomCreate: true } } },
  { name: "Egress", claims: { video: { roomRecord: true } } },
  { name: "Ingress", claims: { video: { ingressAdmin: true } } },
  { name: "SIP/CreateSIPParticipant", claims: { sip: { call: true } } },
  { name: "SIP/TransferSIPParticipant", claims: { sip: { call: true }, ...roomAdmin }, room: true },
  { name: "SIP", claims: { sip: { admin: true } } },
  { name: "PhoneNumberService", claims: { sip: { admin: true } } },
  { name: "CloudAgent", claims: { agent: { admin: true } } },
  { name: "AgentSimulation", claims: { agent: { simulationAdmin: true } } },
  { name: "AgentDBService", claims: { agent: { databaseAdmin: true } } },
  { name: "Replay", claims: {} },
];

function rowOf({ path }: Method): Row {
  const name = path.replace("livekit.", "");
  const row = table.find((row) => row.name === name || row.name === name.split("/", 1)[0]);
  assert.ok(row, `no row for ${path}`);
  return row;
}

/** All grants of the token schema but those that are named here. */
function allBut(claims: Claims): Claims {
  const all = {
    video: ["roomCreate", "roomList", "roomRecord", "roomAdmin", "ingressAdmin", "roomJoin"],
    sip: ["admin", "call"],
    agent: ["admin", "simulationAdmin", "databaseAdmin"],
  };
  const entries = Object.entries(all).map(([claim, names]) => {
    const granted = names.map((name) => [name, claims[claim]?.[name] === undefined]);
    const rooms = { room: "here", destinationRoom: "there" };
    return [
      claim,
      { ...(claim === "video" ? rooms : {}), ...(Object.fromEntries(granted) as object) },
    ];
  });
  return Object.fromEntries(entries) as Claims;
}

function without(claims: Claims, claim: string, name: string): Claims {
  const rest = Object.entries(claims[claim] ?? {}).filter(([other]) => other !== name);
  return { ...claims, [claim]: Object.fromEntries(rest) };
}

for (const type of ["application/json", "application/protobuf"]) {
  const ask = (method: Method, claims: Claims | undefined, named: boolean): Promise<Result> => {
    const request = reflect(method.request, create(method.request));
    const names = { room: "here", room_name: "here", destination_room: "there" };
    for (const [name, value] of Object.entries(named ? names : {})) {
      const field = method.request.fields.find((other) => other.name === name);
      if (field?.fieldKind === "scalar") request.set(field, value);
    }
    const isJson = type === "application/json";
    const body = (isJson ? toJsonString : toBinary)(method.request, request.message);
    const token = claims === undefined ? {} : { token: tokenWith(claims) };
    return call(mock.url, method.path, { type, body, ...token });
  };

  describe(`permission in ${type} for`, () => {
    for (const method of methods.values()) {
      const row = rowOf(method);
      test(`${method.path}: the right grant is enough`, async () => {
        assert.equal((await ask(method, row.claims, true)).status, 200);
      });

      test(`${method.path}: no token is 401`, async () => {
        const result = await ask(method, undefined, true);
        assert.equal(result.status, 401);
        assert.equal(result.text, '{"code":"unauthenticated","msg":"mock: unauthenticated"}');
        assert.equal(result.headers["x-lk-mock-region"], "");
      });

      test(`${method.path}: skipAuth needs no token`, async () => {
        const options = { type, body: "", control: { skipAuth: true } };
        assert.equal((await call(mock.url, method.path, options)).status, 200);
      });
    }
  });

  const refusal = '{"code":"permission_denied","msg":"mock: permission_denied"}';
  const refuses = async (method: Method, claims: Claims): Promise<void> => {
    const result = await ask(method, claims, true);
    assert.deepEqual([result.status, result.text], [403, refusal]);
  };
  const granted = [...methods.values()].filter((method) => rowOf(method).name !== "Replay");

  describe(`refusal in ${type} for`, () => {
    for (const method of granted) {
      const row = rowOf(method);
      test(`${method.path}: every other grant is 403`, () => refuses(method, allBut(row.claims)));

      test(`${method.path}: a grant that is false is 403`, () =>
        refuses(
          method,
          JSON.parse(JSON.stringify(row.claims).replaceAll("true", "false")) as Claims,
        ));

      test(`${method.path}: each part of the grant is needed`, async () => {
        for (const [claim, names] of Object.entries(row.claims)) {
          for (const name of Object.keys(names))
            await refuses(method, without(row.claims, claim, name));
        }
      });
    }

    for (const method of granted.filter((method) => rowOf(method).room)) {
      const { claims } = rowOf(method);
      const elsewhere = { ...claims, video: { ...claims["video"], room: "elsewhere" } };
      test(`${method.path}: another room is 403`, () => refuses(method, elsewhere));

      test(`${method.path}: a request that names no room is not held to the match`, async () => {
        assert.equal((await ask(method, elsewhere, false)).status, 200);
      });
    }

    for (const method of granted.filter((method) => rowOf(method).destination)) {
      test(`${method.path}: another destination is 403`, () =>
        refuses(method, { video: { ...moving.video, destinationRoom: "elsewhere" } }));
    }
  });
}

test("a Replay method wants a valid token, and no grant", async () => {
  const replay = [...methods.values()].filter((method) => rowOf(method).name === "Replay");
  assert.equal(replay.length, 6);
  for (const { path } of replay) {
    assert.equal((await call(mock.url, path, { token: tokenWith() })).status, 200);
    assert.equal((await call(mock.url, path, { token: "test-token" })).status, 401);
  }
});
