import { URL } from "node:url";
import type { JsonObject } from "@bufbuild/protobuf";
import type { Control, Discovery } from "../control/index.js";
import { unknownMembers } from "../failures/unknownMembers.js";
import { shuffle } from "../util/random.js";
import type { Region } from "../util/region.js";

/** An entry of the list. */
interface Entry {
  readonly region: string;
  readonly url: string;
  readonly distance: number;
}

/** What a list of regions can have wrong, in the order in which it is done to it. */
type Fault = NonNullable<Discovery["inject"]>[number];

/** The region list as protobuf JSON, with what `discovery` does to it. */
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
      if (url.length > longestUrl || !URL.canParse(url)) return entry;
      return { ...entry, url: changes.reduce((changed, [, change]) => change(changed), url) };
    });
  }
  if (inject.includes("badUrl")) list = [badEntry, ...list];
  let entries = list.map(toJson);
  if (inject.includes("duplicate")) entries = entries.flatMap((entry) => [entry, entry]);
  if (!inject.includes("unknownFields")) return entries.length === 0 ? {} : { regions: entries };
  return { ...unknownMembers, regions: entries.map((entry) => ({ ...entry, mockUnknown: true })) };
}

/** To take apart a longer URL can take more than linear time: it is left as it is. */
const longestUrl = 2_048;

const badEntry: Entry = { region: "region-bad", url: "http://[bad", distance: 0 };

/** What is done to each URL that is one. */
const urlFaults: readonly (readonly [Fault, (url: string) => string])[] = [
  ["upperCaseHost", upperCaseHost],
  ["trailingSlash", (url) => `${url}/`],
  ["wsScheme", (url) => url.replace(/^http/i, "ws")],
];

/** The URL with its host in capitals; an address, which has none, becomes `LOCALHOST`. */
function upperCaseHost(url: string): string {
  const [, scheme = "", host = "", rest = ""] =
    /^([a-z][a-z0-9+.-]*:\/\/)(\[[^\]]*\]|[^:/?#]*)(.*)$/i.exec(url) ?? [];
  if (host === "") return url;
  const isAddress = host.startsWith("[") || /^[\d.]+$/.test(host);
  return scheme + (isAddress ? "LOCALHOST" : host.toUpperCase()) + rest;
}

/** A `livekit.RegionInfo` in protobuf JSON, which leaves out what is empty. */
function toJson({ region, url, distance }: Entry): JsonObject {
  return {
    ...(region === "" ? {} : { region }),
    ...(url === "" ? {} : { url }),
    ...(distance === 0 ? {} : { distance: String(distance) }),
  };
}
