/**
 * The fields of the control, as plain data. The parser, its findings, the type `MockControl`, the
 * JSON Schema and the tables in docs all come from here.
 */
import { failureFields } from "../failures/index.js";
import type { Responses } from "../../gen/responses.js";
import { defaultKinds } from "../util/defaultKinds.js";
import type { Field, ObjectInput, ObjectOf, Type } from "../util/fieldTypes.js";
import { methodKeys } from "./methodPatterns.js";
import { otherFields } from "./otherFields.js";
import {
  anyInteger,
  boolean,
  delayType,
  headerName,
  headerValue,
  integer,
  listOf,
  maxInt32,
  string,
  unsettableHeaders,
} from "../util/fieldValues.js";

/** The fields that say how a call behaves: those that `methods` can set for one method. */
export const callFields = [
  ...failureFields,
  {
    name: "failUntil",
    type: integer(0, Number.MAX_SAFE_INTEGER),
    default: "forever",
    effect: "When failures end, in Unix milliseconds: the region's, discovery's, and `rtcStatus`.",
    always: true,
  },
  {
    name: "delayMs",
    type: delayType,
    default: "the method's own latency",
    effect:
      "Milliseconds to wait before the response, on success and on failure. 0 removes a method's own latency. An object draws from a range, by `seed` and the region's index: the result is the same each time.",
  },
  {
    name: "response",
    type: { kind: "object" },
    default: "the populated default",
    effect:
      "The response message in protobuf JSON, instead of the populated default. It is ignored if it does not parse.",
  },
  {
    name: "defaults",
    type: { kind: "name", values: defaultKinds },
    default: "`--defaults`",
    effect: "The default response: `populated`, or `rich`, with every field filled.",
  },
  {
    name: "jsonNames",
    type: { kind: "name", values: ["camel", "snake"] },
    default: "`camel`",
    effect:
      "Field names in successful JSON responses, `response` included: `camel` (`numParticipants`) or `snake` (`num_participants`).",
  },
  {
    name: "emitDefaults",
    type: boolean,
    default: "`false`",
    effect:
      'Whether successful JSON responses include fields without a value: `0`, `""`, `[]` and so on, and `null` for a message. Members of a oneof and `optional` fields stay out.',
  },
  {
    name: "skipAuth",
    type: boolean,
    default: "`false`",
    effect: "Skips the permission check.",
  },
  {
    name: "explainAuth",
    type: boolean,
    default: "`false`",
    effect: "A 401 or 403 says why, in `meta`.",
  },
  {
    name: "sipStatus",
    type: {
      kind: "fields",
      fields: [
        {
          name: "code",
          type: integer(-(2 ** 31), maxInt32),
          required: true,
          default: "",
          effect: "The SIP status code.",
        },
        { name: "status", type: string, default: "none", effect: "Its reason phrase." },
      ],
    },
    default: "none",
    effect:
      "`CreateSIPParticipant` and `TransferSIPParticipant` fail with this SIP status. Codes 200 to 299 are successes.",
  },
  {
    name: "pinnedRegions",
    type: listOf(string),
    default: "none",
    effect:
      "Names of the only regions that the project may use. The others return 451, and `/settings/regions` leaves them out.",
    always: true,
  },
  {
    name: "headers",
    type: {
      kind: "map",
      key: "name",
      keyPattern: headerName,
      of: headerValue,
      anyCase: true,
      refused: unsettableHeaders,
    },
    default: "none",
    effect:
      "Extra headers on every response except those of `/`, `/_test/health` and `/_mock/`. Each replaces those of the same name. Connection and framing headers, `Content-Security-Policy` and `X-Content-Type-Options` cannot be set.",
    sameSiteOnly: true,
  },
  {
    name: "id",
    type: {
      kind: "string",
      pattern: "^[!-~]{1,64}$",
      legal: "1 to 64 visible ASCII characters",
    },
    default: "none",
    effect:
      "Comes back as `X-Lk-Mock-Id` and appears in the log, for the same responses as `headers`.",
    always: true,
  },
] as const satisfies readonly Field[];

