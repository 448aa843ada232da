/**
 * The fields of the `X-Lk-Mock` object, as plain data: the parser, its findings and the table in
 * the README all come from here.
 */
import type { JsonObject } from "@bufbuild/protobuf";
import { maxWaitMs } from "../clock.js";

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
  /** Known values of a string, compared without regard to case; another one is kept, and reported. */
  readonly values?: readonly string[];
}

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
