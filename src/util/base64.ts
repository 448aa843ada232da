/** Decodes base64 in either alphabet, padded or not; `undefined` if it is invalid. */
export function decodeBase64(text: string): Buffer | undefined {
  const [, digits] = /^([\w+/-]*)={0,2}$/.exec(text) ?? [];
  if (digits === undefined || digits.length % 4 === 1) return undefined;
  return Buffer.from(digits, "base64");
}
