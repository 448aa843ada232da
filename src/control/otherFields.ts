import type { Field } from "../util/fieldTypes.js";
import { integer, maxInt32 } from "../util/fieldValues.js";
import { discoveryFields } from "./discoveryFields.js";
import { leaveActions } from "./leaveActions.js";
import { signalModes } from "./signalModes.js";

/** The fields for requests that are not calls: discovery and signal connections. */
export const otherFields = [
  {
    name: "regionsStatus",
    type: integer(200, 599),
    default: "200",
    effect: "HTTP status of `/settings/regions`, 200 to 599. Any status but 200 has an empty body.",
    always: true,
  },
  {
    name: "discovery",
    type: { kind: "fields", fields: discoveryFields },
    default: "none",
    effect: "What `/settings/regions` does, on every listener.",
    always: true,
  },
  {
    name: "rtcStatus",
    type: integer(400, 599),
    default: "none",
    effect:
      "HTTP status that refuses the WebSocket and `validate`, whatever the token, with one line of plain text.",
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
      "Mode of the signal connection. Like the fields that follow, it is read only from the token's attribute.",
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
      "`LeaveRequest.Action` of the leaves that the mock sends: a number, or a name in any case.",
    tokenOnly: true,
    always: true,
  },
  {
    name: "pingInterval",
    type: integer(0, maxInt32),
    default: "1",
    effect: "Seconds between the client's pings, as `JoinResponse` says.",
    tokenOnly: true,
    always: true,
  },
  {
    name: "pingTimeout",
    type: integer(0, maxInt32),
    default: "3",
    effect: "Seconds that the client waits for a pong, as `JoinResponse` says.",
    tokenOnly: true,
    always: true,
  },
] as const satisfies readonly Field[];
