/** The types that several fields share. */
import { maxWaitMs } from "./clock.js";
import type { StringType, Type } from "./fieldTypes.js";

export const maxInt32 = 2 ** 31 - 1;
/** The longest time to hold a connection, in milliseconds. */
export const maxStallMs = 600_000;

export const boolean = { kind: "boolean" } as const;
export const string = { kind: "string" } as const;

/** An integer in a range. One out of range is ignored. */
export function integer<Min extends number, Max extends number>(min: Min, max: Max) {
  return { kind: "integer", min, max } as const;
}

export function listOf<const T extends Type>(of: T) {
  return { kind: "list", of } as const;
}

export const anyInteger = integer(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
export const region = integer(0, Number.MAX_SAFE_INTEGER);

/** A header's value (RFC 9110, section 5.5), in ASCII. */
export const headerValue = {
  kind: "string",
  pattern: "^([!-~]([\\t -~]*[!-~])?)?$",
  legal: "a header value in ASCII",
} as const satisfies StringType;

export const contentType = {
  kind: "string",
  pattern: "^[!-~]([\\t -~]*[!-~])?$",
  legal: "a header value in ASCII",
} as const satisfies StringType;

/** RFC 9110, section 5.6.7. */
export const httpDate = {
  kind: "string",
  pattern:
    "^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \\d{2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \\d{4} \\d{2}:\\d{2}:\\d{2} GMT$",
  legal: "an HTTP date",
} as const satisfies StringType;

/** A token of RFC 9110 (section 5.6.2). */
export const headerName = "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$";

export const delayType = {
  kind: "either",
  of: [
    { kind: "integer", min: 0, max: maxWaitMs, above: maxWaitMs },
    {
      kind: "fields",
      fields: [
        {
          name: "max",
          type: { kind: "integer", min: 0, max: maxWaitMs, above: maxWaitMs },
          required: true,
          default: "",
          effect: "The longest wait, in milliseconds.",
        },
        {
          name: "min",
          type: { kind: "integer", min: 0, max: maxWaitMs, above: maxWaitMs },
          default: "0",
          effect: "The shortest wait, in milliseconds.",
        },
        {
          name: "seed",
          type: anyInteger,
          default: "0",
          effect: "What the wait is drawn from, with the region index.",
        },
      ],
    },
  ],
} as const satisfies Type;

/**
 * Connection and framing headers (RFC 9110, section 7.6.1; RFC 9112), and those that keep browsers
 * from running a response.
 */
export const unsettableHeaders: readonly string[] = [
  "connection",
  "content-length",
  "content-security-policy",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "x-content-type-options",
];
