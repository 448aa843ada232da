import type { Message } from "@bufbuild/protobuf";
import type { Method } from "../../gen/types.js";
import type { CacheKind, Caches } from "../util/cache.js";
import { Findings } from "../util/findings.js";
import { decodeRequest, type DecodedBody, type Encoding } from "../twirp/codec.js";
import type { NamedRooms } from "../twirp/namedRooms.js";

/** The exchange for a body in JSON or protobuf, and a response in that encoding. */
export function exchangeOf(
  caches: Caches,
  method: Method,
  body: Uint8Array,
  encoding: Encoding,
): Exchange {
  if (!caches.hasSeenBytes(body)) return new Exchange(method, body, encoding);
  const text = Buffer.from(body.buffer, body.byteOffset, body.length).toString("latin1");
  return caches.of(exchanges).recall(`${method.path} ${encoding} ${text}`, () => {
    // A message keeps the memory that its bytes are in, which may be that of a whole upload.
    return new Exchange(method, new Uint8Array(body), encoding);
  });
}

/** What a method makes of a request's body. */
export class Exchange {
  readonly request: Message;
  /** The rooms that the request names, if its grant is for them; else empty. */
  readonly room: string;
  readonly destinationRoom: string;
  readonly findings = new Findings();
  /** What the exchange takes at most, in bytes. */
  readonly weight: number;
  /** The encoded response of the default handler, once there is one. */
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

/** The rooms that a request is held to: also if it is there only in part. */
function roomsOf(method: Method, { message, isWhole, namedRooms }: DecodedBody): NamedRooms {
  if (method.room === undefined) return noRooms;
  const named = isWhole ? noRooms : namedRooms();
  const room = named.room || method.room(message);
  if (method.destinationRoom === undefined) return { room, destinationRoom: "" };
  return { room, destinationRoom: named.destinationRoom || method.destinationRoom(message) };
}

const noRooms: NamedRooms = { room: "", destinationRoom: "" };

/** What a populated default takes at most in bytes, per byte of the request's body and by itself. */
const responseFactor = 6;
const responseBytes = 2_000;

const exchanges: CacheKind<Exchange> = { weigh: ({ weight }) => weight };
