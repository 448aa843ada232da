import { methods as rows } from "../../gen/methods.js";
import type { Method } from "../../gen/types.js";

/** Every method of the API, loaded, by path. */
export const methods: ReadonlyMap<string, Method> = new Map(
  await Promise.all(
    [...rows].map(async ([path, row]): Promise<[string, Method]> => [path, await row.load()]),
  ),
);
