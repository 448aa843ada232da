/** A number in JSON: sign, whole part, fraction, exponent. */
const form = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** Whether a string is a JSON number. `"007"`, `"+5"` and `"0x10"` are not. */
export function isJsonNumber(text: string): boolean {
  return form.test(text);
}

/** The most characters of a number that is computed. */
const maxLength = 400;
/** All 64-bit integers are smaller than this, in magnitude. */
const limit = 2n ** 64n;

/**
 * The exact integer of a JSON number: of `1700000000123456789`, `1e18` or `5.0`. `undefined` if it
 * is not an integer of at most 64 bits.
 */
export function integerOf(text: string): bigint | undefined {
  const parts = text.length > maxLength ? null : form.exec(text);
  if (parts === null) return undefined;
  const [, sign, whole = "", fraction = "", exponent = "0"] = parts;
  const digits = (whole + fraction).replace(/^0+(?=\d)/, "");
  if (digits === "0" || /^0+$/.test(digits)) return 0n;
  const shift = Number(exponent) - fraction.length;
  if (digits.length + shift > 20) return undefined;
  const end = digits.length + Math.min(0, shift);
  if (end <= 0 || /[1-9]/.test(digits.slice(end))) return undefined;
  const value = BigInt(digits.slice(0, end) + "0".repeat(Math.max(0, shift)));
  if (value >= limit) return undefined;
  return sign === "-" ? -value : value;
}
