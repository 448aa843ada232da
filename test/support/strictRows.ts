import type { RequestOptions } from "./call.js";

/** A request with one finding. */
export interface StrictRow {
  readonly name: string;
  readonly path?: string;
  readonly options?: RequestOptions;
  /** The statuses with and without strict mode. */
  readonly statuses: readonly [strict: number, lenient: number];
  readonly code: string;
  readonly finding: string;
}

const failing = "a region that fails (failRegions, perRegion)";

/** Every kind of finding, each as the one that a request has. No request has a token. */
export const strictRows: readonly StrictRow[] = [
  {
    name: "an HTTP method that Twirp does not know",
    options: { method: "PUT" },
    statuses: [404, 401],
    code: "bad_route",
    finding: "method: wrong HTTP method: PUT; expected POST",
  },
  {
    name: "a content type that Twirp does not know",
    options: { type: "text/json" },
    statuses: [404, 401],
    code: "bad_route",
    finding:
      'Content-Type: not one of Twirp\'s: "text/json"; expected application/json or application/protobuf',
  },
  {
    name: "no content type",
    options: { type: undefined, body: "" },
    statuses: [404, 401],
    code: "bad_route",
    finding: "Content-Type: missing; expected application/json or application/protobuf",
  },
  {
    name: "an unknown service",
    path: "/twirp/livekit.RoomServices/CreateRoom",
    statuses: [404, 200],
    code: "bad_route",
    finding:
      'path: unknown method: "livekit.RoomServices/CreateRoom"; the nearest known is livekit.RoomService/CreateRoom',
  },
  {
    name: "an unknown method",
    path: "/twirp/livekit.RoomService/CreateRooms",
    statuses: [404, 200],
    code: "bad_route",
    finding:
      'path: unknown method: "livekit.RoomService/CreateRooms"; the nearest known is livekit.RoomService/CreateRoom',
  },
  {
    name: "a path that is known only once it is decoded",
    path: "/twirp/livekit.RoomService%2FCreateRoom",
    statuses: [404, 401],
    code: "bad_route",
    finding:
      'path: known only once it is decoded: "/twirp/livekit.RoomService%2FCreateRoom"; expected /twirp/livekit.RoomService/CreateRoom',
  },
  {
    name: "a control that is no JSON",
    options: { headers: { "X-Lk-Mock": "{" } },
    statuses: [400, 401],
    code: "invalid_argument",
    finding: 'X-Lk-Mock: not JSON: "{"; expected a JSON object',
  },
  {
    name: "a control that is no object",
    options: { control: [] },
    statuses: [400, 401],
    code: "invalid_argument",
    finding: "X-Lk-Mock: wrong type: a list; expected a JSON object",
  },
  {
    name: "an unknown field of the control",
    options: { control: { failRegion: [0] } },
    statuses: [400, 401],
    code: "invalid_argument",
    finding: 'X-Lk-Mock: unknown field: "failRegion"; the nearest known is failRegions',
  },
  {
    name: "a field of the control twice",
    options: { control: { delayMs: 0, DELAYMS: 0 } },
    statuses: [400, 401],
    code: "invalid_argument",
    finding: "X-Lk-Mock.delayMs: repeated; expected one; the last counts",
  },
  {
    name: "a field of the wrong type",
    options: { control: { delayMs: "1" } },
    statuses: [400, 401],
    code: "invalid_argument",
    finding:
      'X-Lk-Mock.delayMs: wrong type: "1"; expected an integer or an object {max, min?, seed?}',
  },
  {
    name: "a field that is out of range",
    options: { control: { regionsStatus: 99 } },
    statuses: [400, 401],
    code: "invalid_argument",
    finding: "X-Lk-Mock.regionsStatus: out of range: 99; expected 200 to 599",
  },
  {
    name: "a field with an unknown value",
    options: { control: { discovery: { order: "up" } } },
    statuses: [400, 401],
    code: "invalid_argument",
    finding:
      'X-Lk-Mock.discovery.order: unknown value: "up"; expected reverse, shuffle; the nearest known is shuffle',
  },
  {
    name: "a field with an illegal value",
    options: { control: { id: "" } },
    statuses: [400, 401],
    code: "invalid_argument",
    finding: 'X-Lk-Mock.id: illegal value: ""; expected 1 to 64 visible ASCII characters',
  },
  {
    name: "a field that lacks a part",
    options: { control: { sipStatus: {} } },
    statuses: [400, 401],
    code: "invalid_argument",
    finding: "X-Lk-Mock.sipStatus.code: missing; expected an integer",
  },
  {
    name: "a header that has an illegal name",
    options: { control: { headers: { ":": "" } } },
    statuses: [400, 401],
    code: "invalid_argument",
    finding: 'X-Lk-Mock.headers[":"]: illegal name; expected name',
  },
  {
    name: "a header that cannot be set",
    options: { control: { headers: { Te: "" } } },
    statuses: [400, 401],
    code: "invalid_argument",
    finding: 'X-Lk-Mock.headers["Te"]: cannot be set',
  },
  {
    name: "a field that is read from the token",
    options: { control: { signal: "happy" } },
    statuses: [400, 401],
    code: "invalid_argument",
    finding: "X-Lk-Mock.signal: not read from here; expected it in the token's lk.mock attribute",
  },
  {
    name: "a region that is not there",
    options: { control: { failRegions: [2] } },
    statuses: [400, 401],
    code: "invalid_argument",
    finding: "failRegions: no such region: 2; expected 0 to 1",
  },
  {
    name: "a method that is not there",
    options: { control: { methods: ["CreateRoms"] } },
    statuses: [400, 401],
    code: "invalid_argument",
    finding: 'methods: no such method: "CreateRoms"; the nearest known is CreateRoom',
  },
  {
    name: "a redirect to no URL",
    options: { control: { failRegions: [0], failMode: "redirect", redirectTo: "x" } },
    statuses: [400, 401],
    code: "invalid_argument",
    finding: 'redirectTo: no URL: "x"; expected one, or a region index',
  },
  {
    name: "a redirect with another status",
    options: { control: { failRegions: [0], failMode: "redirect", failStatus: 200 } },
    statuses: [400, 401],
    code: "invalid_argument",
    finding: "failStatus: no redirect: 200; expected 301, 302, 303, 307, 308",
  },
  {
    name: "a field without an effect",
    options: { control: { failMode: "drop" } },
    statuses: [400, 401],
    code: "invalid_argument",
    finding: `failMode: has no effect; expected ${failing}`,
  },
  {
    name: "a field for JSON on a call in protobuf",
    options: { type: "application/protobuf", body: "", control: { jsonNames: "snake" } },
    statuses: [400, 401],
    code: "invalid_argument",
    finding: "jsonNames: has no effect in protobuf; expected a request in JSON",
  },
  {
    name: "more bytes than there are",
    options: {
      control: {
        skipAuth: true,
        failRegions: [0],
        failMode: "stallBody",
        stallMs: 0,
        failAfterBytes: 39,
      },
    },
    statuses: [400, 0],
    code: "invalid_argument",
    finding: "failAfterBytes: out of range: 39; expected 0 to 38, for a body of 39 bytes",
  },
  {
    name: "an unknown header of the mock",
    options: { headers: { "X-Lk-Mock-Fail-Region": "0" } },
    statuses: [400, 401],
    code: "invalid_argument",
    finding: "X-Lk-Mock-Fail-Region: unknown header; the nearest known is X-Lk-Mock-Fail-Regions",
  },
  {
    name: "a header of the mock twice",
    options: { headers: { "X-Lk-Mock": ["{}", "{}"] } },
    statuses: [400, 401],
    code: "invalid_argument",
    finding: "X-Lk-Mock: repeated; expected one; the first counts",
  },
  {
    name: "an older header that is ignored",
    options: { headers: { "X-Lk-Mock-Skip-Auth": "1" } },
    statuses: [400, 401],
    code: "invalid_argument",
    finding: 'X-Lk-Mock-Skip-Auth: ignored: "1"; expected true',
  },
  {
    name: "a body that does not decode",
    options: { body: "{" },
    statuses: [400, 401],
    code: "malformed",
    finding: "body: does not decode: ",
  },
  {
    name: "an unknown field of the body",
    options: { body: { nmae: "a" } },
    statuses: [400, 401],
    code: "malformed",
    finding: 'body: unknown field of livekit.CreateRoomRequest: "nmae"; the nearest known is name',
  },
  {
    name: "an unknown field number of the body",
    options: { type: "application/protobuf", body: new Uint8Array([0xf8, 0x07, 0x01]) },
    statuses: [400, 401],
    code: "malformed",
    finding: "body: unknown field number of livekit.CreateRoomRequest: 127",
  },
  {
    name: "a field of the body twice",
    options: { body: '{"name":"a","name":"b"}' },
    statuses: [400, 401],
    code: "malformed",
    finding: "body.name: given twice; expected one; the last counts",
  },
  {
    name: "a string in the body that is no number to LiveKit",
    options: { body: { emptyTimeout: "0x10" } },
    statuses: [400, 401],
    code: "malformed",
    finding: 'body.emptyTimeout: invalid number: "0x10"; expected a number as JSON writes it',
  },
  {
    name: "a body behind a byte order mark",
    options: { body: "\ufeff{}" },
    statuses: [400, 401],
    code: "malformed",
    finding: "body: begins with a byte order mark",
  },
  {
    name: "a field of the body with another wire type",
    options: { type: "application/protobuf", body: new Uint8Array([0x08, 0x01]) },
    statuses: [400, 401],
    code: "malformed",
    finding: "body.name: wrong wire type: VARINT; expected LEN",
  },
  {
    name: "a response that does not parse",
    options: { control: { response: { sid: 1 } } },
    statuses: [400, 401],
    code: "malformed",
    finding: "response: ignored: ",
  },
  {
    name: "an unknown field of the response",
    options: { control: { response: { sdi: "a" } } },
    statuses: [400, 401],
    code: "malformed",
    finding: 'response: unknown field of livekit.Room: "sdi"; the nearest known is sid',
  },
];
