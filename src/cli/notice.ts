import type { MockInfo } from "../server/serve.js";
import { defaultApiSecret } from "../settings/flags.js";
import { defaultValidFor } from "../token/claims.js";
import { signToken } from "../token/sign.js";
import { version } from "../util/version.js";
import { durationOf } from "./durationFlag.js";

/** What a terminal shows at the start, before and after the lines of the regions. */
export interface Notice {
  readonly before: string;
  readonly after: string;
}

/** The notice of a mock. `url` is the API's URL in the first region that this process serves. */
export function noticeOf({ apiKey, apiSecret }: MockInfo, url: string, nowMs: number): Notice {
  const secret = apiSecret === defaultApiSecret ? apiSecret : "the one that you have set";
  const validForMs = durationOf("valid-for", defaultValidFor);
  const grants = { video: { roomCreate: true } };
  const token = signToken(grants, { apiKey, apiSecret, nowMs, validForMs });
  const command = [
    `curl -s${url.startsWith("https:") ? "k" : ""} '${url}/livekit.RoomService/CreateRoom'`,
    `-H 'Content-Type: application/json'`,
    `-H 'Authorization: Bearer ${token}'`,
    `-d '{"name":"my-room"}'`,
  ].join(" ");
  const after = [
    "",
    `API key: ${apiKey} (any other works, too)`,
    `API secret: ${secret}`,
    "",
    `Try it (the token is valid for ${defaultValidFor}):`,
    command,
    "",
    "livekit-mock --help lists commands and flags; README.md is the documentation.",
    "",
  ];
  return { before: `livekit-mock ${version}\n\n`, after: `${after.join("\n")}\n` };
}
