/** Requests of up to 1 MB that decode into as much as they can. */
import { gzipSync } from "node:zlib";
import { ScalarType, type DescField, type DescMessage } from "@bufbuild/protobuf";
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { SignalRequestSchema } from "../../gen/livekit_rtc_pb.js";
import { methods } from "../../gen/methods.js";
import type { Method } from "../../gen/types.js";
import { createRoom, jsonCall, tokenOf } from "./client.js";
import type { Load } from "./load.js";

const megabyte = 1_000_000;
/** What headers may be in all, with room for those that every request has. */
const headerBytes = 1_040_000;
/** As many entries as are decoded. */
const entries = 9_990;
/** As far as messages are followed into one another. */
const maxDepth = 4;

/** A request, and what is odd about it. */
export interface Hostile {
  readonly what: string;
  readonly load: Load;
}

/** Messages of a signal connection, and what is odd about them. */
export interface HostileFrames {
  readonly what: string;
  readonly messages: readonly Uint8Array[];
}

/** Every kind of request that might hold the mock. */
export async function hostileRequests(): Promise<Hostile[]> {
  const all = await Promise.all([...methods.values()].map(async (row) => row.load()));
  return [...all.flatMap(bodiesOf(new Set())), ...oddBodies(), ...controls(), ...heads()];
}

/** A field that can be there many times, with the way to it. */
type Way = readonly DescField[];

/** The bodies that repeat a field which no earlier method has. */
function bodiesOf(seen: Set<DescField>): (method: Method) => Hostile[] {
  return ({ path, request }) =>
    waysOf(request, seen).flatMap((way) => {
      const name = `${path}: ${way.map((field) => field.name).join(".")}`;
      const leaf = way.at(-1)!;
      const bodies: readonly (readonly [string, string, string | Uint8Array])[] = [
        ["protobuf", "empty", wire(way, repeated(entryOf(leaf, false), megabyte))],
        ["protobuf", "full", wire(way, times(entryOf(leaf, true), entries))],
        ["json", "empty", text(way, jsonEntries(leaf, false, megabyte))],
        ["json", "full", text(way, jsonEntries(leaf, true, entries))],
      ];
      return bodies.map(([type, kind, body]) => ({
        what: `${name}, ${kind}, ${type}`,
        load: bodyLoad(`/twirp/${path}`, type, body),
      }));
    });
}

function waysOf(schema: DescMessage, seen: Set<DescField>, before: Way = []): Way[] {
  if (before.length === maxDepth) return [];
  return schema.fields.flatMap((field) => {
    const way = [...before, field];
    const inner = field.message ? waysOf(field.message, seen, way) : [];
    const isMany = field.fieldKind === "list" || field.fieldKind === "map" || field.message;
    if (!isMany || seen.has(field)) return inner;
    seen.add(field);
    return [way, ...inner];
  });
}

/** The payload of one entry of a field; with all that its message has if it is to be full. */
function entryOf(field: DescField, isFull: boolean): Uint8Array {
  const writer = new BinaryWriter();
  if (field.fieldKind === "list" && !field.message && isPackable(field)) {
    const packed = Buffer.alloc(isFull ? entries : megabyte / 2, 1);
    return writer.tag(field.number, WireType.LengthDelimited).bytes(packed).finish();
  }
  const content = isFull && field.message ? fullMessage(field.message) : new Uint8Array();
  return writer.tag(field.number, WireType.LengthDelimited).bytes(content).finish();
}

function isPackable(field: DescField & { fieldKind: "list" }): boolean {
  return ![ScalarType.STRING, ScalarType.BYTES].includes(field.scalar ?? ScalarType.INT32);
}

/** A message with each of its single scalars. */
function fullMessage(schema: DescMessage): Uint8Array {
  const writer = new BinaryWriter();
  for (const field of schema.fields) {
    if (field.fieldKind === "enum") writer.tag(field.number, WireType.Varint).int32(1);
    if (field.fieldKind !== "scalar") continue;
    if (field.scalar === ScalarType.STRING || field.scalar === ScalarType.BYTES) {
      writer.tag(field.number, WireType.LengthDelimited).string("a");
    } else if (field.scalar === ScalarType.DOUBLE) {
      writer.tag(field.number, WireType.Bit64).double(1);
    } else if (field.scalar === ScalarType.FLOAT) {
      writer.tag(field.number, WireType.Bit32).float(1);
    } else writer.tag(field.number, WireType.Varint).int32(1);
  }
  return writer.finish();
}

