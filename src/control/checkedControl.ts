import { controlAttribute, controlHeader, examineControl, type MockControl } from "./index.js";
import { show } from "../util/findings.js";
import { isObject, toAscii, stringify } from "../util/json.js";
import { createRegions, maxRegions } from "../util/region.js";
import { keyName, keyPrefix } from "./token.js";

/** Thrown for a control with findings. The message lists them, separated by semicolons. */
export class ControlError extends Error {
  override readonly name = "ControlError";
}

/** The most regions that a mock can have, since the control may be for any mock. */
const anyRegions = createRegions({ host: "http://127.0.0.1" }, Array<number>(maxRegions).fill(0));

/**
 * The control as a request header: `{ "X-Lk-Mock": "..." }`, in ASCII, so that every client can send
 * it. Throws {@link ControlError} if a mock would report a finding.
 */
export function control(fields: MockControl): { "X-Lk-Mock": string } {
  return { [controlHeader]: checkedControl(fields, controlHeader) };
}

/** The control as a token attribute. Throws {@link ControlError} as {@link control} does. */
export function controlAttributeOf(fields: MockControl): Record<string, string> {
  return { [controlAttribute]: checkedControl(fields, controlAttribute) };
}

/**
 * An API key that carries a control, for SDKs that send no headers of your own: each token that an
 * SDK signs with it has the control. Throws as {@link control} does.
 */
export function apiKeyFor(fields: MockControl): string {
  return keyPrefix + Buffer.from(checkedControl(fields, keyName)).toString("base64");
}

function checkedControl(fields: MockControl, name: string): string {
  if (!isObject(fields)) {
    throw new ControlError(`${name}: expected an object, not ${show(fields)}`);
  }
  const json = stringify(fields);
  // The JSON is checked, not the object: it leaves out fields that are `undefined`.
  const { findings } = examineControl(
    JSON.parse(json) as Record<string, unknown>,
    name,
    anyRegions,
  );
  const lines = findings.toLines();
  if (lines.length > 0) throw new ControlError(lines.join("; "));
  return toAscii(json);
}
