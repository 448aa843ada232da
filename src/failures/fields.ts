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

/** What a failure mode may look at, as fields of the control and of its `discovery`. */
export const failOptions = [
  {
    name: "failStatus",
    type: { kind: "integer", min: 200, max: 599, below: 503, above: 503 },
    default: "the mode's own",
    effect: "HTTP status of the failure, 200 to 599. Outside of that it counts as 503.",
  },
  {
    name: "failTwirpCode",
    type: { kind: "string", emptyIsAbsent: true },
    default: "from the status",
    effect: "`code` in the body of the Twirp error, any string. An empty one counts as not given.",
  },
  {
    name: "failMessage",
    type: string,
    default: "`mock failure (status <status>)`",
    effect: "`msg` in the body of the Twirp error.",
  },
  {
    name: "failMeta",
    type: { kind: "map", key: "name", keyPattern: "", of: string },
    default: "none",
    effect: "`meta` in the body of the Twirp error.",
  },
  {
    name: "failContentType",
    type: contentType,
    default: "the right one",
    effect:
      "Content type of `contentType` (by default the right one and `; charset=utf-8`), and of `status`.",
    sameSiteOnly: true,
  },
  {
    name: "failAfterBytes",
    type: integer(0, Number.MAX_SAFE_INTEGER),
    default: "half",
    effect:
      "How many bytes of the body the modes let through that cut it: at most all but one. An empty body is promised as one byte.",
  },
  {
    name: "stallMs",
    type: { kind: "integer", min: 0, max: maxStallMs, above: maxStallMs },
    default: "30000; 0 for `closeIdle`",
    effect: "Milliseconds that a connection is held, 0 to 600000.",
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
          effect: "Size of a piece.",
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
    effect: "Size of the pieces, and the milliseconds before each one.",
  },
  {
    name: "redirectTo",
    type: { kind: "either", of: [region, headerValue] },
    default: "the next region",
    effect:
      "Where a redirect leads: the index of a region (its URL, with the request's path and query), or a URL, which is sent as it is. After the last region comes the first.",
    sameSiteOnly: true,
  },
  {
    name: "retryAfter",
    type: { kind: "either", of: [integer(0, maxInt32), httpDate] },
    default: "none",
    effect: "`Retry-After` of the failure: seconds, or an HTTP date.",
  },
] as const satisfies readonly Field[];

/** What the control, or its `discovery`, says of a failure. */
export interface FailOptions extends ObjectOf<(typeof failOptions)[number]> {
  /** The wait of the `delay` mode in milliseconds, which an older header sets. */
  readonly failDelayMs?: number;
}
