import { URL } from "node:url";
import type { CacheKind } from "../cache.js";
import { Findings } from "../findings.js";
import type { Region } from "../region.js";
import { labelIn, nameIn } from "./host.js";
import type { Station } from "./station.js";

/** A station as a host has it, with what is odd about the host. */
interface Place {
  readonly station: Station;
  readonly findings: Findings;
}

const places: CacheKind<Place> = {
  weigh: ({ station, findings }, host) =>
    (placeBytes + 4 * host.length) * station.regions.length + findings.weight,
};

/** What a host's region takes at most beside its URLs, with its part in a list of regions, in bytes. */
const placeBytes = 1_000;

/**
 * The station as a request's `Host` has it, where hosts select the region: `proj.livekit.cloud` is
 * region 0, `proj-r1.livekit.cloud` region 1. Advertised are the same host with the number of each
 * region and its port. Another host leaves all as it is.
 */
export function placeOf(station: Station, host: string | undefined, findings: Findings): Station {
  const { hostRegions } = station;
  if (hostRegions === undefined || host === undefined) return station;
  const label = labelIn(host, hostRegions);
  if (label === undefined) return station;
  const { caches, region } = station;
  const place = caches.of(places).recall(`${String(region.index)} ${host}`, () => {
    const odd = new Findings();
    return { station: makePlace(station, label, host, odd), findings: odd };
  });
  findings.include(place.findings);
  return place.station;
}

function makePlace(station: Station, label: string, host: string, findings: Findings): Station {
  const { scheme, regions } = station;
  const name = nameIn(host);
  const domain = name.slice(label.length);
  const [, project = "", number = "0"] = /^(.+?)(?:-r([1-9]\d*))?$/i.exec(label) ?? [];
  const hosted = regions.map((region): Region => {
    const suffix = region.index === 0 ? "" : `-r${String(region.index)}`;
    return { ...region, url: `${scheme}://${project}${suffix}${domain}${portOf(region.url)}` };
  });
  const region = hosted[Number(number)];
  if (region !== undefined) return { ...station, region, regions: hosted };
  findings.add("route", () => ({
    path: "Host",
    problem: "no such region",
    value: JSON.stringify(name),
    expected: `-r1 to -r${String(regions.length - 1)}, or none of them`,
  }));
  return station;
}

/** The port of a URL with its colon, and the path that follows. */
function portOf(url: string): string {
  const { port, pathname } = new URL(url);
  return `${port === "" ? "" : `:${port}`}${pathname === "/" ? "" : pathname}`;
}
