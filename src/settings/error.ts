/** A setting that cannot be used; the message is one line that names it. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
}

/** A value as it stands in an error: on one line. */
export function quote(text: string): string {
  return JSON.stringify(text);
}