/** So many times the entry, in at most 1 MB. */
function times(entry: Uint8Array, count: number): Uint8Array {
  return repeated(entry, Math.min(megabyte, count * entry.length));
}

function repeated(entry: Uint8Array, bytes: number): Uint8Array {
  const count = Math.max(1, Math.floor(bytes / entry.length));
  return Buffer.alloc(count * entry.length, entry);
}

/** A payload inside of the messages that lead to it. */
function wire(way: Way, payload: Uint8Array): Uint8Array {
  return way
    .slice(0, -1)
    .reduceRight(
      (inner, { number }) =>
        new BinaryWriter().tag(number, WireType.LengthDelimited).bytes(inner).finish(),
      payload,
    );
}

function jsonEntries(field: DescField, isFull: boolean, most: number): string {
  const entry =
    isFull && field.message ? JSON.stringify(fullJson(field.message)) : emptyJson(field);
  const isMap = field.fieldKind === "map";
  const size = entry.length + (isMap ? 10 : 1);
  const count = Math.min(Math.floor(megabyte / size), isFull ? most : Infinity);
  if (isMap) {
    return `{${Array.from({ length: count }, (_, at) => `"${String(at)}":${entry}`).join()}}`;
  }
  if (field.fieldKind === "list") return `[${Array<string>(count).fill(entry).join()}]`;
  return entry;
}

function emptyJson({ message, scalar }: DescField): string {
  if (message) return "{}";
  return scalar === ScalarType.STRING || scalar === ScalarType.BYTES ? '""' : "0";
}

function fullJson(schema: DescMessage): Record<string, unknown> {
  const members = schema.fields.flatMap((field): [string, unknown][] => {
    if (field.fieldKind === "enum") return [[field.jsonName, 1]];
    if (field.fieldKind !== "scalar") return [];
    if (field.scalar === ScalarType.BOOL) return [[field.jsonName, true]];
    return [[field.jsonName, field.scalar === ScalarType.STRING ? "a" : "1"]];
  });
  return Object.fromEntries(members);
}

function text(way: Way, value: string): string {
  return way.reduceRight((inner, field, at) => {
    const isList = field.fieldKind === "list" && at < way.length - 1;
    return `{"${field.jsonName}":${isList ? `[${inner}]` : inner}}`;
  }, value);
}

function bodyLoad(path: string, type: string, body: string | Uint8Array): Load {
  const headers = {
    "Content-Type": `application/${type}`,
    "X-Lk-Mock": '{"skipAuth":true,"delayMs":0}',
  };
  return { method: "POST", path, headers, body: Buffer.from(body) };
}

