import { defaultStallMs, type FailMode } from "./failure.js";
import { hangUp } from "./hangUp.js";

/** The same as `stall`, but the server asks for it before it reads the body. */
export const refuseUpload = {
  name: "refuseUpload",
  effect:
    "Decided from the head alone, before the permission check: no byte of the body is read, no `100 Continue` and no answer sent; the connection is held for `delayMs` and `stallMs`, even if its client has left, then closed.",
  options: ["stallMs"],
  fail: ({ stallMs = defaultStallMs }) => hangUp("FIN", stallMs),
} as const satisfies FailMode;
