import type { Message } from "@bufbuild/protobuf";
import type { Method } from "../../gen/types.js";
import type { CacheKind, Caches } from "../util/cache.js";
import { Findings } from "../util/findings.js";
import { decodeRequest, type DecodedBody, type Encoding } from "../twirp/codec.js";
import type { NamedRooms } from "../twirp/namedRooms.js";

/** Returns the exchange for a body and an encoding, from the cache if the body was seen before. */
export function getExchange(
  caches: Caches,
  method: Method,
  body: Uint8Array,
  encoding: Encoding,
): Exchange {
  if (!caches.hasSeenBytes(body)) return new Exchange(method, body, encoding);
  const text = Buffer.from(body.buffer, body.byteOffset, body.length).toString("latin1");
  return caches.of(exchanges).recall(`${method.path} ${encoding} ${text}`, () => {
    // A copy: the message would keep the body's buffer in memory, which may be much larger.
    return new Exchange(method, new Uint8Array(body), encoding);
  });
}

/** A decoded request with its findings and, later, its response. */
export class Exchange {
  readonly request: Message;
  /** The rooms that the request names and that the token must allow; empty if none. */
  readonly room: string;
  readonly destinationRoom: string;
  readonly findings = new Findings();
  /** Upper bound for the exchange's memory, in bytes. */
  readonly weight: number;
  /** The encoded response of the default handler; `undefined` until it is first needed. */
  response: string | Uint8Array | undefined = undefined;

  constructor(method: Method, body: Uint8Array, encoding: Encoding) {
    const decoding = { findings: this.findings, registry: method.registry };
    const isJson = encoding !== "protobuf";
    const decoded = decodeRequest(method.request, body, isJson, decoding);
    this.request = decoded.message;
    const { room, destinationRoom } = roomsOf(method, decoded);
    this.room = room;
    this.destinationRoom = destinationRoom;
    this.weight =
      decoded.weight + this.findings.weight + responseFactor * body.length + responseBytes;
  }
}

/** The rooms that the token must allow, even if the request decodes only in part. */
function roomsOf(method: Method, { message, isWhole, namedRooms }: DecodedBody): NamedRooms {
  if (method.room === undefined) return noRooms;
  const named = isWhole ? noRooms : namedRooms();
  const room = named.room || method.room(message);
  if (method.destinationRoom === undefined) return { room, destinationRoom: "" };
  return { room, destinationRoom: named.destinationRoom || method.destinationRoom(message) };
}

const noRooms: NamedRooms = { room: "", destinationRoom: "" };

/** Upper bound for a populated default's size in bytes: per byte of the request, plus a constant. */
const responseFactor = 6;
const responseBytes = 2_000;

const exchanges: CacheKind<Exchange> = { weigh: ({ weight }) => weight };
