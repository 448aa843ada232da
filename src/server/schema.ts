import { controlSchemaText } from "../control/schema.js";
import { json, type Answer } from "../util/reply.js";

/** Gives the JSON Schema of the control. */
export function answerSchema(): Answer {
  return json(200, controlSchemaText());
}
