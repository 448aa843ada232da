/**
 * The fields of the `X-Lk-Mock` object, as plain data: the parser, its findings and the table in
 * the README all come from here.
 */
import type { JsonObject } from "@bufbuild/protobuf";
import type { LeaveRequest_Action } from "../../gen/livekit_rtc_pb.js";
import { maxWaitMs } from "../clock.js";
import { signalModes } from "../signal/modes.js";

/** The SIP status that a dial method fails with. */
export interface SipStatus {
  readonly code: number;
  readonly status?: string;
}

/** The types that a field can have, by their names in the table. */
export interface FieldTypes {
  integer: number;
  "integer[]": readonly number[];
  string: string;
  "string[]": readonly string[];
  boolean: boolean;
  object: JsonObject;
  "{code, status?}": SipStatus;
  "integer or string": LeaveRequest_Action;
}

export interface Field {
  readonly name: string;
  readonly type: keyof FieldTypes;
  /** What holds where the field is absent, in words. */
  readonly default: string;
  readonly effect: string;
  /** Legal values of an integer. One out of range becomes `below` or `above`, else it is skipped. */
  readonly range?: {
    readonly min: number;
    readonly max: number;
    readonly below?: number;
    readonly above?: number;
  };
  /** Known values of a string; another one is kept, and reported. */
  readonly values?: readonly string[];
  /** Whether the values are compared without regard to case. */
  readonly anyCase?: true;
  /** Whether the field is read from a token's attribute alone, and not from the header. */
  readonly tokenOnly?: true;
}

const maxInt32 = 2 ** 31 - 1;

export const controlFields = [
  {
    name: "failRegions",
    type: "integer[]",
    default: "none",
    effect:
      "Indices of the regions that fail this request. Each listener looks only for its own index.",
  },
  {
    name: "failMode",
    type: "string",
    default: "`status`",
    effect:
      "How a failing region fails. `status`: a Twirp error. `drop`: the connection is closed with no response. `delay` (old): 30 s of waiting, then as `status`. An unknown value acts as `status`.",
    values: ["status", "drop", "delay"],
    anyCase: true,
  },
  {
    name: "failStatus",
    type: "integer",
    default: "503",
    effect: "HTTP status of a `status` failure, 200 to 599. Outside of that it counts as 503.",
    range: { min: 200, max: 599, below: 503, above: 503 },
  },
  {
    name: "failTwirpCode",
    type: "string",
    default: "from the status",
    effect: "`code` in the error body of a `status` failure, any string.",
  },
  {
    name: "delayMs",
    type: "integer",
    default: "the method's own latency",
    effect:
      "Milliseconds to wait before the answer, on success and on failure. 0 takes away a method's own latency.",
    range: { min: 0, max: maxWaitMs, above: maxWaitMs },
  },
  {
    name: "regionsStatus",
    type: "integer",
    default: "200",
    effect:
      "HTTP status of `/settings/regions`, 200 to 599. Any other than 200 comes with an empty body.",
    range: { min: 200, max: 599 },
  },
  {
    name: "response",
    type: "object",
    default: "the populated default",
    effect:
      "The response message in protobuf JSON. It replaces the populated default whole. What does not parse as the message is ignored.",
  },
  {
    name: "skipAuth",
    type: "boolean",
    default: "`false`",
    effect: "No permission check for this request.",
  },
  {
    name: "sipStatus",
    type: "{code, status?}",
    default: "none",
    effect:
      "`CreateSIPParticipant` and `TransferSIPParticipant` fail with this SIP status. A code of 200 to 299 is no failure.",
  },
  {
    name: "pinnedRegions",
    type: "string[]",
    default: "none",
    effect:
      "Names of the regions that the project may use. The others answer 451, and `/settings/regions` leaves them out.",
  },
  {
    name: "signal",
    type: "string",
    default: "`happy`",
    effect: "Mode of the signal connection. Read from the token alone, as all of the following.",
    values: signalModes.map(({ name }) => name),
    tokenOnly: true,
  },
  {
    name: "leaveAction",
    type: "integer or string",
    default: "`DISCONNECT`",
    effect:
      "`LeaveRequest.Action` of a leave that the mock sends, by number or by name in any case.",
    tokenOnly: true,
  },
  {
    name: "pingInterval",
    type: "integer",
    default: "1",
    effect: "Seconds between two pings of the client, as `JoinResponse` tells it.",
    range: { min: 0, max: maxInt32 },
    tokenOnly: true,
  },
  {
    name: "pingTimeout",
    type: "integer",
    default: "3",
    effect: "Seconds that the client is to wait for an answer, as `JoinResponse` tells it.",
    range: { min: 0, max: maxInt32 },
    tokenOnly: true,
  },
] as const satisfies readonly Field[];

type Row = (typeof controlFields)[number];

/** A name of a field of the control. */
export type FieldName = Row["name"];

/** How one request is to be treated. */
export type Control = {
  readonly [Name in FieldName]?: FieldTypes[Extract<Row, { name: Name }>["type"]];
} & {
  /** The wait of the `delay` fail mode in milliseconds, which only an older header sets. */
  readonly failDelayMs?: number;
};
