/** A value or a promise of it. Await it only if it is a promise. */
export type Awaitable<T> = T | Promise<T>;
