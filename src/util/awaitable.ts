/** What is there, or will be. Whoever takes it waits only if it is a promise. */
export type Awaitable<T> = T | Promise<T>;
