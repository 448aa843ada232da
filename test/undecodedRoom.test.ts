/** A body that does not decode, or goes over a limit, is held to the rooms that it names. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { call } from "./support/call.js";
import { startTestMock } from "./support/mock.js";
import { tokenWith } from "./support/token.js";

const mock = await startTestMock();
const roomAdmin = { roomAdmin: true, room: "here", destinationRoom: "there" };
const token = tokenWith({ video: roomAdmin, sip: { call: true } });
const update = "livekit.RoomService/UpdateParticipant";
const subscribe = "livekit.RoomService/UpdateSubscriptions";
const move = "livekit.RoomService/MoveParticipant";
const transfer = "livekit.SIP/TransferSIPParticipant";

const many = Array<string>(10_005).fill("a");
const manyInJson = JSON.stringify(many);

/** What the body is like, the method, the body, and the status. */
type Row = readonly [name: string, path: string, body: string | Uint8Array, status: number];

const json: readonly Row[] = [
  ["a faulty field behind another room", update, '{"room":"a","identity":5}', 403],
  ["a faulty field before another room", update, '{"identity":5,"room":"a"}', 403],
  ["a faulty field before its own room", update, '{"identity":5,"room":"here"}', 200],
  ["a faulty field and no room", update, '{"identity":5}', 200],
  ["a faulty field and an empty room", update, '{"identity":5,"room":""}', 200],
  ["a room that is no string", update, '{"room":5,"identity":"a"}', 200],
  ["a faulty field before another roomName", transfer, '{"transferTo":5,"roomName":"a"}', 403],
  ["a faulty field before another room_name", transfer, '{"transferTo":5,"room_name":"a"}', 403],
  ["a faulty field before its own room_name", transfer, '{"transferTo":5,"room_name":"here"}', 200],
  [
    "a faulty field before another destinationRoom",
    move,
    '{"identity":5,"destinationRoom":"a","room":"here"}',
    403,
  ],
  [
    "a faulty field before another destination_room",
    move,
    '{"identity":5,"room":"here","destination_room":"a"}',
    403,
  ],
  [
    "a faulty field before its own rooms",
    move,
    '{"identity":5,"destination_room":"there","room":"here"}',
    200,
  ],
  [
    "a faulty field before another room in escapes",
    update,
    '{"identity":5,"r\\u006fom":"\\u0061"}',
    403,
  ],
  [
    "a faulty field before its own room in escapes",
    update,
    '{"identity":5,"room":"h\\u0065re"}',
    200,
  ],
  ["a byte order mark and another room", update, '\ufeff{"identity":5,"room":"a"}', 403],
  ["white space around another room", update, ' { "identity" : 5 ,\n"room"\t: "a" } ', 403],
  ["another room only in a message", update, '{"identity":5,"permission":{"room":"a"}}', 200],
  ["another room in a string", update, '{"identity":5,"metadata":"\\",\\"room\\":\\"a"}', 200],
  ["a room twice, the last one its own", update, '{"identity":5,"room":"a","room":"here"}', 200],
  ["a room twice, the last one another", update, '{"identity":5,"room":"here","room":"a"}', 403],
  ["another room, and then no string", update, '{"room":"a","room":5}', 403],
  ["another room, and then null", update, '{"room":"a","room":null}', 403],
  ["another room, and then an empty one", update, '{"room":"a","room":""}', 403],
  ["a faulty field before another roomName for room", update, '{"identity":5,"roomName":"a"}', 403],
  ["a room twice and nothing else wrong", update, '{"room":"here","room":"a"}', 403],
  ["another room behind many entries", subscribe, `{"trackSids":${manyInJson},"room":"a"}`, 403],
  [
    "another room before many entries and an early end",
    subscribe,
    `{"room":"a","trackSids":${manyInJson}`,
    403,
  ],
  ["its own room behind many entries", subscribe, `{"trackSids":${manyInJson},"room":"here"}`, 200],
  [
    "another room behind many levels",
    update,
    `{"x":${"[".repeat(500)}${"]".repeat(500)},"room":"a"}`,
    403,
  ],
  ["nothing but an early end", update, '{"identity":5,"room":"a"', 200],
  ["no value for a member", update, '{"room":"a","identity":}', 200],
  ["another room in a list", update, '[{"room":"a"}]', 200],
  ["something behind it", update, '{"identity":5,"room":"a"}}', 200],
];

const text = (tag: number, value: string): Buffer =>
  Buffer.concat([Buffer.from([tag, value.length]), Buffer.from(value)]);
const hex = (digits: string): Buffer => Buffer.from(digits.replaceAll(" ", ""), "hex");
const join = (...parts: readonly Buffer[]): Buffer => Buffer.concat(parts);
/** UpdateParticipantRequest: the permission, whose list ends in the middle of a number. */
const faulty = hex("22 03 4a 01 80");
const manyInBinary = join(...many.map((value) => text(0x1a, value)));
const groups = join(Buffer.alloc(1_000, hex("9b 06")), Buffer.alloc(1_000, hex("9c 06")));

const protobuf: readonly Row[] = [
  ["a faulty message behind another room", update, join(text(0x0a, "a"), faulty), 403],
  ["a faulty message before another room", update, join(faulty, text(0x0a, "a")), 403],
  ["a faulty message before its own room", update, join(faulty, text(0x0a, "here")), 200],
  ["a faulty message and no room", update, faulty, 200],
  ["invalid UTF-8 before another room", update, join(hex("12 01 ff"), text(0x0a, "a")), 403],
  ["invalid UTF-8 as its room", update, hex("0a 01 ff"), 200],
  ["another wire type before another room", update, join(hex("08 01"), text(0x0a, "a")), 403],
  ["an early end before another room", update, join(hex("12 7f"), text(0x0a, "a")), 200],
  ["an invalid wire type before another room", update, join(hex("16 00"), text(0x0a, "a")), 200],
  [
    "a room twice, the last one another",
    update,
    join(faulty, text(0x0a, "here"), text(0x0a, "a")),
    403,
  ],
  [
    "a faulty message before another destination",
    move,
    join(hex("12 01 ff"), text(0x0a, "here"), text(0x1a, "a")),
    403,
  ],
  [
    "a faulty message before its own rooms",
    move,
    join(hex("12 01 ff"), text(0x0a, "here"), text(0x1a, "there")),
    200,
  ],
  ["another room behind many entries", subscribe, join(manyInBinary, text(0x0a, "a")), 403],
  ["its own room behind many entries", subscribe, join(manyInBinary, text(0x0a, "here")), 200],
  ["another room behind many groups", update, join(groups, text(0x0a, "a")), 403],
];

for (const [type, rows] of [
  ["application/json", json],
  ["application/protobuf", protobuf],
] as const) {
  describe(`a body in ${type}`, () => {
    for (const [name, path, body, status] of rows) {
      test(`with ${name} gets ${String(status)}`, async () => {
        const control = { delayMs: 0 };
        const result = await call(mock.url, path, { type, body, token, control });
        assert.equal(result.status, status, result.text);
        assert.notEqual(result.warnings.length, 0);
      });
    }
  });
}

test("a refusal explains which room a body names that does not decode", async () => {
  const body = '{"identity":5,"destinationRoom":"b","room":"a"}';
  const control = { explainAuth: true };
  const { text } = await call(mock.url, move, { body, token, control });
  const { meta } = JSON.parse(text) as { meta: Record<string, string> };
  assert.deepEqual([meta["room"], meta["destination_room"]], ["a", "b"]);
  assert.match(meta["needs"]!, /video\.room = "a", video\.destinationRoom = "b"/);
});
