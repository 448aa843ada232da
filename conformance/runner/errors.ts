/** What whoever runs the conformance has to change: told in its message alone. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
