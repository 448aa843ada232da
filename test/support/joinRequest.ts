import { gzipSync } from "node:zlib";
import { create, toBinary, type MessageInitShape } from "@bufbuild/protobuf";
import {
  JoinRequestSchema,
  WrappedJoinRequest_Compression,
  WrappedJoinRequestSchema,
} from "../../gen/livekit_rtc_pb.js";

/** A `join_request` query parameter as the JavaScript SDK makes it: gzip, URL alphabet, padded. */
export function wrapJoinRequest(join: MessageInitShape<typeof JoinRequestSchema>): string {
  const bytes = toBinary(JoinRequestSchema, create(JoinRequestSchema, join));
  return wrapBytes(gzipSync(bytes), WrappedJoinRequest_Compression.GZIP)
    .toString("base64")
    .replaceAll("+", "-")
    .replaceAll("/", "_");
}

/** A `WrappedJoinRequest` around any bytes. */
export function wrapBytes(
  joinRequest: Uint8Array,
  compression: WrappedJoinRequest_Compression = WrappedJoinRequest_Compression.NONE,
): Buffer {
  const wrapped = create(WrappedJoinRequestSchema, { compression, joinRequest });
  return Buffer.from(toBinary(WrappedJoinRequestSchema, wrapped));
}
