import type { IncomingHttpHeaders } from "node:http";
import { nameIn } from "./host.js";
import type { Endpoint } from "./record.js";

/**
 * How much counts of a control in the URL of a request, which any web page can make a browser send,
 * and make a token for if it knows the secret. `limited` takes a token that verifies.
 *
 * `Sec-Fetch-Site` says whether a page of another site asks. Browsers leave it out over plain HTTP to
 * another host than loopback; there they send `Origin` with a WebSocket, a form or another site's
 * `fetch`.
 */
export function trustInUrl(
  to: Endpoint,
  headers: IncomingHttpHeaders,
): "full" | "limited" | "none" {
  const { "sec-fetch-site": site, "sec-purpose": purpose, origin, host } = headers;
  if (site === undefined) return isForeign(origin, host) ? "limited" : "full";
  // Chromium says `none` of what a page has it prefetch. A proxy may send the header twice.
  const isOfOtherSite = site === "none" ? purpose !== undefined : site.includes("cross-site");
  if (!isOfOtherSite) return "full";
  return isForScripts(to, headers) ? "limited" : "none";
}

/** Whether an `Origin` has another host than the request is for; its port does not matter. */
function isForeign(origin: string | undefined, host = ""): boolean {
  if (origin === undefined) return false;
  const [, name] = origin.split("//", 2);
  return name === undefined || nameIn(name).toLowerCase() !== nameIn(host).toLowerCase();
}

/** Whether a script of any page may send such a request, and read the response. */
function isForScripts({ upgrades, hasCors }: Endpoint, headers: IncomingHttpHeaders): boolean {
  if (upgrades) return headers.upgrade !== undefined;
  return hasCors && headers["sec-fetch-mode"] === "cors";
}
