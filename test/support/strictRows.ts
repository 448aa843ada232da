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

/** Every kind of finding, each as the one that a request has. No request has a token. */
export const strictRows: readonly StrictRow[] = [
  {
    name: "an HTTP method that Twirp does not know",
    options: { method: "PUT" },
    statuses: [404, 401],
    code: "bad_route",
    finding: "method wrongHttpMethod: PUT",
  },
  {
    name: "a content type that Twirp does not know",
    options: { type: "text/json" },
    statuses: [404, 401],
    code: "bad_route",
    finding: 'Content-Type wrongContentType: "text/json"',
  },
  {
    name: "no content type",
    options: { type: undefined, body: "" },
    statuses: [404, 401],
    code: "bad_route",
    finding: "Content-Type missing",
  },
  {
    name: "an unknown service",
    path: "/twirp/livekit.RoomServices/CreateRoom",
    statuses: [404, 200],
    code: "bad_route",
    finding:
      'path unknownMethod: "livekit.RoomServices/CreateRoom" -> livekit.RoomService/CreateRoom',
  },
  {
    name: "an unknown method",
    path: "/twirp/livekit.RoomService/CreateRooms",
    statuses: [404, 200],
    code: "bad_route",
    finding:
      'path unknownMethod: "livekit.RoomService/CreateRooms" -> livekit.RoomService/CreateRoom',
  },
  {
    name: "a path that is known only once it is decoded",
    path: "/twirp/livekit.RoomService%2FCreateRoom",
    statuses: [404, 401],
    code: "bad_route",
    finding: 'path encodedPath: "/twirp/livekit.RoomService%2FCreateRoom"',
  },
  {
    name: "a control that is not JSON",
    options: { headers: { "X-Lk-Mock": "{" } },
    statuses: [400, 401],
    code: "invalid_argument",
    finding: 'X-Lk-Mock invalidJson: "{"',
  },
  {
    name: "a control that is no object",
    options: { control: [] },
    statuses: [400, 401],
    code: "invalid_argument",
    finding: "X-Lk-Mock wrongType: a list",
  },
  {
    name: "an unknown field of the control",
    options: { control: { failRegion: [0] } },
    statuses: [400, 401],
    code: "invalid_argument",
    finding: 'X-Lk-Mock unknownField: "failRegion" -> failRegions',
  },
  {
    name: "a field of the control twice",
    options: { control: { delayMs: 0, DELAYMS: 0 } },
    statuses: [400, 401],
    code: "invalid_argument",
    finding: "X-Lk-Mock.delayMs givenTwice",
  },
  {
    name: "a field of the wrong type",
    options: { control: { delayMs: "1" } },
    statuses: [400, 401],
    code: "invalid_argument",
    finding: 'X-Lk-Mock.delayMs wrongType: "1"',
  },
  {
    name: "a field that is out of range",
    options: { control: { regionsStatus: 99 } },
    statuses: [400, 401],
    code: "invalid_argument",
    finding: "X-Lk-Mock.regionsStatus outOfRange: 99 (200 to 599)",
  },
  {
    name: "a field with an unknown value",
    options: { control: { discovery: { order: "up" } } },
    statuses: [400, 401],
    code: "invalid_argument",
    finding: 'X-Lk-Mock.discovery.order unknownValue: "up"',
  },
  {
    name: "a field with an illegal value",
    options: { control: { id: "" } },
    statuses: [400, 401],
    code: "invalid_argument",
    finding: 'X-Lk-Mock.id invalidValue: ""',
  },
  {
    name: "a field that lacks a part",
    options: { control: { sipStatus: {} } },
    statuses: [400, 401],
    code: "invalid_argument",
    finding: "X-Lk-Mock.sipStatus.code missing",
  },
  {
    name: "a header that has an illegal name",
    options: { control: { headers: { ":": "" } } },
    statuses: [400, 401],
    code: "invalid_argument",
    finding: 'X-Lk-Mock.headers[":"] invalidName',
  },
  {
    name: "a header that cannot be set",
    options: { control: { headers: { Te: "" } } },
    statuses: [400, 401],
    code: "invalid_argument",
    finding: 'X-Lk-Mock.headers["Te"] cannotBeSet',
  },
  {
    name: "a field that is read from the token",
    options: { control: { signal: "happy" } },
    statuses: [400, 401],
    code: "invalid_argument",
    finding: "X-Lk-Mock.signal notReadHere",
  },
  {
    name: "a region that is not there",
    options: { control: { failRegions: [2] } },
    statuses: [400, 401],
    code: "invalid_argument",
    finding: "failRegions unknownRegion: 2 (0 to 1)",
  },
  {
    name: "a method that is not there",
    options: { control: { methods: ["CreateRoms"] } },
    statuses: [400, 401],
    code: "invalid_argument",
    finding: 'methods unknownMethod: "CreateRoms" -> CreateRoom',
  },
  {
    name: "a redirect to no URL",
    options: { control: { failRegions: [0], failMode: "redirect", redirectTo: "x" } },
    statuses: [400, 401],
    code: "invalid_argument",
    finding: 'redirectTo invalidUrl: "x"',
  },
  {
    name: "a redirect with another status",
    options: { control: { failRegions: [0], failMode: "redirect", failStatus: 200 } },
    statuses: [400, 401],
    code: "invalid_argument",
    finding: "failStatus notARedirect: 200",
  },
  {
    name: "a field without an effect",
    options: { control: { failMode: "drop" } },
    statuses: [400, 401],
    code: "invalid_argument",
    finding: `failMode noEffect`,
  },
  {
    name: "a field for JSON on a call in protobuf",
    options: { type: "application/protobuf", body: "", control: { jsonNames: "snake" } },
    statuses: [400, 401],
    code: "invalid_argument",
    finding: "jsonNames noEffect: the call is in protobuf",
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
    finding: "failAfterBytes outOfRange: 39",
  },
  {
    name: "an unknown header of the mock",
    options: { headers: { "X-Lk-Mock-Fail-Region": "0" } },
    statuses: [400, 401],
    code: "invalid_argument",
    finding: "X-Lk-Mock-Fail-Region unknownHeader -> X-Lk-Mock-Fail-Regions",
  },
  {
    name: "a header of the mock twice",
    options: { headers: { "X-Lk-Mock": ["{}", "{}"] } },
    statuses: [400, 401],
    code: "invalid_argument",
    finding: "X-Lk-Mock givenTwice",
  },
  {
    name: "an older header that is ignored",
    options: { headers: { "X-Lk-Mock-Skip-Auth": "1" } },
    statuses: [400, 401],
    code: "invalid_argument",
    finding: 'X-Lk-Mock-Skip-Auth invalidValue: "1"',
  },
  {
    name: "a body that does not decode",
    options: { body: "{" },
    statuses: [400, 401],
    code: "malformed",
    finding: "body doesNotDecode: ",
  },
  {
    name: "an unknown field of the body",
    options: { body: { nmae: "a" } },
    statuses: [400, 401],
    code: "malformed",
    finding: 'body unknownField of livekit.CreateRoomRequest: "nmae" -> name',
  },
  {
    name: "an unknown field number of the body",
    options: { type: "application/protobuf", body: new Uint8Array([0xf8, 0x07, 0x01]) },
    statuses: [400, 401],
    code: "malformed",
    finding: "body unknownFieldNumber of livekit.CreateRoomRequest: 127",
  },
  {
    name: "a field of the body twice",
    options: { body: '{"name":"a","name":"b"}' },
    statuses: [400, 401],
    code: "malformed",
    finding: "body.name givenTwice",
  },
  {
    name: "a string in the body that is no number to LiveKit",
    options: { body: { emptyTimeout: "0x10" } },
    statuses: [400, 401],
    code: "malformed",
    finding: 'body.emptyTimeout invalidNumber: "0x10"',
  },
  {
    name: "a body behind a byte order mark",
    options: { body: "\ufeff{}" },
    statuses: [400, 401],
    code: "malformed",
    finding: "body byteOrderMark",
  },
  {
    name: "a field of the body with another wire type",
    options: { type: "application/protobuf", body: new Uint8Array([0x08, 0x01]) },
    statuses: [400, 401],
    code: "malformed",
    finding: "body.name wrongWireType: VARINT",
  },
  {
    name: "a response that does not parse",
    options: { control: { response: { sid: 1 } } },
    statuses: [400, 401],
    code: "malformed",
    finding: "response doesNotDecode: ",
  },
  {
    name: "an unknown field of the response",
    options: { control: { response: { sdi: "a" } } },
    statuses: [400, 401],
    code: "malformed",
    finding: 'response unknownField of livekit.Room: "sdi" -> sid',
  },
];
