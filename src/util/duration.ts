const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** The form of a duration, in words. */
export const durationForm = "a number with ms, s, m, h or d, such as 90s";

/**
 * Parses a duration such as `500ms`, `10s`, `1.5h` or `-2m`, in milliseconds; `undefined` if it is
 * invalid.
 */
export function parseDuration(text: string): number | undefined {
  const [, amount, unit] = /^(-?\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text.trim()) ?? [];
  return amount === undefined ? undefined : Number(amount) * units[unit as keyof typeof units];
}
