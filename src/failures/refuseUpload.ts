import { defaultStallMs, type FailMode } from "./failure.js";
import { hangUp } from "./hangUp.js";

/** Like `stall`, but the server runs it before it reads the body. */
export const refuseUpload = {
  name: "refuseUpload",
  effect:
    "Decides from the head alone, before the permission check: reads no byte of the body, sends no `100 Continue` and no response, holds the connection for `delayMs` and `stallMs`, even if the client has left, then closes it.",
  options: ["stallMs"],
  fail: ({ stallMs = defaultStallMs }) => hangUp("FIN", stallMs),
} as const satisfies FailMode;
