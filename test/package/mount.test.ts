/** The entries for your own handlers, as a user of twirp-ts and @bufbuild/protobuf sees them. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createProject } from "./support/project.js";

const project = await createProject();
project.link("twirp-ts", "@bufbuild/protobuf", "@types/node", "undici-types");

/** An app that mounts handlers on plain node:http, and prints the responses of its clients. */
const app = `
  import { once } from "node:events";
  import { createServer } from "node:http";
  import type { AddressInfo } from "node:net";
  import { clone, create, equals, fromBinary, isMessage, toBinary, toJsonString } from "@bufbuild/protobuf";
  import { timestampFromMs } from "@bufbuild/protobuf/wkt";
  import type { HandlerContext, Handlers } from "livekit-mock";
  import * as messages from "livekit-mock/messages";
  import type { CreateRoomRequest, Room } from "livekit-mock/messages";
  import { createRoomServiceServer, createTwirpServer, roomServiceDefaults, sipDefaults } from "livekit-mock/twirp";
  import { TwirpError, TwirpErrorCode } from "twirp-ts";

  const { CreateRoomRequestSchema, ListRoomsResponseSchema, ParticipantInfo_State, RoomSchema } = messages;

  const handlers: Handlers["RoomService"] = {
    ...roomServiceDefaults,
    CreateRoom(ctx, request) {
      if (request.name === "") throw new TwirpError(TwirpErrorCode.InvalidArgument, "no name");
      const room: Room = roomServiceDefaults.CreateRoom(ctx, request);
      room.metadata = describe(ctx, request);
      return room;
    },
    ListRooms: async () => create(ListRoomsResponseSchema, { rooms: [{ name: "a", emptyTimeout: 7 }] }),
  };

  function describe({ region, control, claims, headers, signal }: HandlerContext, { name }: CreateRoomRequest): string {
    return [name, region.index, region.name, control.fails, claims?.sub, headers["x-test"], signal.aborted].join();
  }

  async function main(): Promise<void> {
    const rooms = createRoomServiceServer(handlers);
    const sip = createTwirpServer("SIP", sipDefaults);
    const server = createServer((request, response) => {
      const mounted = [rooms, sip].find((one) => request.url?.startsWith(one.baseURI()));
      void mounted?.httpHandler()(request, response);
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    const url = "http://127.0.0.1:" + (server.address() as AddressInfo).port + "/twirp/livekit.";
    const post = async (path: string, type: string, body: string | Uint8Array): Promise<Response> =>
      fetch(url + path, { method: "POST", headers: { "Content-Type": type, "X-Test": "yes" }, body });
    const encoded = toBinary(CreateRoomRequestSchema, create(CreateRoomRequestSchema, { name: "a" }));
    const created = await post("RoomService/CreateRoom", "application/protobuf", encoded);
    const room = fromBinary(RoomSchema, new Uint8Array(await created.arrayBuffer()));
    console.log(toJsonString(RoomSchema, room));
    console.log(isMessage(room, RoomSchema), equals(RoomSchema, room, clone(RoomSchema, room)));
    for (const [path, body] of [
      ["RoomService/CreateRoom", "{}"],
      ["RoomService/ListRooms", "{}"],
      ["RoomService/DeleteRoom", '{"room":7}'],
      ["SIP/ListSIPTrunk", "{}"],
    ] as const) {
      console.log(await (await post(path, "application/json; charset=utf-8", body)).text());
    }
    const started: messages.agent.ChatMessage = create(messages.agent.ChatMessageSchema, { createdAt: timestampFromMs(1500) });
    console.log(toJsonString(messages.agent.ChatMessageSchema, started), ParticipantInfo_State.ACTIVE);
    server.close().closeAllConnections();
  }
  void main();

  // @ts-expect-error -- a method is missing
  export const partial: Handlers["SIP"] = { ListSIPTrunk: sipDefaults.ListSIPTrunk };
  // @ts-expect-error -- there is no such method
  export const unknown: Handlers["RoomService"] = { ...roomServiceDefaults, CreateRom: roomServiceDefaults.CreateRoom };
  // @ts-expect-error -- this is a number
  export const wrong: Handlers["RoomService"] = { ...roomServiceDefaults, CreateRoom: () => create(RoomSchema, { name: 7 }) };
  // @ts-expect-error -- there is no such service
  export const none = (): unknown => createTwirpServer("Rooms", roomServiceDefaults);
`;

const printed = `{"sid":"MOCK_SID","name":"a","enabledCodecs":[{}],"metadata":"a,0,region-0,false,,yes,false"}
true true
{"code":"invalid_argument","msg":"no name","meta":{}}
{"rooms":[{"name":"a","emptyTimeout":7}]}
{"code":"malformed","msg":"cannot decode field livekit.DeleteRoomRequest.room from JSON: expected string, got 7","meta":{}}
{"items":[{"sipTrunkId":"MOCK_SIP_TRUNK_ID"}]}
{"createdAt":"1970-01-01T00:00:01.500Z"} 2
`;

describe("handlers and messages compile in strict TypeScript, and serve requests", () => {
  for (const [kind, extension, module] of [
    ["ESM", "mts", "NodeNext"],
    ["CommonJS", "cts", "Node16"],
  ] as const) {
    test(`in ${kind}`, async () => {
      const file = `app.${extension}`;
      project.write(file, app);
      const compilerOptions = {
        ...{ strict: true, exactOptionalPropertyTypes: true, types: ["node"] },
        ...{ module, target: "ES2022", lib: ["ES2021"] },
      };
      const config = `tsconfig.${extension}.json`;
      project.write(config, JSON.stringify({ compilerOptions, files: [file] }));
      await project.runTool("typescript/bin/tsc", ["--project", config]);
      const program = file.replace("ts", "js");
      assert.equal(await project.run(process.execPath, ["--no-warnings", program]), printed);
    });
  }
});
