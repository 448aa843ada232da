/**
 * Twirp's error codes, each with its HTTP status (Twirp specification, version 7, "Error Codes")
 * and the number of the same code in gRPC, if there is one.
 */
export const twirpCodes = {
  canceled: { status: 408, grpc: 1 },
  unknown: { status: 500, grpc: 2 },
  invalid_argument: { status: 400, grpc: 3 },
  malformed: { status: 400 },
  deadline_exceeded: { status: 408, grpc: 4 },
  not_found: { status: 404, grpc: 5 },
  bad_route: { status: 404 },
  already_exists: { status: 409, grpc: 6 },
  permission_denied: { status: 403, grpc: 7 },
  unauthenticated: { status: 401, grpc: 16 },
  resource_exhausted: { status: 429, grpc: 8 },
  failed_precondition: { status: 412, grpc: 9 },
  aborted: { status: 409, grpc: 10 },
  out_of_range: { status: 400, grpc: 11 },
  unimplemented: { status: 501, grpc: 12 },
  internal: { status: 500, grpc: 13 },
  unavailable: { status: 503, grpc: 14 },
  dataloss: { status: 500, grpc: 15 },
} as const;

export type TwirpCode = keyof typeof twirpCodes;

/** The code of an injected failure with this HTTP status. */
export function codeOfStatus(status: number): TwirpCode {
  if (status >= 500) return "unavailable";
  return codesByStatus.get(status) ?? "internal";
}

const codesByStatus: ReadonlyMap<number, TwirpCode> = new Map([
  [400, "invalid_argument"],
  [401, "unauthenticated"],
  [403, "permission_denied"],
  [404, "not_found"],
  [429, "resource_exhausted"],
]);
