import { durationForm, parseDuration } from "../util/duration.js";
import { SettingsError } from "../settings/index.js";

/** The milliseconds of a flag. Throws {@link SettingsError}. */
export function durationOf(name: string, text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined) return ms;
  throw new SettingsError(`${name} ${JSON.stringify(text)}: expected ${durationForm}`);
}
