import { type DescField } from "@bufbuild/protobuf";
import { BinaryWriter } from "@bufbuild/protobuf/wire";
import { methods } from "../../../gen/methods.js";
import type { Method } from "../../../gen/types.js";
import { createRoom } from "../client.js";
import type { Load } from "../load.js";
import {
  entries,
  makeEntry,
  jsonEntries,
  megabyte,
  repeatToSize,
  nestJson,
  repeat,
  findPaths,
  nestWire,
} from "./fields.js";

const updateParticipant = "/twirp/livekit.RoomService/UpdateParticipant";

/** A hostile request, and a description of it. */
export interface Hostile {
  readonly what: string;
  readonly load: Load;
}

/** Bodies that repeat each field of each request, and bodies that are hostile in other ways. */
export async function hostileBodies(): Promise<Hostile[]> {
  const all = await Promise.all([...methods.values()].map(async (row) => row.load()));
  return [...all.flatMap(makeBodies(new Set())), ...makeOddBodies()];
}

/** The bodies that repeat a field, for each field that is not in `seen`. */
function makeBodies(seen: Set<DescField>): (method: Method) => Hostile[] {
  return ({ path: method, request }) =>
    findPaths(request, seen).flatMap((path) => {
      const name = `${method}: ${path.map((field) => field.name).join(".")}`;
      const leaf = path.at(-1)!;
      const bodies: readonly (readonly [string, string, string | Uint8Array])[] = [
        ["protobuf", "empty", nestWire(path, repeatToSize(makeEntry(leaf, false), megabyte))],
        ["protobuf", "full", nestWire(path, repeat(makeEntry(leaf, true), entries))],
        ["json", "empty", nestJson(path, jsonEntries(leaf, false, megabyte))],
        ["json", "full", nestJson(path, jsonEntries(leaf, true, entries))],
      ];
      return bodies.map(([type, kind, body]) => ({
        what: `${name}, ${kind}, ${type}`,
        load: makeLoad(`/twirp/${method}`, type, body),
      }));
    });
}

function makeLoad(path: string, type: string, body: string | Uint8Array): Load {
  const headers = {
    "Content-Type": `application/${type}`,
    "X-Lk-Mock": '{"skipAuth":true,"delayMs":0}',
  };
  return { method: "POST", path, headers, body: Buffer.from(body) };
}

/** Bodies that are hostile without a certain field. */
function makeOddBodies(): Hostile[] {
  const makeField = (field: number, type: number): Uint8Array => {
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
    "protobuf unknown fields": repeatToSize(makeField(4_000, 0), megabyte),
    "protobuf one field over and over": repeatToSize(makeField(2, 0), megabyte),
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
    "json invalid strings behind too many": `{"a":[${"[],".repeat(10_001)}0]${',"\t":"\t"'.repeat(megabyte / 10)}}`,
    "json names behind too many levels": `{"a":${"[".repeat(101)}${"]".repeat(101)}${',"b":""'.repeat(megabyte / 7)}}`,
    "json a 64-bit number of many digits": `{"revokeTokenTs":"${"9".repeat(megabyte)}"}`,
    "json a number of many digits": `{"revokeTokenTs":${"9".repeat(megabyte)}}`,
    "json names twice": members((at) => `"name":"a","x${String(at % 9)}":1`).slice(0, megabyte),
    "json objects with names twice": `{"agents":[${'{"agentName":"a","agentName":"b","metadata":"","metadata":""},'.repeat(9_900)}{}]}`,
    "json a long number behind blanks": `{"a":12345678901234567890,${" ".repeat(megabyte)}"b":1}`,
    "protobuf one string over and over": repeatToSize(Buffer.from([0x0a, 1, 0x61]), megabyte),
    "protobuf invalid strings": repeatToSize(Buffer.from([0x0a, 1, 0xff]), megabyte),
  };
  return Object.entries(bodies).flatMap(([what, body]) =>
    // If the grant is for a room, the mock searches a body that does not decode for it.
    [createRoom, updateParticipant].map((path) => ({
      what: `${what}, to ${path}`,
      load: makeLoad(path, what.split(" ", 1)[0]!, body),
    })),
  );
}
