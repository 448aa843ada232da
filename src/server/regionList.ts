import { URL } from "node:url";
import type { JsonObject } from "@bufbuild/protobuf";
import type { Control, Discovery } from "../control/index.js";
import { unknownMembers } from "../failures/unknownMembers.js";
import { shuffle } from "../util/random.js";
import type { Region } from "../util/region.js";

/** An entry in the region list. */
interface Entry {
  readonly region: string;
  readonly url: string;
  readonly distance: number;
}

/** An entry of `discovery.inject`. */
type Fault = NonNullable<Discovery["inject"]>[number];

/** The region list as protobuf JSON, changed as `discovery` says. */
export function listRegions(
  { region, regions }: { readonly region: Region; readonly regions: readonly Region[] },
  { pinnedRegions: pinned = [], discovery }: Control,
): JsonObject {
  const { omitSelf, order, seed = 0, inject = [] } = discovery;
  let list: readonly Entry[] = regions
    .filter(({ name }) => pinned.length === 0 || pinned.includes(name))
    .map(({ index, name, url }) => ({ region: name, url, distance: index }));
  if (discovery.regions !== undefined) {
    list = discovery.regions.map(({ region, url, distance }, at) => {
      return { region, url, distance: distance ?? at };
    });
  }
  if (omitSelf === true) {
    list = list.filter((entry) => entry.region !== region.name && entry.url !== region.url);
  }
  if (order === "reverse") list = list.toReversed();
  if (order === "shuffle") list = shuffle(list, seed);
  const changes = urlFaults.filter(([fault]) => inject.includes(fault));
  if (changes.length > 0) {
    list = list.map((entry) => {
      const { url } = entry;
      if (url.length > maxUrlLength || !URL.canParse(url)) return entry;
      return { ...entry, url: changes.reduce((changed, [, change]) => change(changed), url) };
    });
  }
  if (inject.includes("badUrl")) list = [badEntry, ...list];
  let entries = list.map(toJson);
  if (inject.includes("duplicate")) entries = entries.flatMap((entry) => [entry, entry]);
  if (!inject.includes("unknownFields")) return entries.length === 0 ? {} : { regions: entries };
  return { ...unknownMembers, regions: entries.map((entry) => ({ ...entry, mockUnknown: true })) };
}

/** A longer URL stays unchanged, as parsing it can take more than linear time. */
const maxUrlLength = 2_048;

const badEntry: Entry = { region: "region-bad", url: "http://[bad", distance: 0 };

/** What each fault does to every valid URL. The order matters. */
const urlFaults: readonly (readonly [Fault, (url: string) => string])[] = [
  ["upperCaseHost", upperCaseHost],
  ["trailingSlash", (url) => `${url}/`],
  ["wsScheme", (url) => url.replace(/^http/i, "ws")],
];

/** Converts a URL's host to upper case. An address, which has no letters, becomes `LOCALHOST`. */
function upperCaseHost(url: string): string {
  const [, scheme = "", host = "", rest = ""] =
    /^([a-z][a-z0-9+.-]*:\/\/)(\[[^\]]*\]|[^:/?#]*)(.*)$/i.exec(url) ?? [];
  if (host === "") return url;
  const isAddress = host.startsWith("[") || /^[\d.]+$/.test(host);
  return scheme + (isAddress ? "LOCALHOST" : host.toUpperCase()) + rest;
}

/** A `livekit.RegionInfo` in protobuf JSON, which omits empty fields. */
function toJson({ region, url, distance }: Entry): JsonObject {
  return {
    ...(region === "" ? {} : { region }),
    ...(url === "" ? {} : { url }),
    ...(distance === 0 ? {} : { distance: String(distance) }),
  };
}
