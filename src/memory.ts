/** Most entries of a memory. */
const mostEntries = 4_096;
/** Most characters of a key that is remembered. */
export const maxKeyLength = 4_096;

/**
 * The latest results of what depends on nothing but a text. They are kept in two halves: when the
 * newer one is full, the older one is forgotten.
 */
export class Memory<T extends object> {
  #newer = new Map<string, T>();
  #older = new Map<string, T>();

  /** What was made for the key, or what `make` returns for it now. */
  recall(key: string, make: () => T): T {
    if (key.length > maxKeyLength) return make();
    const known = this.#newer.get(key);
    if (known !== undefined) return known;
    const value = this.#older.get(key) ?? make();
    if (this.#newer.size === mostEntries / 2) {
      this.#older = this.#newer;
      this.#newer = new Map();
    }
    this.#newer.set(key, value);
    return value;
  }
}
