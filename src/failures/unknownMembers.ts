import type { JsonObject } from "@bufbuild/protobuf";

/** Members of a JSON object that no version of any schema has. */
export const unknownMembers: JsonObject = { mockUnknown: { nested: [1, "two", null] } };
