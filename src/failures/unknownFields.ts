import type { JsonObject } from "@bufbuild/protobuf";
import type { FailMode } from "./failure.js";
import { unknownMembers } from "./unknownMembers.js";

/**
 * Field 19000 is the varint 1, field 19001 the string `two`. Protobuf reserves these numbers, so no
 * schema has them.
 */
const fields = Buffer.from("c0a30901" + "caa3090374776f", "hex");

/** The true response, plus fields that no client's schema has. */
export const unknownFields = {
  name: "unknownFields",
  effect: "The true response, plus fields that are in no version of the schema.",
  options: [],
  fail: (options, { contentType }) => ({
    alter: (response) => {
      const bytes = Buffer.from(response.body);
      if (contentType !== "application/json") {
        return { ...response, body: Buffer.concat([bytes, fields]) };
      }
      // A region list with a status other than 200 has no body.
      if (bytes.length === 0) return response;
      const members = JSON.parse(bytes.toString()) as JsonObject;
      return { ...response, body: JSON.stringify({ ...unknownMembers, ...members }) };
    },
  }),
} as const satisfies FailMode;
