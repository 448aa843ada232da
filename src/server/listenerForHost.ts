import { URL } from "node:url";
import type { CacheKind } from "../util/cache.js";
import { Findings, show } from "../util/findings.js";
import type { Region } from "../util/region.js";
import { labelIn, nameIn, urlHostIn } from "./host.js";
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

/** The most memory per region that a host takes, besides its URLs, in bytes. */
const hostBytes = 1_000;

/**
 * The context of a listener for a request's `Host`. If hosts select the region, `proj.livekit.cloud` is
 * region 0 and `proj-r1.livekit.cloud` is region 1; the region list then has the same host, with each
 * region's number and port. With `advertiseFromHost`, the list has any other host as it came. Without
 * it, such a host changes nothing.
 */
export function listenerForHost(
  listener: ListenerContext,
  host = "",
  findings: Findings,
): ListenerContext {
  const { hostRegions, advertiseFromHost, caches, region } = listener;
  const label = hostRegions === undefined ? undefined : labelIn(host, hostRegions);
  if (label === undefined && (advertiseFromHost === undefined || host === "")) return listener;
  const known = caches.of(hostListeners).recall(`${String(region.index)} ${host}`, () => {
    const odd = new Findings();
    const resolved =
      label === undefined
        ? advertiseAt(listener, host, odd)
        : selectRegion(listener, label, host, odd);
    return { listener: resolved, findings: odd };
  });
  findings.include(known.findings);
  return known.listener;
}

function advertiseAt(listener: ListenerContext, host: string, findings: Findings): ListenerContext {
  const name = urlHostIn(host);
  if (name !== undefined) {
    return at(listener, listener.region.index, ({ url }) => `${new URL(url).protocol}//${name}`);
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
  const name = nameIn(host);
  const domain = name.slice(label.length);
  const [, project = "", number = "0"] = /^(.+?)(?:-r([1-9]\d*))?$/i.exec(label) ?? [];
  if (Number(number) < regions.length) {
    return at(listener, Number(number), ({ index }) => {
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

/** The context as region `index`, with each region at the origin that `originOf` gives, and its own port. */
function at(
  listener: ListenerContext,
  index: number,
  originOf: (region: Region) => string,
): ListenerContext {
  const regions = listener.regions.map((region): Region => {
    return { ...region, url: `${originOf(region)}${portOf(region.url)}` };
  });
  return { ...listener, region: regions[index]!, regions };
}

/** The port of a URL with its colon, and the path that follows. */
function portOf(url: string): string {
  const { port, pathname } = new URL(url);
  return `${port === "" ? "" : `:${port}`}${pathname === "/" ? "" : pathname}`;
}
