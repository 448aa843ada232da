import type { Awaitable } from "./awaitable.js";

/** What `load` resolves with, loaded when it is first asked for; once loaded it is there at once. */
export function lazy<T extends object>(load: () => Promise<T>): () => Awaitable<T> {
  let loaded: Awaitable<T> | undefined;
  return () => (loaded ??= load().then((value) => (loaded = value)));
}
