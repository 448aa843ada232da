import { controlAttribute, controlHeader, examineControl, type MockControl } from "./index.js";
import { toAscii, stringify } from "../util/json.js";
import { createRegions, maxRegions } from "../util/region.js";

/** A control that has something wrong; the message names each of it on one line. */
export class ControlError extends Error {
  override readonly name = "ControlError";
}

/** Regions for a control that may be for any mock. */
const anyRegions = createRegions({ host: "http://127.0.0.1" }, Array<number>(maxRegions).fill(0));

/**
 * The header of a request that is to be treated so: `{ "X-Lk-Mock": "..." }`, in ASCII, which every
 * client can send. Throws {@link ControlError} where a mock would report something about it.
 */
export function control(fields: MockControl): { "X-Lk-Mock": string } {
  return { [controlHeader]: checkedControl(fields, controlHeader) };
}

/** The attribute of a token that is to be treated so. Throws as {@link control} does. */
export function controlAttributeOf(fields: MockControl): Record<string, string> {
  return { [controlAttribute]: checkedControl(fields, controlAttribute) };
}

function checkedControl(fields: MockControl, place: string): string {
  const text = stringify(fields);
  // What the text says: a field that is `undefined` is not in it.
  const { findings } = examineControl(
    JSON.parse(text) as Record<string, unknown>,
    place,
    anyRegions,
  );
  const lines = findings.toLines();
  if (lines.length > 0) throw new ControlError(lines.join("; "));
  return toAscii(text);
}
