import type { IncomingHttpHeaders } from "node:http";
import { withoutPort } from "./host.js";
import type { Endpoint } from "./record.js";

/**
 * How far to trust a control in a request's URL. Any web page can make a browser send such a request,
 * and can create the token if it knows the secret. `limited` also requires a token that verifies.
 *
 * `Sec-Fetch-Site` says whether a page of another site sends the request. Over plain HTTP, browsers
 * omit it unless the host is a loopback. They do send `Origin` there, with a WebSocket, a form or a
 * `fetch` to another site.
 */
export function trustInUrl(
  endpoint: Endpoint,
  headers: IncomingHttpHeaders,
): "full" | "limited" | "none" {
  const { "sec-fetch-site": site, "sec-purpose": purpose, origin, host } = headers;
  if (site === undefined) return isFromOtherHost(origin, host) ? "limited" : "full";
  // Chromium sends `none` for a page's prefetch. A proxy may send the header twice.
  const isOfOtherSite = site === "none" ? purpose !== undefined : site.includes("cross-site");
  if (!isOfOtherSite) return "full";
  return isForScripts(endpoint, headers) ? "limited" : "none";
}

/** Whether an `Origin` has another host than the request; the port does not matter. */
function isFromOtherHost(origin: string | undefined, host = ""): boolean {
  if (origin === undefined) return false;
  const [, name] = origin.split("//", 2);
  return name === undefined || withoutPort(name).toLowerCase() !== withoutPort(host).toLowerCase();
}

/** Whether a script of any page may send this request and read the response. */
function isForScripts({ upgrades, hasCors }: Endpoint, headers: IncomingHttpHeaders): boolean {
  if (upgrades) return headers.upgrade !== undefined;
  return hasCors && headers["sec-fetch-mode"] === "cors";
}