/** Bodies that are no matter of a certain field. */
function oddBodies(): Hostile[] {
  const tagged = (field: number, type: number): Uint8Array => {
    const writer = new BinaryWriter().uint32((field << 3) | type);
    return writer.uint32(0).finish();
  };
  const groups = Buffer.concat([
    Buffer.from([0xa3, 0x06]),
    Buffer.alloc(megabyte, Buffer.from([0x08, 0x00])),
  ]);
  const members = (make: (at: number) => string): string =>
    `{${Array.from({ length: 60_000 }, (_, at) => make(at)).join()}}`;
  const bodies: Readonly<Record<string, string | Uint8Array>> = {
    "protobuf unknown fields": repeated(tagged(4_000, 0), megabyte),
    "protobuf one field over and over": repeated(tagged(2, 0), megabyte),
    "protobuf an unknown group of many": groups,
    "protobuf groups in one another": Buffer.alloc(megabyte, 0x0b),
    "protobuf no UTF-8": Buffer.concat([
      Buffer.from([0x0a, 0xc0, 0x84, 0x3d]),
      Buffer.alloc(megabyte, 0xff),
    ]),
    "protobuf a varint without end": Buffer.alloc(megabyte, 0xff),
    "json unknown fields": members((at) => `"name-of-none-${String(at)}":0`),
    "json one unknown field over and over": members(() => '"name-of-none":0'),
    "json one known field over and over": members(() => '"name":"a"'),
    "json lists in one another": "[".repeat(megabyte),
    "json objects in one another": '{"a":'.repeat(megabyte / 5),
    "json an unknown list of empty lists": `{"a":[${"[],".repeat(megabyte / 3)}0]}`,
    "json one string": JSON.stringify({ name: "a".repeat(megabyte) }),
    "json a string of escapes": `{"name":"${"\\u00e9".repeat(megabyte / 6)}"}`,
    "json quotes": `{"name":"${'\\"'.repeat(megabyte / 2)}"}`,
    "json backslashes": `{"name":"${"\\\\".repeat(megabyte / 2)}`,
    "json blanks": `{${" ".repeat(megabyte)}}`,
    "json commas": ",".repeat(megabyte),
    "json no UTF-8": Buffer.alloc(megabyte, 0xff),
  };
  return Object.entries(bodies).map(([what, body]) => ({
    what,
    load: bodyLoad(createRoom, what.split(" ", 1)[0]!, body),
  }));
}

/** As many pieces as fit into the headers. */
function fill(make: (at: number) => string, open = "[", close = "]", bytes = 1_000_000): string {
  const size = make(99_999).length + 1;
  const pieces = Array.from({ length: Math.floor(bytes / size) }, (_, at) => make(at));
  return open + pieces.join() + close;
}

function controls(): Hostile[] {
  const key = (at: number): string => `"${String(at)}"`;
  const parts: Readonly<Record<string, string>> = {
    "unknown fields": fill((at) => `"name-${String(at)}":0`, "{", "}"),
    "one field over and over": fill(() => '"id":0', "{", "}"),
    failRegions: `{"failRegions":${fill((at) => String(at))}}`,
    pinnedRegions: `{"pinnedRegions":${fill((at) => `"region-${String(at)}"`)}}`,
    methods: `{"methods":${fill((at) => `"${"a".repeat(60)}${String(at)}"`)}}`,
    "32 methods": `{"methods":${JSON.stringify(Array(32).fill("a".repeat(100)))}}`,
    perRegion: `{"perRegion":{${fill((at) => `${key(at)}:{"failMode":"x"}`, "", "")}}}`,
    "empty perRegion": `{"perRegion":{${fill((at) => `${key(at)}:{}`, "", "")}}}`,
    "perRegion in one another": '{"perRegion":{"0":'.repeat(50_000),
    headers: `{"headers":{${fill((at) => `"X-${String(at)}":"a"`, "", "")}}}`,
    failMeta: `{"failRegions":[0],"failMeta":{${fill((at) => `${key(at)}:"a"`, "", "")}}}`,
    response: `{"response":{"enabledCodecs":${fill(() => "{}")}}}`,
    "response of unknown fields": `{"response":{${fill((at) => `${key(at)}:0`, "", "")}}}`,
    "discovery.regions": `{"discovery":{"regions":${fill(() => '{"region":"a","url":"b"}')}}}`,
    "lists in one another": "[".repeat(1_000_000),
    "no JSON": "a".repeat(1_000_000),
  };
  return Object.entries(parts).flatMap(([what, control]) => {
    const payload = (claims: object): string =>
      `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.e30`;
    const cut = control.slice(0, 700_000);
    return [
      { what: `header: ${what}`, load: jsonCall({ "X-Lk-Mock": control }) },
      {
        what: `token: ${what}`,
        load: jsonCall({ Authorization: payload({ attributes: { "lk.mock": cut } }) }),
      },
      {
        what: `token of a signal connection: ${what}`,
        load: {
          method: "GET" as const,
          path: "/rtc/validate",
          headers: { Authorization: payload({ attributes: { "lk.mock": cut } }) },
        },
      },
    ];
  });
}

