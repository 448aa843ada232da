/** How a region can fail, as plain data: `src/failures/` does it, the README shows it. */

export interface FailModeRow {
  readonly name: string;
  /** What goes over the wire, in a sentence. */
  readonly effect: string;
  /** The fields of the control that it looks at. */
  readonly options: readonly string[];
}

const statusOptions = [
  "failStatus",
  "failTwirpCode",
  "failMessage",
  "failMeta",
  "failContentType",
  "retryAfter",
] as const;

export const failModes = [
  {
    name: "status",
    effect: "A Twirp error with the HTTP status `failStatus` (503).",
    options: statusOptions,
  },
  {
    name: "drop",
    effect: "The connection is closed (FIN) with nothing written.",
    options: [],
  },
  {
    name: "delay",
    effect: "Old: 30 s of waiting on top of `delayMs`, then as `status`.",
    options: statusOptions,
  },
  {
    name: "reset",
    effect: "The connection is reset (RST) with nothing written.",
    options: [],
  },
  {
    name: "stall",
    effect:
      "The request is read and nothing is written; the connection is held for `stallMs`, then closed.",
    options: ["stallMs"],
  },
  {
    name: "stallBody",
    effect:
      "The head of the true answer and `failAfterBytes` bytes of its body; the connection is held for `stallMs`, then closed without the rest.",
    options: ["failAfterBytes", "stallMs"],
  },
  {
    name: "truncate",
    effect:
      "The head of the true answer with its whole `Content-Length`, `failAfterBytes` bytes of its body, then FIN.",
    options: ["failAfterBytes"],
  },
  {
    name: "resetBody",
    effect: "The same, then RST, 50 ms after the last byte has left.",
    options: ["failAfterBytes"],
  },
  {
    name: "garbage",
    effect:
      "`failStatus` (200), the right content type, and 16 bytes that decode neither as JSON nor as protobuf.",
    options: ["failStatus", "retryAfter"],
  },
  {
    name: "empty",
    effect: "`failStatus` (200), the right content type, and `Content-Length: 0`.",
    options: ["failStatus", "retryAfter"],
  },
  {
    name: "trickle",
    effect:
      "The true answer, slowly: the head at once, then the body in pieces, each its own write, as `trickle` says.",
    options: ["trickle"],
  },
  {
    name: "html",
    effect: "A page as a proxy puts it up: `failStatus` (502), `text/html`.",
    options: ["failStatus", "retryAfter"],
  },
  {
    name: "redirect",
    effect:
      "`failStatus` (307; 301, 302, 303 and 308 are the others) with a `Location`, as `redirectTo` says.",
    options: ["failStatus", "redirectTo", "retryAfter"],
  },
  {
    name: "contentType",
    effect: "The true answer with `failContentType` as its content type.",
    options: ["failContentType"],
  },
  {
    name: "unknownFields",
    effect: "The true answer, with fields that no version of the schema has.",
    options: [],
  },
  {
    name: "refuseUpload",
    effect:
      "Decided from the head alone, before the permission check: no byte of the body is read, no `100 Continue` and no answer sent; the connection is held for `delayMs` and `stallMs`, even if its client has left, then closed.",
    options: ["stallMs"],
  },
  {
    name: "closeIdle",
    effect:
      "The true answer, announced as kept alive; then FIN after `stallMs` (0), whatever the connection does by then.",
    options: ["stallMs"],
  },
] as const satisfies readonly FailModeRow[];

export type FailMode = (typeof failModes)[number]["name"];

/** The HTTP statuses of a redirect. */
export const redirectStatuses: readonly number[] = [301, 302, 303, 307, 308];

const optionsByMode = new Map<string, readonly string[]>(
  failModes.map(({ name, options }) => [name, options]),
);

/** The fields that a mode looks at. */
export function optionsOf(mode: FailMode): readonly string[] {
  return optionsByMode.get(mode)!;
}
