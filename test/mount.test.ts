/** Handlers on twirp-ts in an app of one's own, on plain node:http. */
import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { createServer as createSecureServer, request as requestSecurely } from "node:https";
import type { AddressInfo } from "node:net";
import { after, describe, test } from "node:test";
import { create, fromBinary, toBinary, toJsonString } from "@bufbuild/protobuf";
import { RoomServiceClient } from "livekit-server-sdk";
import { TwirpError, TwirpErrorCode, type Interceptor, type TwirpContext } from "twirp-ts";
import { RoomSchema } from "../gen/livekit_models_pb.js";
import { CreateRoomRequestSchema, type CreateRoomRequest } from "../gen/livekit_room_pb.js";
import { services } from "../gen/services.js";
import type { HandlerContext, Handlers } from "../src/handlers/index.js";
import * as twirp from "../src/library/twirp.js";
import { request } from "./support/call.js";
import { authority, tls } from "./support/tls.js";

const { createRoomServiceServer, roomServiceDefaults } = twirp;

type CreateRoom = Handlers["RoomService"]["CreateRoom"];
type Watch = Interceptor<TwirpContext, CreateRoomRequest, object>;

/** The server whose CreateRoom this is; all other methods have their defaults. */
function roomsWith(CreateRoom: CreateRoom): ReturnType<typeof createRoomServiceServer> {
  return createRoomServiceServer({ ...roomServiceDefaults, CreateRoom });
}

const path = "/twirp/livekit.RoomService/CreateRoom";
const json = { method: "POST", type: "application/json" };
const roomA = '{"sid":"MOCK_SID","name":"a","enabledCodecs":[{}]}';

const url = await listen(createRoomServiceServer(roomServiceDefaults));
const createRoom = url + path;

test("a call in JSON is answered, and unknown fields are dropped", async () => {
  const result = await request(createRoom, { ...json, body: { name: "a", unknown: 1 } });
  assert.equal(result.text, roomA);
});

test("a call in protobuf is answered in protobuf", async () => {
  const body = toBinary(CreateRoomRequestSchema, create(CreateRoomRequestSchema, { name: "a" }));
  const result = await request(createRoom, { method: "POST", type: "application/protobuf", body });
  assert.equal(result.headers["content-type"], "application/protobuf");
  assert.equal(fromBinary(RoomSchema, result.bytes).name, "a");
});

test("a handler may resolve with the response", async () => {
  const later = roomsWith(async (ctx, message) => {
    await Promise.resolve();
    return roomServiceDefaults.CreateRoom(ctx, message);
  });
  const result = await request((await listen(later)) + path, { ...json, body: { name: "a" } });
  assert.equal(result.text, roomA);
});

test("interceptors see a call, and may give its handler another request", async () => {
  const seen: string[] = [];
  const rename: Watch = (ctx, message, next) => {
    seen.push(`${ctx.serviceName}/${ctx.methodName}`);
    return next(ctx, { ...message, name: "a" });
  };
  const mounted = await listen(createRoomServiceServer(roomServiceDefaults).use(rename));
  const result = await request(mounted + path, { ...json, body: { name: "b" } });
  assert.equal(result.text, roomA);
  assert.deepEqual(seen, ["RoomService/CreateRoom"]);
});

describe("a handler's context has", () => {
  /** A server that keeps the context of its last call. */
  function keeping(): { rooms: ReturnType<typeof roomsWith>; context: () => HandlerContext } {
    let context: HandlerContext | undefined;
    const rooms = roomsWith((ctx, message) => {
      context = ctx;
      return roomServiceDefaults.CreateRoom(ctx, message);
    });
    return { rooms, context: () => context! };
  }

  test("the headers, and what a mock with one region has without a control and a token", async () => {
    const { rooms, context } = keeping();
    const mounted = await listen(rooms);
    await request(mounted + path, { ...json, body: {}, headers: { "X-Test": "yes" } });
    const { headers, region, control, claims } = context();
    assert.equal(headers["x-test"], "yes");
    assert.deepEqual(region, { index: 0, name: "region-0", url: mounted });
    assert.deepEqual([control.fails, control.discovery.status, claims], [false, 200, undefined]);
  });

  test("a region with an https URL, if the server has TLS", async () => {
    const { rooms, context } = keeping();
    const keys = { cert: tls.cert, key: tls.key };
    const port = await portOf(createSecureServer(keys, rooms.httpHandler() as RequestListener));
    const headers = { "Content-Type": "application/json" };
    const sent = requestSecurely({ port, path, method: "POST", ca: authority, headers });
    const [response] = (await once(sent.end("{}"), "response")) as [IncomingMessage];
    assert.equal(response.resume().statusCode, 200);
    assert.equal(context().region.url, `https://localhost:${String(port)}`);
  });

  for (const [moment, isLate] of [
    ["once the client leaves", false],
    ["from the start, if the client has left", true],
  ] as const) {
    test(`a signal, which is aborted ${moment}`, async () => {
      const events = new EventEmitter();
      const [arrived, told] = [once(events, "arrived"), once(events, "told")];
      let closed: Promise<unknown> | undefined;
      const watch: Watch = (ctx, message, next) => {
        closed = once(ctx.res, "close");
        return next(ctx, message);
      };
      const rooms = roomsWith(async (ctx, message) => {
        const left = isLate ? closed : once(ctx.signal, "abort");
        events.emit("arrived");
        await left;
        events.emit("told", ctx.signal);
        return roomServiceDefaults.CreateRoom(ctx, message);
      });
      const client = new AbortController();
      const headers = { "Content-Type": "application/json" };
      const options = { method: "POST", headers, body: "{}", signal: client.signal };
      const call = fetch((await listen(rooms.use(watch))) + path, options);
      await arrived;
      client.abort();
      await assert.rejects(call);
      const [signal] = (await told) as [HandlerContext["signal"]];
      assert.ok(signal.aborted);
    });
  }

  test("a signal, which is not aborted if the response is sent", async () => {
    const { rooms, context } = keeping();
    let closed: Promise<unknown> | undefined;
    const watch: Watch = async (ctx, message, next) => {
      const response = await next(ctx, message);
      assert.equal(context().signal, context().signal);
      closed = once(ctx.res, "close");
      return response;
    };
    await request((await listen(rooms.use(watch))) + path, { ...json, body: {}, alone: true });
    await closed;
    assert.equal(context().signal.aborted, false);
  });
});

