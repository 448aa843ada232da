import { create, toBinary } from "@bufbuild/protobuf";
import { anyPack } from "@bufbuild/protobuf/wkt";
import { StatusSchema } from "../../gen/google/rpc/status_pb.js";
import {
  SIPStatusCodeSchema,
  SIPStatusSchema,
  type SIPStatusCode,
} from "../../gen/livekit_sip_pb.js";
import type { MockControl } from "../control/index.js";
import type { HttpResponse } from "../util/outcome.js";
import { twirpCodes } from "../twirp/codes.js";
import { twirpError } from "../twirp/errors.js";

type SipStatus = NonNullable<MockControl["sipStatus"]>;

/** The Twirp codes that a SIP status can map to. */
type SipTwirpCode = Exclude<keyof typeof twirpCodes, "malformed" | "bad_route">;

const sipCodes: Partial<Record<SipTwirpCode, readonly number[]>> = {
  invalid_argument: [
    300, 305, 380, 400, 405, 406, 411, 413, 414, 415, 417, 420, 421, 422, 423, 424, 425, 429, 430,
    439, 469, 484, 485, 488, 489, 493, 505, 513, 606,
  ],
  not_found: [301, 302, 404, 410, 481, 604],
  permission_denied: [401, 402, 403, 433, 470, 603, 607, 608],
  unauthenticated: [407, 428, 436, 437, 438, 494],
  deadline_exceeded: [408, 504],
  failed_precondition: [409, 412, 482, 483, 500, 501, 502, 503],
  out_of_range: [416],
  resource_exhausted: [440, 480, 486, 600],
  aborted: [487, 491],
};

const listedCodes = new Map(
  Object.entries(sipCodes).flatMap(([code, list]) =>
    list.map((sip): [number, SipTwirpCode] => [sip, code as SipTwirpCode]),
  ),
);

/** The Twirp code for a SIP code other than success: as listed, or else by its range. */
function toTwirpCode(sip: number): SipTwirpCode {
  const listed = listedCodes.get(sip);
  if (listed !== undefined) return listed;
  if (sip >= 300 && sip <= 499) return "invalid_argument";
  if (sip >= 500 && sip <= 599) return "failed_precondition";
  if (sip >= 600 && sip <= 699) return "invalid_argument";
  return "unknown";
}

/** Whether a SIP code means success: 200 to 299. */
export function isSipSuccess({ code }: SipStatus): boolean {
  return code >= 200 && code <= 299;
}

/** The Twirp error for a dial that failed with a SIP status, which its metadata contains. */
export function sipError({ code, status = "" }: SipStatus): HttpResponse {
  const twirpCode = toTwirpCode(code);
  const { status: httpStatus, grpc } = twirpCodes[twirpCode];
  const name = SIPStatusCodeSchema.values.find(({ number }) => number === code)?.name;
  const number = String(code);
  const shortName = name?.replace(/^SIP_STATUS_/, "") ?? number;
  const suffix = status === "" ? ` (${shortName})` : `: ${status}`;
  const details = create(StatusSchema, {
    code: grpc,
    message: `sip status ${number}: ${status === "" ? shortName : status}`,
    details: [
      anyPack(SIPStatusSchema, create(SIPStatusSchema, { code: code as SIPStatusCode, status })),
    ],
  });
  return twirpError(httpStatus, twirpCode, `twirp error unknown: sip status: ${number}${suffix}`, {
    error_details: Buffer.from(toBinary(StatusSchema, details)).toString("base64"),
    sip_status: status === "" ? (name ?? number) : status,
    sip_status_code: number,
  });
}
