/** The modes of a signal connection, as plain data. `scriptedSession.ts` runs them. */

/** How a connection is refused. */
export interface Refusal {
  readonly status: number;
  /** The body of `/rtc/validate`. The refused upgrade has none. */
  readonly validate: string;
}

/** One step of what the mock does on its own. */
export type Step =
  /** `JoinResponse`, or `ReconnectResponse` on a reconnect. */
  | { readonly do: "join" }
  | { readonly do: "leave" }
  /** Waits for a time in milliseconds. */
  | { readonly do: "wait"; readonly ms: number }
  /** Stops reading until `resume`, or until the close frame is sent. */
  | { readonly do: "pause" }
  | { readonly do: "resume" }
  /** Sends a close frame. */
  | { readonly do: "close"; readonly code: number; readonly reason: string }
  /** Ends the TCP connection (FIN) without a close frame. */
  | { readonly do: "drop" };

/** The requests that get a response. */
export type RespondsTo = "all" | "all but pings" | "none";

/** What the mock does once a connection is accepted. */
export interface Behaviour {
  readonly steps: readonly Step[];
  readonly respondsTo: RespondsTo;
  /** Whether the mock drops the TCP connection when the client sends a close frame. */
  readonly dropsOnClose?: true;
}

interface Named {
  readonly name: string;
  /** What it does, in one sentence. */
  readonly effect: string;
}

/** A mode that refuses the connection. */
export interface RefusingMode extends Named {
  readonly refusal: Refusal;
}

/** A mode that accepts the connection. */
export interface AcceptingMode extends Named {
  readonly behaviour: Behaviour;
  /** What it does on a reconnect, if that is different. */
  readonly onReconnect?: Behaviour;
}

export type SignalMode = RefusingMode | AcceptingMode;

const join: Step = { do: "join" };
const leave: Step = { do: "leave" };
const drop: Step = { do: "drop" };
const pause: Step = { do: "pause" };
const resume: Step = { do: "resume" };
const soon: Step = { do: "wait", ms: 50 };
const later: Step = { do: "wait", ms: 200 };

export const signalModes = [
  {
    name: "happy",
    effect:
      "Joins, and responds to pings, metadata updates and leaves. Any unknown mode acts as this one.",
    behaviour: { steps: [join], respondsTo: "all" },
  },
  {
    name: "no_first_message",
    effect: "Accepts the connection, keeps reading, sends nothing.",
    behaviour: { steps: [], respondsTo: "none" },
  },
  {
    name: "no_pong",
    effect: "Joins, and responds to no ping.",
    behaviour: { steps: [join], respondsTo: "all but pings" },
  },
  {
    name: "close_before_join",
    effect: "50 ms after the upgrade, before any message, closes with 1011 and an empty reason.",
    behaviour: { steps: [soon, { do: "close", code: 1011, reason: "" }], respondsTo: "none" },
  },
  {
    name: "close_when_connected",
    effect:
      "Joins, reads nothing for 200 ms, then closes with 1011 and the reason `mock close_when_connected`.",
    behaviour: {
      steps: [pause, join, later, { do: "close", code: 1011, reason: "mock close_when_connected" }],
      respondsTo: "all",
    },
  },
  {
    name: "drop_when_connected",
    effect: "Joins, reads nothing for 200 ms, then drops the TCP connection without a close frame.",
    behaviour: { steps: [pause, join, later, drop], respondsTo: "all" },
  },
  {
    name: "leave_when_connected",
    effect: "Joins, reads nothing for 200 ms, sends a `LeaveRequest`, then goes on as `happy`.",
    behaviour: { steps: [pause, join, later, leave, resume], respondsTo: "all" },
  },
  {
    name: "leave_first_message",
    effect: "Sends a `LeaveRequest` first, and nothing else.",
    behaviour: { steps: [leave], respondsTo: "none" },
  },
  {
    name: "leave_during_reconnect",
    effect: "On a reconnect, sends a `LeaveRequest` first, and nothing else. Otherwise as `happy`.",
    behaviour: { steps: [join], respondsTo: "all" },
    onReconnect: { steps: [leave], respondsTo: "none" },
  },
  {
    name: "drop_on_close",
    effect: "As `happy`, but drops the TCP connection when the client sends a close frame.",
    behaviour: { steps: [join], respondsTo: "all", dropsOnClose: true },
  },
  {
    name: "validate_500",
    effect: "Refuses the upgrade with 500; `validate` returns 500 `internal server error`.",
    refusal: { status: 500, validate: "internal server error" },
  },
  {
    name: "validate_service_not_found",
    effect: "Refuses the upgrade with 404; `validate` returns 404 `404 page not found`.",
    refusal: { status: 404, validate: "404 page not found" },
  },
  {
    name: "room_not_found",
    effect: "Refuses the upgrade with 404; `validate` returns 404 `requested room does not exist`.",
    refusal: { status: 404, validate: "requested room does not exist" },
  },
] as const satisfies readonly SignalMode[];

/** The mode with this name; `happy` if the name is unknown or missing. */
export function modeOf(name: string | undefined): SignalMode {
  return signalModes.find((mode) => mode.name === name) ?? signalModes[0];
}
