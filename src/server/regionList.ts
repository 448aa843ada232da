import { URL } from "node:url";
import { create, toJson, type JsonObject } from "@bufbuild/protobuf";
import { RegionSettingsSchema } from "../../gen/livekit_rtc_pb.js";
import type { Control, Discovery } from "../control/index.js";
import { unknownMembers } from "../failures/unknownFields.js";
import { shuffle } from "../random.js";
import type { Region } from "../region.js";

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
  const faulty = faults.filter(([fault]) => inject.includes(fault));
  for (const [, change] of faulty) list = change(list);
  return inject.includes("unknownFields") ? withUnknownFields(toList(list)) : toList(list);
}

const faults: readonly (readonly [Fault, (list: readonly Entry[]) => Entry[]])[] = [
  ["badUrl", (list) => [{ region: "region-bad", url: "http://[bad", distance: 0 }, ...list]],
  ["duplicate", (list) => list.flatMap((entry) => [entry, entry])],
  ["upperCaseHost", eachUrl(upperCaseHost)],
  ["trailingSlash", eachUrl((url) => `${url}/`)],
  ["wsScheme", eachUrl((url) => url.replace(/^http/i, "ws"))],
];

function eachUrl(change: (url: string) => string) {
  return (list: readonly Entry[]): Entry[] =>
    list.map((entry) => (URL.canParse(entry.url) ? { ...entry, url: change(entry.url) } : entry));
}

/** The URL with its host in capitals; an address, which has none, becomes `LOCALHOST`. */
function upperCaseHost(url: string): string {
  const [, scheme = "", host = "", rest = ""] =
    /^([a-z][a-z0-9+.-]*:\/\/)(\[[^\]]*\]|[^:/?#]*)(.*)$/i.exec(url) ?? [];
  if (host === "") return url;
  const isAddress = host.startsWith("[") || /^[\d.]+$/.test(host);
  return scheme + (isAddress ? "LOCALHOST" : host.toUpperCase()) + rest;
}

function toList(list: readonly Entry[]): JsonObject {
  const regions = list.map((entry) => ({ ...entry, distance: BigInt(entry.distance) }));
  return toJson(RegionSettingsSchema, create(RegionSettingsSchema, { regions })) as JsonObject;
}

/** The list with fields that no version of the schema has, in it and in each of its regions. */
function withUnknownFields(list: JsonObject): JsonObject {
  const regions = (list["regions"] ?? []) as JsonObject[];
  return {
    ...unknownMembers,
    ...list,
    regions: regions.map((entry) => ({ ...entry, mockUnknown: true })),
  };
}
