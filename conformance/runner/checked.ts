import type { ValidateFunction } from "ajv";
import { UsageError } from "./errors.js";

/** Returns the value if it matches a schema. Throws {@link UsageError} with everything that is wrong. */
export function checked<T>(value: unknown, isValid: ValidateFunction<T>, where: string): T {
  if (isValid(value)) return value;
  const problems = (isValid.errors ?? []).map(({ instancePath, message = "", params }) => {
    const extra: unknown = params["additionalProperty"];
    const what = typeof extra === "string" ? `${message}: ${JSON.stringify(extra)}` : message;
    return `${instancePath} ${what}`.trim();
  });
  throw new UsageError(`${where}: ${problems.join("; ")}`);
}
