import type { JsonObject } from "@bufbuild/protobuf";

/** What no version of a schema has, as members of a JSON object. */
export const unknownMembers: JsonObject = { mockUnknown: { nested: [1, "two", null] } };
