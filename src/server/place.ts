import { URL } from "node:url";
import type { CacheKind } from "../util/cache.js";
import { Findings, show } from "../util/findings.js";
import type { Region } from "../util/region.js";
import { labelIn, nameIn, urlHostIn } from "./host.js";
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
 * The station as a request's `Host` has it. If hosts select the region, `proj.livekit.cloud` is region
 * 0 and `proj-r1.livekit.cloud` region 1, and advertised are the same host with the number of each
 * region and its port. All other hosts are advertised as they are with `advertiseFromHost`, and
 * change nothing without.
 */
export function placeOf(station: Station, host = "", findings: Findings): Station {
  const { hostRegions, advertiseFromHost, caches, region } = station;
  const label = hostRegions === undefined ? undefined : labelIn(host, hostRegions);
  if (label === undefined && (advertiseFromHost === undefined || host === "")) return station;
  const place = caches.of(places).recall(`${String(region.index)} ${host}`, () => {
    const odd = new Findings();
    const placed =
      label === undefined
        ? advertiseAt(station, host, odd)
        : selectRegion(station, label, host, odd);
    return { station: placed, findings: odd };
  });
  findings.include(place.findings);
  return place.station;
}

function advertiseAt(station: Station, host: string, findings: Findings): Station {
  const name = urlHostIn(host);
  if (name !== undefined) {
    return at(station, station.region.index, ({ url }) => `${new URL(url).protocol}//${name}`);
  }
  findings.add("route", () => ({
    path: "Host",
    problem: "not a host",
    value: show(host),
    expected: "a name or an address, IPv6 in brackets",
  }));
  return station;
}

function selectRegion(station: Station, label: string, host: string, findings: Findings): Station {
  const { scheme, regions } = station;
  const name = nameIn(host);
  const domain = name.slice(label.length);
  const [, project = "", number = "0"] = /^(.+?)(?:-r([1-9]\d*))?$/i.exec(label) ?? [];
  if (Number(number) < regions.length) {
    return at(station, Number(number), ({ index }) => {
      const suffix = index === 0 ? "" : `-r${String(index)}`;
      return `${scheme}://${project}${suffix}${domain}`;
    });
  }
  findings.add("route", () => ({
    path: "Host",
    problem: "no such region",
    value: JSON.stringify(name),
    expected: `-r1 to -r${String(regions.length - 1)}, or none of them`,
  }));
  return station;
}

/** A station as the region of an index, with each region at the origin that it has then, and its port. */
function at(station: Station, index: number, originOf: (region: Region) => string): Station {
  const regions = station.regions.map((region): Region => {
    return { ...region, url: `${originOf(region)}${portOf(region.url)}` };
  });
  return { ...station, region: regions[index]!, regions };
}

/** The port of a URL with its colon, and the path that follows. */
function portOf(url: string): string {
  const { port, pathname } = new URL(url);
  return `${port === "" ? "" : `:${port}`}${pathname === "/" ? "" : pathname}`;
}
