/** What is there, or will be: an answer that nothing has to be waited for is made in one go. */
export type Awaitable<T> = T | Promise<T>;

/** Calls `next` with the value: at once where it is there, else when it will be. */
export function whenThere<T, R>(
  value: Awaitable<T>,
  next: (value: T) => Awaitable<R>,
): Awaitable<R> {
  return value instanceof Promise ? value.then(next) : next(value);
}
