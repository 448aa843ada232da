import { failureFields } from "../failures/index.js";
import type { Field, ObjectOf } from "../util/fieldTypes.js";
import {
  anyInteger,
  boolean,
  delayType,
  integer,
  listOf,
  maxInt32,
  string,
} from "../util/fieldValues.js";

/** The list of regions, and how it fails. */
export const discoveryFields = [
  {
    name: "status",
    type: integer(200, 599),
    default: "`regionsStatus`",
    effect: "HTTP status. Any other than 200 comes with an empty body.",
  },
  { name: "delayMs", type: delayType, default: "0", effect: "Milliseconds to wait before it." },
  ...failureFields,
  {
    name: "maxAge",
    type: integer(0, maxInt32),
    default: "0",
    effect: "Seconds for which clients may keep the list.",
  },
  {
    name: "regions",
    type: listOf({
      kind: "fields",
      fields: [
        { name: "region", type: string, required: true, default: "", effect: "Its name." },
        { name: "url", type: string, required: true, default: "", effect: "Its URL, any string." },
        {
          name: "distance",
          type: anyInteger,
          default: "its place in the list",
          effect: "Its distance.",
        },
      ],
    }),
    default: "the regions that `pinnedRegions` leaves",
    effect: "A list of one's own.",
  },
  {
    name: "omitSelf",
    type: boolean,
    default: "`false`",
    effect: "Leaves out the region that is asked.",
  },
  {
    name: "order",
    type: { kind: "name", values: ["reverse", "shuffle"] },
    default: "by index",
    effect: "`reverse`, or `shuffle`, which `seed` determines.",
  },
  { name: "seed", type: anyInteger, default: "0", effect: "What `shuffle` draws from." },
  {
    name: "inject",
    type: listOf({
      kind: "name",
      values: [
        "badUrl",
        "duplicate",
        "upperCaseHost",
        "trailingSlash",
        "wsScheme",
        "unknownFields",
      ],
    }),
    default: "none",
    effect:
      "Faults of the list: `badUrl` (a region with a URL that is none, in front), `duplicate` (each region twice), `upperCaseHost` (`LOCALHOST` for an address), `trailingSlash`, `wsScheme` (`ws` for `http`), `unknownFields`.",
  },
] as const satisfies readonly Field[];

/** What `/settings/regions` is to do. */
export type DiscoveryControl = ObjectOf<(typeof discoveryFields)[number]>;
