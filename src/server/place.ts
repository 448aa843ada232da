import type { Findings } from "../findings.js";
import type { Region } from "../region.js";
import type { Station } from "./station.js";

/**
 * The station as a request's `Host` has it, where hosts select the region: `proj.livekit.cloud` is
 * region 0, `proj-r1.livekit.cloud` region 1. Advertised are the same host with the number of each
 * region and its port. Another host leaves all as it is.
 */
export function placeOf(station: Station, host: string | undefined, findings: Findings): Station {
  const { hostRegions, scheme, regions } = station;
  if (hostRegions === undefined || host === undefined) return station;
  const name = host.replace(/:\d*$/, "");
  if (!name.toLowerCase().endsWith(hostRegions)) return station;
  const domain = name.slice(name.length - hostRegions.length);
  const label = name.slice(0, -hostRegions.length);
  const [, project = "", number = "0"] = /^([^.]+?)(?:-r([1-9]\d*))?$/i.exec(label) ?? [];
  if (project === "") return station;
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
