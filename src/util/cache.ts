/** Most characters of a key that is kept. */
export const maxKeyLength = 4_096;
/** Most entries of one cache. */
const maxCacheEntries = 4_096;
/** The most that all caches of a mock hold, in bytes as they are weighed. */
const maxCacheBytes = 32_000_000;
/** The most hashes of what has come that are kept, a power of two. */
const maxHashes = 4 * maxCacheEntries;
/** What an entry takes beside its key and its value, in bytes. */
const overhead = 300;

/** One kind of results that are kept, each of which depends on nothing but its key. */
export interface CacheKind<T extends object> {
  /** The most that a value may take beside its key, in bytes; also what it may yet grow to. */
  readonly weigh: (value: T, key: string) => number;
}

/**
 * The caches of one mock, which share a limit. They are kept in two halves: when the newer one is
 * full, the older one is forgotten.
 */
export class Caches {
  readonly #caches = new Map<CacheKind<never>, Cache<never>>();
  readonly #hashes = new Int32Array(maxHashes);
  #bytes = 0;

  /** The cache of a kind, made when it is first asked for. */
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
   * Whether these bytes have come before, as far as that is known; it may say so of a few that have
   * not. What comes once is not worth keeping: most of its cost would be to keep it. Nor is what is too
   * long for a key.
   */
  hasSeenBytes(bytes: Uint8Array): boolean {
    return bytes.length <= maxKeyLength && this.#isKnown(hashOf(bytes));
  }

  /** The same for a text. */
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

/** The latest values of one kind. */
export class Cache<T extends object> {
  readonly #kind: CacheKind<T>;
  readonly #take: (bytes: number) => void;
  #newer = new Map<string, T>();
  #older = new Map<string, T>();

  /** @param take makes room for so many bytes */
  constructor(kind: CacheKind<T>, take: (bytes: number) => void) {
    this.#kind = kind;
    this.#take = take;
  }

  /**
   * The value that was made for the key, or what `make` returns now. It is given a key of its own: one
   * that was cut out of a longer string would keep that.
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

  /** Forgets the older half. */
  age(): void {
    this.#older = this.#newer;
    this.#newer = new Map();
  }
}

/** FNV-1a, from the end: an iterator over the bytes would take three times as long. */
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

/** V8 copies what it cuts out of two strings that it has joined. */
function copyOf(text: string): string {
  return ` ${text}`.slice(1);
}
