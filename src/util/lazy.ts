import type { Awaitable } from "./awaitable.js";

/**
 * Loads a value on the first call, and returns it without a promise from then on. If loading fails,
 * the next call tries again.
 */
export function lazy<T extends object>(load: () => Promise<T>): () => Awaitable<T> {
  let loaded: Awaitable<T> | undefined;
  const succeed = (value: T): T => (loaded = value);
  const fail = (error: unknown): never => {
    loaded = undefined;
    throw error;
  };
  return () => (loaded ??= load().then(succeed, fail));
}
