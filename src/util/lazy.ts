import type { Awaitable } from "./awaitable.js";

/**
 * What `load` resolves with, loaded when it is first asked for; once loaded it is there at once. If
 * that fails, the next time loads anew.
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
