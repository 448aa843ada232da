import { gzipSync } from "node:zlib";
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { SignalRequestSchema } from "../../../gen/livekit_rtc_pb.js";
import { tokenOf } from "../client.js";
import type { Load } from "../load.js";
import { entries, entryOf, megabyte, repeated, times, waysOf, wire } from "./fields.js";

/** Messages of a signal connection, and what is odd about them. */
export interface HostileFrames {
  readonly what: string;
  readonly messages: readonly Uint8Array[];
  /** Frames as bytes, in front of the messages. */
  readonly raw?: Uint8Array;
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
  const emptyFrame = Buffer.from([0x82, 0x80, 0, 0, 0, 0]);
  return [
    ...bodies.map(([name, bytes]) => ({ what: `frame: ${name}`, messages: [bytes] })),
    { what: "20 frames of 1 MB", messages: Array<Uint8Array>(20).fill(bodies[0]![1]) },
    { what: "10,000 small frames", messages: [], raw: Buffer.alloc(60_000, emptyFrame) },
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
