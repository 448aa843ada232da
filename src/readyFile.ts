import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { isObject, parseJson } from "./json.js";
import { reasonOf } from "./reason.js";
import { SettingsError } from "./settings/index.js";

/** A file that is there while the mock accepts, for others to wait for. */
export interface ReadyFile {
  /** Writes it at once, whole; it is removed when the process ends. */
  write(text: string): void;
}

/**
 * Removes what an earlier process has left of the file. Throws {@link SettingsError} where it is
 * another kind of file, or cannot be removed.
 */
export function prepareReadyFile(path: string): ReadyFile {
  const left = attempt(path, () => read(path));
  if (left !== undefined && !isReadyText(left)) {
    throw new SettingsError(
      `ready-file ${JSON.stringify(path)}: there is another file of that name`,
    );
  }
  attempt(path, () => {
    rmSync(path, { force: true });
  });
  return {
    write: (text) => {
      const unfinished = `${path}.${String(process.pid)}`;
      attempt(path, () => {
        writeFileSync(unfinished, text);
        renameSync(unfinished, path);
      });
      process.once("exit", () => {
        // Another process may have taken the name.
        if (read(path) === text) rmSync(path, { force: true });
      });
    },
  };
}

function isReadyText(text: string): boolean {
  const value = parseJson(text);
  return isObject(value) && Array.isArray(value["regions"]);
}

/** What a file says; `undefined` where there is none. */
function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function attempt<Result>(path: string, act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    throw new SettingsError(`ready-file ${JSON.stringify(path)}: ${reasonOf(error)}`);
  }
}
