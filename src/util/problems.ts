/** What can be wrong in a request: what each code of a finding says. */
export const problems = {
  // The route
  unknownPath: "unknown path",
  unknownMethod: "unknown method",
  encodedPath: "matches only after percent-decoding",
  wrongHttpMethod: "wrong HTTP method",
  wrongContentType: "not a Twirp content type",
  invalidHost: "invalid host",
  // The control
  invalidJson: "invalid JSON",
  wrongType: "wrong type",
  unknownField: "unknown field",
  unknownHeader: "unknown header",
  unknownRegion: "unknown region",
  unknownValue: "unknown value",
  invalidValue: "invalid value",
  invalidName: "invalid name",
  invalidUrl: "invalid URL",
  notARedirect: "not a redirect status",
  outOfRange: "out of range",
  missing: "missing",
  givenTwice: "given twice",
  cannotBeSet: "cannot be set",
  noEffect: "has no effect",
  notReadHere: "not read from here",
  crossSite: "ignored",
  // The token
  unknownGrant: "unknown grant",
  // The body, `response` and the join request
  doesNotDecode: "does not decode",
  decodedInPart: "decoded only in part",
  byteOrderMark: "starts with a byte order mark",
  unknownFieldNumber: "unknown field number",
  wrongWireType: "wrong wire type",
  invalidNumber: "invalid number",
  invalidKey: "invalid key",
  invalidBase64: "invalid base64",
  invalidDuration: "invalid duration",
  invalidTimestamp: "invalid timestamp",
} as const;

export type ProblemCode = keyof typeof problems;
