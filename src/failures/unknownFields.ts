import type { JsonObject } from "@bufbuild/protobuf";
import type { Fail } from "./failure.js";

/** What no version of a schema has, as members of a JSON object. */
export const unknownMembers: JsonObject = { mockUnknown: { nested: [1, "two", null] } };

/**
 * As protobuf: field 19000 is the varint 1, field 19001 the text `two`. protobuf keeps these numbers
 * for itself, so no schema has them.
 */
const fields = Buffer.from("c0a30901" + "caa3090374776f", "hex");

/** The true answer, with fields that a client's schema cannot have. */
export const unknownFields: Fail = ({ contentType }) => ({
  alter: (answer) => {
    const bytes = Buffer.from(answer.body);
    if (contentType !== "application/json") {
      return { ...answer, body: Buffer.concat([bytes, fields]) };
    }
    const members = JSON.parse(bytes.toString()) as JsonObject;
    return { ...answer, body: JSON.stringify({ ...unknownMembers, ...members }) };
  },
});
