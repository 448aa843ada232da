/** Maximum length of a cached key, in characters. */
export const maxKeyLength = 4_096;
/** Maximum number of entries per cache. */
const maxCacheEntries = 4_096;
/** Maximum weight of all caches of a mock together, in bytes. */
const maxCacheBytes = 32_000_000;
/** How many hashes of seen keys are kept. A power of two. */
const maxHashes = 4 * maxCacheEntries;
/** Weight of an entry besides its key and its value, in bytes. */
const overhead = 300;

/** A kind of cached value. A value depends on nothing but its key. */
export interface CacheKind<T extends object> {
  /** Upper bound for the value's memory, in bytes, including what it can still grow to. */
  readonly weigh: (value: T, key: string) => number;
}

/**
 * One mock's caches, which share a memory limit. Each has a newer and an older half. When the newer
 * half is full, it becomes the older one, and the previous older half is dropped.
 */
export class Caches {
  readonly #caches = new Map<CacheKind<never>, Cache<never>>();
  readonly #hashes = new Int32Array(maxHashes);
  #bytes = 0;

  /** Returns the cache for a kind, and creates it on first use. */
  of<T extends object>(kind: CacheKind<T>): Cache<T> {
    const known = this.#caches.get(kind) as Cache<T> | undefined;
    if (known !== undefined) return known;
    const cache = new Cache(kind, (bytes) => {
      this.#take(bytes);
    });
    this.#caches.set(kind, cache as unknown as Cache<never>);
    return cache;
  }

  /**
   * Whether these bytes were probably seen before. There are a few false positives, and old bytes
   * are forgotten. Bytes seen only once are not worth caching: caching would cost more than the
   * work itself. Nor are bytes that are too long for a key.
   */
  hasSeenBytes(bytes: Uint8Array): boolean {
    return bytes.length <= maxKeyLength && this.#isKnown(hashOf(bytes));
  }

  /** The same for a string. */
  hasSeenText(text: string): boolean {
    return text.length <= maxKeyLength && this.#isKnown(hashOfText(text));
  }

  #isKnown(hash: number): boolean {
    const slot = hash & (maxHashes - 1);
    if (this.#hashes[slot] === hash) return true;
    this.#hashes[slot] = hash;
    return false;
  }

  #take(bytes: number): void {
    if (this.#bytes + bytes > maxCacheBytes / 2) {
      this.#bytes = 0;
      for (const cache of this.#caches.values()) cache.age();
    }
    this.#bytes += bytes;
  }
}

/** The most recent values of one kind. */
export class Cache<T extends object> {
  readonly #kind: CacheKind<T>;
  readonly #take: (bytes: number) => void;
  #newer = new Map<string, T>();
  #older = new Map<string, T>();

  /** @param take reserves this many bytes of the shared limit */
  constructor(kind: CacheKind<T>, take: (bytes: number) => void) {
    this.#kind = kind;
    this.#take = take;
  }

  /**
   * Returns the cached value for the key, or makes one. `make` gets a copy of the key: a substring
   * would keep the longer string in memory.
   */
  recall(key: string, make: (key: string) => T): T {
    if (key.length > maxKeyLength) return make(key);
    const known = this.#newer.get(key);
    if (known !== undefined) return known;
    const own = copyOf(key);
    const value = this.#older.get(key) ?? make(own);
    this.#take(overhead + 2 * own.length + this.#kind.weigh(value, own));
    if (this.#newer.size === maxCacheEntries / 2) this.age();
    this.#newer.set(own, value);
    return value;
  }

  /** Drops the older half. */
  age(): void {
    this.#older = this.#newer;
    this.#newer = new Map();
  }
}

/** FNV-1a, from the end. A `for...of` loop over the bytes takes three times as long. */
function hashOf(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  let at = bytes.length;
  while (at > 0) hash = Math.imul(hash ^ bytes[--at]!, 0x01000193);
  return hash | 0;
}

function hashOfText(text: string): number {
  let hash = 0x811c9dc5;
  let at = text.length;
  while (at > 0) hash = Math.imul(hash ^ text.charCodeAt(--at), 0x01000193);
  return hash | 0;
}

/** Copies a string: V8 flattens a concatenation before it takes a substring. */
function copyOf(text: string): string {
  return ` ${text}`.slice(1);
}
