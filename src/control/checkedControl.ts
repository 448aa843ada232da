import { controlAttribute, controlHeader, examineControl, type MockControl } from "./index.js";
import { toAscii, stringify } from "../util/json.js";
import { createRegions, maxRegions } from "../util/region.js";
import { keyName, keyPrefix } from "./token.js";

/** A control with findings. The message has one line per finding. */
export class ControlError extends Error {
  override readonly name = "ControlError";
}

/** As many regions as a mock can have, for a control that any mock may get. */
const anyRegions = createRegions({ host: "http://127.0.0.1" }, Array<number>(maxRegions).fill(0));

/**
 * The control as a request header: `{ "X-Lk-Mock": "..." }`, in ASCII, which every client can send.
 * Throws {@link ControlError} if a mock would report a finding.
 */
export function control(fields: MockControl): { "X-Lk-Mock": string } {
  return { [controlHeader]: checkedControl(fields, controlHeader) };
}

/** The control as an attribute of a token. Throws as {@link control} does. */
export function controlAttributeOf(fields: MockControl): Record<string, string> {
  return { [controlAttribute]: checkedControl(fields, controlAttribute) };
}

/**
 * An API key that carries a control, for SDKs that send no headers of yours: each token that they
 * sign with it has the control. Throws as {@link control} does.
 */
export function apiKeyFor(fields: MockControl): string {
  return keyPrefix + Buffer.from(checkedControl(fields, keyName)).toString("base64");
}

function checkedControl(fields: MockControl, place: string): string {
  const text = stringify(fields);
  // Checks the JSON, which leaves out fields that are `undefined`.
  const { findings } = examineControl(
    JSON.parse(text) as Record<string, unknown>,
    place,
    anyRegions,
  );
  const lines = findings.toLines();
  if (lines.length > 0) throw new ControlError(lines.join("; "));
  return toAscii(text);
}