/** Fields of a call per method. */
export const fieldsPerMethod = {
  kind: "map",
  key: "method",
  keyPattern: "",
  known: { names: methodKeys, unknown: "unknownMethod" },
  of: {
    kind: "fields",
    fields: callFields,
    elsewhere: {
      names: [
        ...["failRegions", "perRegion", "strict", "methods"],
        ...otherFields.map(({ name }) => name),
      ],
      where: "outside of methods",
    },
  },
} as const satisfies Type;

/** The fields that `perRegion` can set for one region. */
export const regionFields = [
  ...callFields,
  {
    name: "methods",
    type: { kind: "either", of: [listOf(string), fieldsPerMethod] },
    default: "all",
    effect:
      'A list: the API methods that the control applies to, such as `CreateRoom`, `livekit.Egress/*`, `livekit.SIP/CreateSIPParticipant`. These fields apply to all methods: `failUntil`, `regionsStatus`, `discovery`, `pinnedRegions`, `id`, `strict`, `rtcStatus` and those for signal connections. An object: fields per method, which override all others: `{"ListRooms": {...}, "*": {...}}`. Only the most specific key counts.',
    always: true,
  },
  ...otherFields,
] as const satisfies readonly Field[];

export const controlFields = [
  {
    name: "failRegions",
    type: listOf(anyInteger),
    default: "none",
    effect: "Indices of the regions that fail this request. Each listener looks for its own index.",
  },
  {
    name: "perRegion",
    type: {
      kind: "map",
      key: "index or *",
      keyPattern: "^(\\*|0|[1-9]\\d*)$",
      of: { kind: "fields", fields: regionFields },
    },
    default: "none",
    effect:
      'Fields for one region, which override the common ones: `{"0": {...}, "*": {...}}`. `*` is for every region without its own key. Takes all fields but `failRegions`, `perRegion` and `strict`. `failMode`, `failStatus`, `failTwirpCode` or `failMessage` makes the region fail.',
    always: true,
  },
  {
    name: "strict",
    type: boolean,
    default: "`--strict`",
    effect: "Findings are errors instead of warnings.",
    always: true,
  },
  ...regionFields,
] as const satisfies readonly Field[];

/** The fields that say how a call behaves. `Response` is the response message in JSON. */
export type CallControl<Response = ObjectInput> = Omit<
  ObjectOf<(typeof callFields)[number]>,
  "response"
> & { readonly response?: Response };

/** Fields per method: by its name or path, by `*` after its service, or by `*` for all. */
export type MethodControls = {
  readonly [Key in keyof Responses]?: CallControl<ReadonlyLists<Responses[Key]>>;
} & {
  readonly [Key in keyof Responses as `${ServiceOf<Key>}*` | "*"]?: CallControl;
};

/** The same with lists that may be read-only, as those of an object `as const` are. */
type ReadonlyLists<Json> = Json extends readonly (infer Entry)[]
  ? readonly ReadonlyLists<Entry>[]
  : Json extends object
    ? { readonly [Name in keyof Json]: ReadonlyLists<Json[Name]> }
    : Json;

/** `livekit.RoomService/` for `livekit.RoomService/CreateRoom`. */
type ServiceOf<Path> = Path extends `${infer Service}/${string}` ? `${Service}/` : never;

/** The field `methods`, whose keys and responses no table has. */
type OfMethods = Readonly<Partial<Record<"methods", readonly string[] | MethodControls>>>;

/** The fields of the control that `perRegion` can set for one region. */
export type RegionControl = Omit<ObjectOf<(typeof regionFields)[number]>, "methods"> & OfMethods;

/** How the mock treats a request: the JSON object in `X-Lk-Mock`. */
export type MockControl = Omit<ObjectOf<(typeof controlFields)[number]>, "methods" | "perRegion"> &
  OfMethods & { readonly perRegion?: Readonly<Record<string, RegionControl>> };
