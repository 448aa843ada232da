import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { HandlerStack } from "../handlers/handlerStack.js";
import { readLayer } from "../handlers/layer.js";
import { SettingsError } from "../settings/index.js";
import { reasonOf } from "../util/reason.js";

/** Imports a module by its URL. The program's own code is CommonJS that cannot do that. */
export type ImportModule = (url: string) => Promise<object>;

/**
 * Loads the handlers that a module exports by default. Throws {@link SettingsError} with its path if it
 * does not load or exports anything else.
 */
export async function loadHandlers(
  path: string,
  importModule: ImportModule,
): Promise<HandlerStack> {
  const where = `handlers ${JSON.stringify(path)}`;
  const module = await load(path, where, importModule);
  if (!("default" in module)) throw new SettingsError(`${where}: the module has no default export`);
  return new HandlerStack(readLayer(module.default, where));
}

/** An error with its stack, which says where in the module it is. */
function traceOf(error: unknown): string {
  const { code, stack } = error as NodeJS.ErrnoException;
  return code === "ERR_MODULE_NOT_FOUND" || stack === undefined ? reasonOf(error) : stack;
}

async function load(path: string, where: string, importModule: ImportModule): Promise<object> {
  const explainEnd = (): void => {
    process.stderr.write(`livekit-mock: ${where}: the module's top-level await never ends\n`);
    process.exitCode = 1;
  };
  process.once("beforeExit", explainEnd);
  try {
    return await importModule(pathToFileURL(resolve(path)).href);
  } catch (error) {
    throw new SettingsError(`${where}: ${traceOf(error)}`);
  } finally {
    process.off("beforeExit", explainEnd);
  }
}
