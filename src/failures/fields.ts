import type { Field, ObjectOf } from "../util/fieldTypes.js";
import {
  contentType,
  headerValue,
  httpDate,
  integer,
  maxInt32,
  maxStallMs,
  region,
  string,
} from "../util/fieldValues.js";

/** The options of failure modes, as fields of the control and of `discovery`. */
export const failOptions = [
  {
    name: "failStatus",
    type: { kind: "integer", min: 200, max: 599, below: 503, above: 503 },
    default: "the mode's own",
    effect: "HTTP status of the failure, 200 to 599; any other counts as 503.",
  },
  {
    name: "failTwirpCode",
    type: { kind: "string", emptyIsAbsent: true },
    default: "from the status",
    effect: "`code` of the Twirp error: any string. Empty is the same as absent.",
  },
  {
    name: "failMessage",
    type: string,
    default: "`mock failure (status <status>)`",
    effect: "`msg` of the Twirp error.",
  },
  {
    name: "failMeta",
    type: { kind: "map", key: "name", keyPattern: "", of: string },
    default: "none",
    effect: "`meta` of the Twirp error.",
  },
  {
    name: "failContentType",
    type: contentType,
    default: "the usual one",
    effect:
      "Content type of the response in the modes `contentType` (by default, the usual one plus `; charset=utf-8`) and `status`.",
    sameSiteOnly: true,
  },
  {
    name: "failAfterBytes",
    type: integer(0, Number.MAX_SAFE_INTEGER),
    default: "half",
    effect:
      "Bytes of the body that `stallBody`, `truncate` and `resetBody` send, at most all but one. An empty body is announced as one byte long.",
  },
  {
    name: "stallMs",
    type: { kind: "integer", min: 0, max: maxStallMs, above: maxStallMs },
    default: "30000; 0 for `closeIdle`",
    effect: "Milliseconds to hold the connection, 0 to 600000.",
  },
  {
    name: "trickle",
    type: {
      kind: "fields",
      fields: [
        {
          name: "bytes",
          type: integer(1, Number.MAX_SAFE_INTEGER),
          default: "1",
          effect: "Bytes per piece.",
        },
        {
          name: "everyMs",
          type: integer(0, maxStallMs),
          default: "50",
          effect: "Milliseconds before each piece.",
        },
      ],
    },
    default: "1 byte every 50 ms",
    effect: "Bytes per piece, and milliseconds before each piece.",
  },
  {
    name: "redirectTo",
    type: { kind: "either", of: [region, headerValue] },
    default: "the next region",
    effect:
      "Where a redirect leads: a region's index (its URL, plus the request's path and query) or a URL, sent unchanged. The region after the last one is the first.",
    sameSiteOnly: true,
  },
  {
    name: "retryAfter",
    type: { kind: "either", of: [integer(0, maxInt32), httpDate] },
    default: "none",
    effect: "`Retry-After` of the failure: seconds or an HTTP date.",
  },
] as const satisfies readonly Field[];

/** The options as a control or its `discovery` sets them. */
export interface FailOptions extends ObjectOf<(typeof failOptions)[number]> {
  /** The wait of the mode `delay` in milliseconds, set by an older header. */
  readonly failDelayMs?: number;
}
