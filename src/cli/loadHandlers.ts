import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { inspect, types } from "node:util";
import { HandlerStack } from "../handlers/handlerStack.js";
import { readLayer } from "../handlers/layer.js";
import { SettingsError } from "../settings/index.js";
import { isObject } from "../util/json.js";

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
  if (!("default" in module)) {
    const names = Object.keys(module).join(", ");
    const others = names === "" ? "" : `; it exports ${names}`;
    throw new SettingsError(`${where}: the module has no default export${others}`);
  }
  return new HandlerStack(readLayer(defaultOf(module.default), where));
}

/** The default export; of a module that was compiled to CommonJS, the one inside of its exports. */
function defaultOf(exported: unknown): unknown {
  return isObject(exported) && exported["__esModule"] === true ? exported["default"] : exported;
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
    if (isMissing(error)) throw new SettingsError(`${where}: ${error.message}`);
    if (!types.isNativeError(error)) {
      const reason = typeof error === "string" ? error : inspect(error);
      throw new SettingsError(`${where}: ${reason}`);
    }
    say("it cannot be loaded:");
    throw error;
  } finally {
    process.off("beforeExit", explainEnd);
  }
}

/** Whether a module is missing, this one or one that it imports. */
function isMissing(error: unknown): error is Error {
  return error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND";
}
