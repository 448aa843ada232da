import { randomBytes } from "node:crypto";

/** Kinds of frames, as RFC 6455 numbers them. */
export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 };

export interface FrameOptions {
  readonly masked?: boolean;
  /** Bits of the first byte beside the opcode; `FIN` if absent. */
  readonly bits?: number;
}

/** A frame of a client. */
export function encodeFrame(
  opcode: number,
  payload: Uint8Array,
  { masked = true, bits = 0x80 }: FrameOptions = {},
): Buffer {
  const { length } = payload;
  const maskBit = masked ? 0x80 : 0;
  let head: Buffer;
  if (length < 126) head = Buffer.from([bits | opcode, maskBit | length]);
  else if (length < 65_536) {
    head = Buffer.from([bits | opcode, maskBit | 126, length >> 8, length & 255]);
  } else {
    head = Buffer.alloc(10);
    head.set([bits | opcode, maskBit | 127]);
    head.writeBigUInt64BE(BigInt(length), 2);
  }
  if (!masked) return Buffer.concat([head, payload]);
  const mask = randomBytes(4);
  return Buffer.concat([head, mask, payload.map((byte, at) => byte ^ mask[at % 4]!)]);
}

interface Frame {
  readonly opcode: number;
  readonly payload: Buffer;
  readonly rest: Buffer;
}

/** The first frame of what has come, once it is whole. The server sends none in pieces. */
export function takeFrame(bytes: Buffer): Frame | undefined {
  if (bytes.length < 2) return undefined;
  const [first = 0, second = 0] = bytes;
  const start = second === 126 ? 4 : 2;
  if (bytes.length < start) return undefined;
  const length = second === 126 ? bytes.readUInt16BE(2) : second;
  const end = start + length;
  if (bytes.length < end) return undefined;
  if ((first & 0xf0) !== 0x80 || second > 126) throw new Error("a frame that the mock never sends");
  return { opcode: first & 15, payload: bytes.subarray(start, end), rest: bytes.subarray(end) };
}
