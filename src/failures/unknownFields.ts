import type { Fail } from "./failure.js";

/** As a member of a JSON object. */
const member = '"mockUnknown":{"nested":[1,"two",null]}';

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
    const members = bytes.toString().slice(1);
    return { ...answer, body: `{${member}${members === "}" ? "" : ","}${members}` };
  },
});
