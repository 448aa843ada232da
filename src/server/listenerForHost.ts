import { URL } from "node:url";
import type { CacheKind } from "../util/cache.js";
import { Findings, show } from "../util/findings.js";
import type { Region } from "../util/region.js";
import { regionLabel, withoutPort, toUrlHost } from "./host.js";
import type { ListenerContext } from "./listenerContext.js";

/** A listener's context for one host, with the findings about that host. */
interface HostListener {
  readonly listener: ListenerContext;
  readonly findings: Findings;
}

const hostListeners: CacheKind<HostListener> = {
  weigh: ({ listener, findings }, host) =>
    (hostBytes + 4 * host.length) * listener.regions.length + findings.weight,
};

/** Upper bound for a host's memory per region, besides its URLs, in bytes. */
const hostBytes = 1_000;

/**
 * The context for a request's `Host`. If hosts select the region, `proj.livekit.cloud` is region 0 and
 * `proj-r1.livekit.cloud` is region 1, and the region list has such hosts, with each region's number
 * and port. For any other host, `advertiseFromHost` puts that host into the region list; without it,
 * the context stays the same.
 */
export function listenerForHost(
  listener: ListenerContext,
  host = "",
  findings: Findings,
): ListenerContext {
  const { hostRegions, advertiseFromHost, caches, region } = listener;
  const label = hostRegions === undefined ? undefined : regionLabel(host, hostRegions);
  if (label === undefined && (advertiseFromHost === undefined || host === "")) return listener;
  const cached = caches.of(hostListeners).recall(`${String(region.index)} ${host}`, () => {
    const hostFindings = new Findings();
    const resolved =
      label === undefined
        ? advertiseAt(listener, host, hostFindings)
        : selectRegion(listener, label, host, hostFindings);
    return { listener: resolved, findings: hostFindings };
  });
  findings.include(cached.findings);
  return cached.listener;
}

function advertiseAt(listener: ListenerContext, host: string, findings: Findings): ListenerContext {
  const name = toUrlHost(host);
  if (name !== undefined) {
    return withOrigins(
      listener,
      listener.region.index,
      ({ url }) => `${new URL(url).protocol}//${name}`,
    );
  }
  findings.add("route", () => ({
    path: "Host",
    code: "invalidHost",
    value: show(host),
    expected: "a name or an address, IPv6 in brackets",
  }));
  return listener;
}

function selectRegion(
  listener: ListenerContext,
  label: string,
  host: string,
  findings: Findings,
): ListenerContext {
  const { scheme, regions } = listener;
  const name = withoutPort(host);
  const domain = name.slice(label.length);
  const [, project = "", number = "0"] = /^(.+?)(?:-r([1-9]\d*))?$/i.exec(label) ?? [];
  if (Number(number) < regions.length) {
    return withOrigins(listener, Number(number), ({ index }) => {
      const suffix = index === 0 ? "" : `-r${String(index)}`;
      return `${scheme}://${project}${suffix}${domain}`;
    });
  }
  findings.add("route", () => ({
    path: "Host",
    code: "unknownRegion",
    value: JSON.stringify(name),
    expected: `-r1 to -r${String(regions.length - 1)}, or no suffix`,
  }));
  return listener;
}

/** The context as region `index`, with a new origin for each region, which keeps its port. */
function withOrigins(
  listener: ListenerContext,
  index: number,
  originOf: (region: Region) => string,
): ListenerContext {
  const regions = listener.regions.map((region): Region => {
    return { ...region, url: `${originOf(region)}${portAndPath(region.url)}` };
  });
  return { ...listener, region: regions[index]!, regions };
}

/** A URL's port, with its colon, and path. */
function portAndPath(url: string): string {
  const { port, pathname } = new URL(url);
  return `${port === "" ? "" : `:${port}`}${pathname === "/" ? "" : pathname}`;
}
