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

/** The fields of `discovery`: the region list, and how it fails. */
export const discoveryFields = [
  {
    name: "status",
    type: integer(200, 599),
    default: "`regionsStatus`",
    effect: "HTTP status. Any status but 200 has an empty body.",
  },
  {
    name: "delayMs",
    type: delayType,
    default: "0",
    effect: "Milliseconds to wait before the response.",
  },
  ...failureFields,
  {
    name: "maxAge",
    type: integer(0, maxInt32),
    default: "0",
    effect: "Seconds that clients may cache the list.",
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
          default: "its index in the list",
          effect: "Its distance.",
        },
      ],
    }),
    default: "all regions, or those in `pinnedRegions`",
    effect: "A list of your own.",
  },
  {
    name: "omitSelf",
    type: boolean,
    default: "`false`",
    effect: "Leaves out the region that gets the request.",
  },
  {
    name: "order",
    type: { kind: "name", values: ["reverse", "shuffle"] },
    default: "by index",
    effect: "`reverse`, or `shuffle` by `seed`.",
  },
  { name: "seed", type: anyInteger, default: "0", effect: "Seed of `shuffle`." },
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
      "Faults in the list: `badUrl` (an extra region at the start, with an invalid URL), `duplicate` (each region twice), `upperCaseHost` (an address becomes `LOCALHOST`), `trailingSlash`, `wsScheme` (`ws` instead of `http`), `unknownFields`.",
  },
] as const satisfies readonly Field[];

/** What `/settings/regions` does. */
export type DiscoveryControl = ObjectOf<(typeof discoveryFields)[number]>;
