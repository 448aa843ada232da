import { Buffer, isUtf8 } from "node:buffer";
import { ScalarType } from "@bufbuild/protobuf";
import type { ScalarValue } from "@bufbuild/protobuf/reflect";
import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import { maxFields, maxLevels, type Excess } from "../util/limits.js";
import { wireTypeOf } from "./fields.js";

/** The largest field number, also within a group that is skipped. */
const maxNumber = 2 ** 29 - 1;
const maxNumberInGroup = 2 ** 31 - 1;
/** The most bytes of a varint. The last one holds one bit. */
const maxVarintBytes = 10;
/** The most levels that Go's protobuf reads. */
const maxLevelsOfGo = 10_000;
/** The most bytes of a short string. */
const maxShort = 64;

/**
 * Reads the wire format as strictly, and as leniently, as Go's protobuf does. Throws if the bytes
 * are invalid, and with {@link excess} set if they exceed a limit.
 */
export class WireReader extends BinaryReader {
  /** Number and wire type of the last tag. The wire type may be invalid. */
  number = 0;
  wireType: WireType = WireType.Varint;
  /** The limit at which reading ended. */
  excess: Excess | undefined;
  readonly #text: Buffer;
  #tagsLeft: number;
  readonly #maxLevels: number;

  /** @param isLimited whether the mock's own limits of fields and levels apply */
  constructor(bytes: Uint8Array, isLimited: boolean) {
    super(bytes);
    this.#text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#tagsLeft = isLimited ? maxFields : Infinity;
    this.#maxLevels = isLimited ? maxLevels : maxLevelsOfGo;
  }

  /** Stops reading at a limit. */
  stop(excess: Excess): never {
    this.excess = excess;
    throw new Error(excess);
  }

  /** Starts a message or a group at a level, counted from 1. */
  enter(level: number): void {
    if (level > this.#maxLevels) this.stop("levels");
  }

  /** Reads a tag that ends before `end`. */
  readTag(end: number, most = maxNumber): void {
    const tag = this.readVarint(end);
    const number = Math.floor(tag / 8);
    if (number < 1 || number > most) throw new Error("invalid field number");
    if (--this.#tagsLeft < 0) this.stop("fields");
    this.number = number;
    this.wireType = tag % 8;
  }

  /** Reads a varint that ends before `end`. Its value is exact up to 2^53. */
  readVarint(end: number): number {
    let value = 0;
    for (let count = 0, scale = 1; count < maxVarintBytes; count++, scale *= 128) {
      if (this.pos >= end) throw new Error("premature end");
      const byte = this.buf[this.pos++]!;
      if (byte < 0x80) {
        if (count === maxVarintBytes - 1 && byte > 1) break;
        return value + byte * scale;
      }
      value += (byte - 0x80) * scale;
    }
    throw new Error("a varint of more than 64 bits");
  }

  /** Reads a length. Returns where its bytes end, before `end`. */
  readLength(end: number): number {
    return this.#within(this.readVarint(end), end);
  }

  /** Reads a string with its length; `undefined` if it is invalid UTF-8. */
  readString(end: number): string | undefined {
    const textEnd = this.readLength(end);
    const start = this.pos;
    this.pos = textEnd;
    if (this.#isShortAscii(start, textEnd)) return this.#text.toString("latin1", start, textEnd);
    if (!isUtf8(this.#text.subarray(start, textEnd))) return undefined;
    return this.#text.toString("utf8", start, textEnd);
  }

  /** Whether a few bytes are ASCII. Most strings are, and need no check of their UTF-8. */
  #isShortAscii(start: number, end: number): boolean {
    if (end - start > maxShort) return false;
    for (let at = start; at < end; at++) if (this.buf[at]! >= 0x80) return false;
    return true;
  }

  /** Reads a scalar that ends before `end`. */
  readScalar(scalar: ScalarType, end: number): ScalarValue {
    if (scalar === ScalarType.STRING) {
      const text = this.readString(end);
      if (text === undefined) throw new Error("a string with invalid UTF-8");
      return text;
    }
    const start = this.pos;
    switch (wireTypeOf(scalar)) {
      case WireType.LengthDelimited:
        this.readLength(end);
        break;
      case WireType.Bit64:
        this.#within(8, end);
        break;
      case WireType.Bit32:
        this.#within(4, end);
        break;
      default:
        this.readVarint(end);
    }
    this.pos = start;
    return this.#readValid(scalar);
  }

  /** Reads a scalar that is known to be valid. */
  #readValid(scalar: Exclude<ScalarType, ScalarType.STRING>): ScalarValue {
    switch (scalar) {
      case ScalarType.BYTES:
        return this.bytes();
      case ScalarType.BOOL:
        return this.bool();
      case ScalarType.DOUBLE:
        return this.double();
      case ScalarType.FLOAT:
        return this.float();
      case ScalarType.INT32:
        return this.int32();
      case ScalarType.INT64:
        return this.int64();
      case ScalarType.UINT32:
        return this.uint32();
      case ScalarType.UINT64:
        return this.uint64();
      case ScalarType.SINT32:
        return this.sint32();
      case ScalarType.SINT64:
        return this.sint64();
      case ScalarType.FIXED32:
        return this.fixed32();
      case ScalarType.FIXED64:
        return this.fixed64();
      case ScalarType.SFIXED32:
        return this.sfixed32();
      case ScalarType.SFIXED64:
        return this.sfixed64();
    }
  }

  /** Skips the value of the last tag, in a message at a level. */
  skipValue(end: number, level: number): void {
    if (this.wireType === WireType.StartGroup) this.#skipGroup(end, level);
    else this.#skipSingle(end);
  }

  #skipGroup(end: number, level: number): void {
    const openGroups = [this.number];
    this.enter(level + 1);
    while (openGroups.length > 0) {
      this.readTag(end, maxNumberInGroup);
      const { wireType } = this;
      if (wireType === WireType.StartGroup) {
        openGroups.push(this.number);
        this.enter(level + openGroups.length);
      } else if (wireType === WireType.EndGroup) {
        if (openGroups.pop() !== this.number) throw new Error("mismatched end of a group");
      } else this.#skipSingle(end);
    }
  }

  #skipSingle(end: number): void {
    switch (this.wireType) {
      case WireType.Varint:
        this.readVarint(end);
        break;
      case WireType.Bit64:
        this.pos = this.#within(8, end);
        break;
      case WireType.Bit32:
        this.pos = this.#within(4, end);
        break;
      case WireType.LengthDelimited:
        this.pos = this.readLength(end);
        break;
      default:
        throw new Error(`invalid wire type ${String(this.wireType)}`);
    }
  }

  #within(length: number, end: number): number {
    if (length > end - this.pos) throw new Error("premature end");
    return this.pos + length;
  }
}
