import { controlSchemaText } from "../control/schema.js";
import { jsonResponse, type HttpResponse } from "../util/outcome.js";

/** Serves the control's JSON Schema. */
export function serveSchema(): HttpResponse {
  return jsonResponse(200, controlSchemaText());
}