test("an error of a handler is a Twirp error", async () => {
  const refusing = roomsWith(() => {
    throw new TwirpError(TwirpErrorCode.PermissionDenied, "not this one");
  });
  const result = await request((await listen(refusing)) + path, { ...json, body: {} });
  assert.equal(result.status, 403);
  assert.match(result.text, /"code":"permission_denied","msg":"not this one"/);
});

test("a method without a handler, as plain JavaScript may leave it, is unimplemented", async () => {
  const none = createRoomServiceServer({} as Handlers["RoomService"]);
  const result = await request((await listen(none)) + path, { ...json, body: {} });
  assert.equal(result.status, 501);
  assert.match(result.text, /"code":"unimplemented","msg":"no handler for CreateRoom"/);
});

test("a service that there is not, as plain JavaScript may name it, is an error that names the nearest", () => {
  const name = "livekit.RoomService" as "RoomService";
  assert.throws(() => twirp.createTwirpServer(name, roomServiceDefaults), {
    name: "TypeError",
    message: 'unknown service "livekit.RoomService"; did you mean RoomService?',
  });
});

describe("what is not the method's response, as plain JavaScript may return it, is an error:", () => {
  for (const [what, value] of [
    ["nothing", undefined],
    ["an object without a type", { name: "a" }],
    ["another message", create(CreateRoomRequestSchema)],
  ] as const) {
    for (const type of ["application/json", "application/protobuf"]) {
      test(`${what}, in ${type}`, async () => {
        const wrong = roomsWith((() => value) as unknown as CreateRoom);
        const body = type === json.type ? "{}" : "";
        const result = await request((await listen(wrong)) + path, { method: "POST", type, body });
        assert.equal(result.status, 500);
        const msg = "the handler for CreateRoom did not return a livekit.Room";
        assert.deepEqual(JSON.parse(result.text), { code: "internal", msg, meta: {} });
      });
    }
  }
});

test("a body that does not decode is malformed", async () => {
  const result = await request(createRoom, { ...json, body: "{" });
  assert.equal(result.status, 400);
  assert.match(result.text, /"code":"malformed"/);
});

test("an unknown method is a bad route", async () => {
  for (const name of ["Nope", "constructor"]) {
    const result = await request(`${url}/twirp/livekit.RoomService/${name}`, { ...json, body: {} });
    assert.equal(result.status, 404);
    assert.match(result.text, /"code":"bad_route"/);
  }
});

test("the Node SDK is served", async () => {
  const client = new RoomServiceClient(url, "devkey", "secret");
  const room = await client.createRoom({ name: "mounted" });
  assert.deepEqual([room.sid, room.name], ["MOCK_SID", "mounted"]);
});

describe("the populated defaults answer, on its server, every method of", () => {
  for (const [name, { name: typeName, methods }] of Object.entries(services)) {
    test(name, async () => {
      const mounted = await listen(serverOfDefaults(name));
      for (const method of methods) {
        const path = `${mounted}/twirp/${typeName}/${method.name}`;
        const { status, text } = await request(path, { ...json, body: {} });
        const response = method.handler(undefined, create(method.request));
        assert.deepEqual([status, text], [200, toJsonString(method.response, response)]);
      }
    });
  }
});

/** A twirp-ts server, of whatever service. */
interface Mountable {
  httpHandler(): unknown;
}

/** The server of a service that the entry makes of the defaults that it has. */
function serverOfDefaults(name: string): Mountable {
  const entry: Readonly<Record<string, unknown>> = twirp;
  const known = Object.keys(entry).find(
    (key) => key.toLowerCase() === `${name}defaults`.toLowerCase(),
  );
  const createOne = entry[`create${name}Server`] as (defaults: unknown) => Mountable;
  return createOne(entry[known ?? ""]);
}

/** Starts a server of a service, and resolves with its URL. */
async function listen(mounted: Mountable): Promise<string> {
  const port = await portOf(createServer(mounted.httpHandler() as RequestListener));
  return `http://127.0.0.1:${String(port)}`;
}

/** Starts a server, which is closed when the tests end, and resolves with its port. */
async function portOf(server: Server): Promise<number> {
  await once(server.listen(0, "127.0.0.1"), "listening");
  after(() => {
    server.close().closeAllConnections();
  });
  return (server.address() as AddressInfo).port;
}
