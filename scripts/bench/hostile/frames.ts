import { gzipSync } from "node:zlib";
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { SignalRequestSchema } from "../../../gen/livekit_rtc_pb.js";
import { makeToken } from "../client.js";
import type { Load } from "../load.js";
import {
  entries,
  makeEntry,
  megabyte,
  repeatToSize,
  repeat,
  findPaths,
  nestWire,
} from "./fields.js";

/** Hostile messages for a signal connection, and a description of them. */
export interface HostileFrames {
  readonly what: string;
  readonly messages: readonly Uint8Array[];
  /** Raw frames to send before the messages. */
  readonly raw?: Uint8Array;
}

/** Frames that decode into a lot of data. The WebSocket client deflates the long ones. */
export function hostileFrames(): HostileFrames[] {
  const bodies = findPaths(SignalRequestSchema, new Set()).flatMap((path) => {
    const name = path.map((field) => field.name).join(".");
    const leaf = path.at(-1)!;
    return [
      [`${name}, empty`, nestWire(path, repeatToSize(makeEntry(leaf, false), megabyte))],
      [`${name}, full`, nestWire(path, repeat(makeEntry(leaf, true), entries))],
    ] as const;
  });
  const emptyFrame = Buffer.from([0x82, 0x80, 0, 0, 0, 0]);
  return [
    ...bodies.map(([name, bytes]) => ({ what: `frame: ${name}`, messages: [bytes] })),
    { what: "20 frames of 1 MB", messages: Array<Uint8Array>(20).fill(bodies[0]![1]) },
    { what: "10,000 small frames", messages: [], raw: Buffer.alloc(60_000, emptyFrame) },
  ];
}

/** A join request that inflates to the largest allowed size. */
export function hostileJoin(): Load {
  const join = gzipSync(Buffer.alloc(64 * 1024, Buffer.from([0x12, 0])));
  const wrapped = new BinaryWriter().tag(1, WireType.Varint).int32(1);
  wrapped.tag(2, WireType.LengthDelimited).bytes(join);
  const parameter = Buffer.from(wrapped.finish()).toString("base64url");
  const path = `/rtc/v1?access_token=${makeToken()}&join_request=${parameter}`;
  return { method: "GET", path, headers: {} };
}
