import { isObject, stringify } from "../util/json.js";
import type { Claims } from "../token/claims.js";
import { payloadOf } from "../token/token.js";
import type { Call } from "./call.js";

const grantClaims = ["video", "sip", "agent"] as const;

/** Explains a 401 or 403 in its `meta`: what the call needs and what the token has. */
export function refusalMeta(
  { method, room, destinationRoom, bearer, token }: Call,
  missing?: string,
): Record<string, string> {
  const needs = grantClaims.flatMap((claim) =>
    (method?.grant[claim] ?? []).map((name) => `${claim}.${name}`),
  );
  if (room !== "") needs.push(`video.room = ${JSON.stringify(room)}`);
  if (destinationRoom !== "") {
    needs.push(`video.destinationRoom = ${JSON.stringify(destinationRoom)}`);
  }
  const meta: Record<string, string> = {
    check: token.ok ? (missing ?? "") : token.check,
    needs: needs.join(", ") || "a valid token",
    has: listGrants(token.ok ? token.claims : payloadOf(bearer)).join(", ") || "nothing",
  };
  if (!token.ok) meta["reason"] = token.reason;
  if (!token.ok && token.expiredS !== undefined) meta["expired_seconds"] = String(token.expiredS);
  if (room !== "") meta["room"] = room;
  if (destinationRoom !== "") meta["destination_room"] = destinationRoom;
  return meta;
}

/** Lists the grants in a token's claims: `video.roomList`, `video.room = "lobby"`. */
function listGrants(claims: Claims | Readonly<Record<string, unknown>> = {}): string[] {
  return grantClaims.flatMap((claim) => {
    const grants = claims[claim];
    if (!isObject(grants)) return [];
    return Object.entries(grants).flatMap(([name, value]) => {
      if (value === true) return [`${claim}.${name}`];
      const isEmpty = value === false || value === null || value === "";
      return isEmpty ? [] : [`${claim}.${name} = ${stringify(value)}`];
    });
  });
}
