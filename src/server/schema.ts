import { controlSchemaText } from "../control/schema.js";
import { jsonResponse, type HttpResponse } from "../util/outcome.js";

/** Gives the JSON Schema of the control. */
export function serveSchema(): HttpResponse {
  return jsonResponse(200, controlSchemaText());
}
