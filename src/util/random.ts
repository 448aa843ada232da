/** A number in [0, 1), determined by `seed` and `index` (splitmix32). */
export function draw(seed: number, index: number): number {
  const high = Math.floor(seed / 2 ** 32);
  let state = Math.imul((seed | 0) ^ Math.imul(high | 0, 0x85ebca6b), 0x9e3779b1);
  state = (state + Math.imul(index + 1, 0x9e3779b9)) | 0;
  state = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
  state = Math.imul(state ^ (state >>> 15), 0x735a2d97);
  return ((state ^ (state >>> 15)) >>> 0) / 2 ** 32;
}

/** A shuffled copy of the list. The same seed gives the same order. */
export function shuffle<T>(list: readonly T[], seed: number): T[] {
  const shuffled = [...list];
  for (let at = shuffled.length - 1; at > 0; at--) {
    const other = Math.floor(draw(seed, at) * (at + 1));
    [shuffled[at], shuffled[other]] = [shuffled[other]!, shuffled[at]!];
  }
  return shuffled;
}