/** What can be odd about a head. */
function heads(): Hostile[] {
  const older: Readonly<Record<string, string>> = {
    "Fail-Regions": fill((at) => String(at), "", ""),
    "Fail-Mode": "a".repeat(headerBytes),
    "Skip-Auth": "a".repeat(headerBytes),
    Response: `{"a":${fill(() => "{}")}}`,
    Unknown: "a".repeat(headerBytes),
  };
  const claims = (json: string): string =>
    `Bearer e30.${Buffer.from(json).toString("base64url")}.e30`;
  const tokens: Readonly<Record<string, string>> = {
    "unknown claims": fill((at) => `"${String(at)}":0`, "{", "}", 700_000),
    attributes: `{"attributes":{${fill((at) => `"${String(at)}":"a"`, "", "", 700_000)}}}`,
    "lists in one another": "[".repeat(700_000),
    "empty lists": `{"a":${fill(() => "[]", "[", "]", 700_000)}}`,
  };
  const count = 60_000;
  const paths: Readonly<Record<string, string>> = {
    "an unknown method": `/twirp/livekit.${"a".repeat(megabyte)}`,
    "many parameters": `/rtc/validate?${"a=b&".repeat(megabyte / 4)}`,
    "escaped parameters": `/rtc/validate?${"%61%63=b&".repeat(megabyte / 9)}`,
    "a long token": `/rtc/validate?access_token=${"%61".repeat(megabyte / 3)}`,
    "a long join request": `/rtc/v1?access_token=${tokenOf()}&join_request=${"a".repeat(megabyte)}`,
    "many slashes": `/twirp${"/".repeat(megabyte)}`,
    escapes: `/twirp/${"%2F".repeat(megabyte / 3)}`,
  };
  return [
    ...Object.entries(older).map(([name, value]) => ({
      what: `X-Lk-Mock-${name}`,
      load: jsonCall({ [`X-Lk-Mock-${name}`]: value }),
    })),
    ...Object.entries(tokens).map(([what, json]) => ({
      what: `token: ${what}`,
      load: jsonCall({ Authorization: claims(json) }),
    })),
    ...["a", "x-lk-mock-a"].map((name) => ({
      what: `60,000 headers ${name}`,
      load: jsonCall(
        Object.fromEntries(Array.from({ length: count }, (_, at) => [`${name}${String(at)}`, "1"])),
      ),
    })),
    ...Object.entries(paths).map(([what, path]) => ({
      what: `path: ${what}`,
      load: { method: "GET" as const, path, headers: {} },
    })),
  ];
}

/** Frames that decode into much. A client of WebSocket deflates those that are long. */
export function hostileFrames(): HostileFrames[] {
  const bodies = waysOf(SignalRequestSchema, new Set()).flatMap((way) => {
    const name = way.map((field) => field.name).join(".");
    const leaf = way.at(-1)!;
    return [
      [`${name}, empty`, wire(way, repeated(entryOf(leaf, false), megabyte))],
      [`${name}, full`, wire(way, times(entryOf(leaf, true), entries))],
    ] as const;
  });
  const small: readonly Uint8Array[] = Array<Uint8Array>(10_000).fill(new Uint8Array());
  return [
    ...bodies.map(([name, bytes]) => ({ what: `frame: ${name}`, messages: [bytes] })),
    { what: "20 frames of 1 MB", messages: Array<Uint8Array>(20).fill(bodies[0]![1]) },
    { what: "10,000 small frames", messages: small },
  ];
}

/** A join request that inflates to as much as it may. */
export function hostileJoin(): Load {
  const join = gzipSync(Buffer.alloc(64 * 1024, Buffer.from([0x12, 0])));
  const wrapped = new BinaryWriter().tag(1, WireType.Varint).int32(1);
  wrapped.tag(2, WireType.LengthDelimited).bytes(join);
  const parameter = Buffer.from(wrapped.finish()).toString("base64url");
  const path = `/rtc/v1?access_token=${tokenOf()}&join_request=${parameter}`;
  return { method: "GET", path, headers: {} };
}
