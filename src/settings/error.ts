/** An invalid setting. The message is one line that names it. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";

  constructor(message: string) {
    super(toOneLine(message));
  }
}

/** A message without line ends and other control characters, which a path in it may have. */
function toOneLine(message: string): string {
  return message.replace(/\p{Cc}/gu, (control) => {
    return `\\u${control.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

/** A value in an error message, on one line. */
export function quote(text: string): string {
  return JSON.stringify(text);
}
