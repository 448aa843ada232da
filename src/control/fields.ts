/**
 * The fields of the control, as plain data. The parser, its findings, the type `MockControl`, the
 * JSON Schema and the tables in the README all come from here.
 */
import { failureFields } from "../failures/index.js";
import { leaveActions } from "./leaveActions.js";
import { signalModes } from "./signalModes.js";
import { discoveryFields } from "./discoveryFields.js";
import type { Field, ObjectOf } from "../util/fieldTypes.js";
import {
  anyInteger,
  boolean,
  delayType,
  headerName,
  headerValue,
  integer,
  listOf,
  maxInt32,
  string,
  unsettableHeaders,
} from "../util/fieldValues.js";

/** What holds for each region alike, or for one of them in `perRegion`. */
const regionFields = [
  ...failureFields,
  {
    name: "failUntil",
    type: integer(0, Number.MAX_SAFE_INTEGER),
    default: "for ever",
    effect:
      "Milliseconds of the Unix clock up to which failures hold: those of the region, of discovery, and `rtcStatus`.",
    always: true,
  },
  {
    name: "delayMs",
    type: delayType,
    default: "the method's own latency",
    effect:
      "Milliseconds to wait before the answer, on success and on failure; 0 takes away a method's own latency. An object draws from a range: by `seed` and region index, the same each time.",
  },
  {
    name: "regionsStatus",
    type: integer(200, 599),
    default: "200",
    effect:
      "HTTP status of `/settings/regions`, 200 to 599. Any other than 200 comes with an empty body.",
    always: true,
  },
  {
    name: "discovery",
    type: { kind: "fields", fields: discoveryFields },
    default: "none",
    effect: "What `/settings/regions` does, on every listener: see the table below.",
    always: true,
  },
  {
    name: "response",
    type: { kind: "object" },
    default: "the populated default",
    effect:
      "The response message in protobuf JSON. It replaces the populated default whole. What does not parse as the message is ignored.",
  },
  {
    name: "jsonNames",
    type: { kind: "name", values: ["camel", "snake"] },
    default: "`camel`",
    effect:
      "Field names in successful JSON responses, `response` included: `camel` (`numParticipants`) or `snake` (`num_participants`).",
  },
  {
    name: "emitDefaults",
    type: boolean,
    default: "`false`",
    effect:
      'Whether these responses have fields without a value too: `0`, `""`, `[]` and the like, and `null` for a message. Members of a oneof and `optional` fields are left out.',
  },
  {
    name: "skipAuth",
    type: boolean,
    default: "`false`",
    effect: "No permission check for this request.",
  },
  {
    name: "explainAuth",
    type: boolean,
    default: "`false`",
    effect: "401 and 403 say why, in `meta`.",
  },
  {
    name: "sipStatus",
    type: {
      kind: "fields",
      fields: [
        {
          name: "code",
          type: integer(-(2 ** 31), maxInt32),
          required: true,
          default: "",
          effect: "The SIP status code.",
        },
        { name: "status", type: string, default: "none", effect: "Its text." },
      ],
    },
    default: "none",
    effect:
      "`CreateSIPParticipant` and `TransferSIPParticipant` fail with this SIP status. A code of 200 to 299 is no failure.",
  },
  {
    name: "pinnedRegions",
    type: listOf(string),
    default: "none",
    effect:
      "Names of the regions that the project may use. The others answer 451, and `/settings/regions` leaves them out.",
    always: true,
  },
  {
    name: "headers",
    type: {
      kind: "map",
      key: "name",
      keyPattern: headerName,
      of: headerValue,
      anyCase: true,
      refused: unsettableHeaders,
    },
    default: "none",
    effect:
      "More headers on every response but those of `/`, `/_test/health` and `/_mock/`, each in place of those of the same name. Not those of the connection and of the body's framing, `Content-Security-Policy` and `X-Content-Type-Options`.",
    sameSiteOnly: true,
  },
  {
    name: "id",
    type: {
      kind: "string",
      pattern: "^[!-~]{1,64}$",
      legal: "1 to 64 visible ASCII characters",
    },
    default: "none",
    effect:
      "Comes back as `X-Lk-Mock-Id`, and stands in the line of the log; on the same responses as `headers`.",
    always: true,
  },
  {
    name: "methods",
    type: listOf(string),
    default: "all",
    effect:
      "The API methods that the control touches: `CreateRoom`, `livekit.Egress/*`, `livekit.SIP/CreateSIPParticipant`. In force for all others stay `failUntil`, `regionsStatus`, `discovery`, `pinnedRegions`, `id`, `strict`, `rtcStatus` and what is for a signal connection.",
    always: true,
  },
  {
    name: "rtcStatus",
    type: integer(400, 599),
    default: "none",
    effect:
      "HTTP status that refuses the WebSocket and `validate`, whatever the token, with a line of text.",
    always: true,
  },
  {
    name: "signal",
    type: {
      kind: "name",
      values: signalModes.map(({ name }) => name),
      fallback: "happy",
    },
    default: "`happy`",
    effect:
      "Mode of the signal connection. Read from the token's attribute alone, as all of the following.",
    tokenOnly: true,
    always: true,
  },
  {
    name: "leaveAction",
    type: {
      kind: "either",
      of: [
        integer(0, leaveActions.length - 1),
        {
          kind: "name",
          values: leaveActions,
          anyCase: true,
        },
      ],
    },
    default: "`DISCONNECT`",
    effect:
      "`LeaveRequest.Action` of a leave that the mock sends, by number or by name in any case.",
    tokenOnly: true,
    always: true,
  },
  {
    name: "pingInterval",
    type: integer(0, maxInt32),
    default: "1",
    effect: "Seconds between two pings of the client, as `JoinResponse` tells it.",
    tokenOnly: true,
    always: true,
  },
  {
    name: "pingTimeout",
    type: integer(0, maxInt32),
    default: "3",
    effect: "Seconds that the client is to wait for an answer, as `JoinResponse` tells it.",
    tokenOnly: true,
    always: true,
  },
] as const satisfies readonly Field[];

export const controlFields = [
  {
    name: "failRegions",
    type: listOf(anyInteger),
    default: "none",
    effect:
      "Indices of the regions that fail this request. Each listener looks only for its own index.",
  },
  {
    name: "perRegion",
    type: {
      kind: "map",
      key: "index or *",
      keyPattern: "^(\\*|0|[1-9]\\d*)$",
      of: { kind: "fields", fields: regionFields },
    },
    default: "none",
    effect:
      'Fields for one region over the common ones: `{"0": {...}, "*": {...}}`, where `*` is for the regions without a key of their own. All fields but `failRegions`, `perRegion` and `strict`. With `failMode`, `failStatus`, `failTwirpCode` or `failMessage` in it the region fails.',
    always: true,
  },
  {
    name: "strict",
    type: boolean,
    default: "`--strict`",
    effect: "Every finding is an error in place of a warning.",
    always: true,
  },
  ...regionFields,
] as const satisfies readonly Field[];

/** The object that says how a request is to be treated: the value of `X-Lk-Mock`, as JSON. */
export type MockControl = ObjectOf<(typeof controlFields)[number]>;

/** The fields of a control that one region can have for itself. */
export type RegionControl = ObjectOf<(typeof regionFields)[number]>;
