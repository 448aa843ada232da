import { defaultStallMs, type FailMode } from "./failure.js";
import { hangUp } from "./hangUp.js";

/** Like `stall`, but the server runs it before it reads the body. */
export const refuseUpload = {
  name: "refuseUpload",
  effect:
    "Reads only the head, and checks no permission: holds the connection for `delayMs` plus `stallMs`, even if the client has left, then closes it. Sends no `100 Continue` and no response.",
  options: ["stallMs"],
  fail: ({ stallMs = defaultStallMs }) => hangUp("FIN", stallMs),
} as const satisfies FailMode;
