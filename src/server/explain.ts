import { TextDecoder } from "node:util";
import { predictOutcomes, loadMethod } from "../stages/predict.js";
import { problemOf, show, type Finding } from "../util/findings.js";
import { isObject } from "../util/json.js";
import { readJson, duplicatesIn } from "../util/readJson.js";
import { excesses } from "../util/limits.js";
import { jsonResponse, textResponse, withHeaders, type HttpResponse } from "../util/outcome.js";
import { twirpError } from "../twirp/errors.js";
import type { RequestRecord } from "./record.js";

const form = '{"control": {...}, "method": "CreateRoom"}';

/** Serves `/_mock/explain`: what each region would do with a call that carries a control. */
export async function serveExplain({
  listener,
  httpMethod,
  body,
}: RequestRecord): Promise<HttpResponse> {
  const { regions, clock } = listener;
  if (httpMethod !== "POST") {
    return withHeaders(textResponse(405, `expected POST with ${form}\n`), [["Allow", "POST"]]);
  }
  const { value: input, excess } = readJson(new TextDecoder().decode(body));
  if (excess !== undefined) return refuse(`body: ${excesses[excess]}`);
  if (!isObject(input)) return refuse(`expected ${form}`);
  const [repeated] = duplicatesIn(input) ?? [];
  if (repeated !== undefined) return refuse(`${show(repeated)} is given twice; expected ${form}`);
  const { control, method: name, ...others } = input;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) return refuse(`unknown field ${show(unknown)}; expected ${form}`);
  if (!isObject(control)) return refuse(`control: ${show(control)}; expected an object`);
  if (name !== undefined && typeof name !== "string") {
    return refuse(`method: ${show(name)}; expected a string`);
  }
  const method = name === undefined ? undefined : await loadMethod(name);
  if (typeof method === "string") return refuse(`method: ${method}`);
  const prediction = await predictOutcomes(control, method, regions, clock.now());
  const findings = prediction.findings.map(toJson);
  return jsonResponse(200, JSON.stringify({ ...prediction, findings }));
}

/** Adds the problem in words to a finding. */
function toJson(finding: Finding): Record<string, unknown> {
  const { part, path, code, value, expected, nearest } = finding;
  return { part, path, code, problem: problemOf(finding), value, expected, nearest };
}

function refuse(problem: string): HttpResponse {
  return twirpError(400, "invalid_argument", `mock: ${problem}`);
}
