import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { HandlerStack } from "../handlers/handlerStack.js";
import { readLayer } from "../handlers/layer.js";
import { SettingsError } from "../settings/index.js";
import { reasonOf } from "../util/reason.js";

/** Imports a module by its URL. The program's own code is CommonJS that cannot do that. */
export type ImportModule = (url: string) => Promise<object>;

/**
 * Loads the handlers that a module exports by default. Throws {@link SettingsError} if it exports
 * nothing of the kind. What the module itself throws passes through, after a line with its path: Node
 * then prints the place in the source.
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

async function load(path: string, where: string, importModule: ImportModule): Promise<object> {
  const say = (problem: string): void => {
    process.stderr.write(`livekit-mock: ${where}: ${problem}\n`);
  };
  const explainEnd = (): void => {
    say("its top-level await never ends");
    process.exitCode = 1;
  };
  process.once("beforeExit", explainEnd);
  try {
    return await importModule(pathToFileURL(resolve(path)).href);
  } catch (error) {
    if (isMissing(error) || !(error instanceof Error)) {
      throw new SettingsError(`${where}: ${reasonOf(error)}`);
    }
    say("it cannot be loaded:");
    throw error;
  } finally {
    process.off("beforeExit", explainEnd);
  }
}

/** Whether a module is missing, this one or one that it imports. */
function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND";
}
