import { randomBytes } from "node:crypto";
import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  type Stats,
} from "node:fs";
import { resolve } from "node:path";
import { isObject, parseJson } from "./json.js";
import { reasonOf } from "./reason.js";
import { SettingsError } from "./settings/index.js";

/** A file that is there while the mock accepts, for others to wait for. */
export interface ReadyFile {
  /** Writes it at once, whole; it is removed when the process ends. */
  write(text: string): void;
}

/**
 * Removes what an earlier process has left of the file, and sees to it that a new one can be made in
 * its folder. Throws {@link SettingsError} if it cannot, or if another kind of file is there.
 */
export function prepareReadyFile(path: string): ReadyFile {
  if (isDescriptor(path)) throw refused(path, "descriptor");
  const left = attempt(path, () => read(path));
  if (left !== undefined && !isReadyText(left)) {
    throw new SettingsError(
      `ready-file ${JSON.stringify(path)}: there is another file of that name`,
    );
  }
  const unfinished = `${path}.${randomBytes(6).toString("hex")}`;
  const file = attempt(path, () => {
    rmSync(path, { force: true });
    return create(unfinished);
  });
  let written: string | undefined;
  process.once("exit", () => {
    try {
      attempt(path, () => {
        rmSync(unfinished, { force: true });
        // Another process may have taken the name.
        if (written !== undefined && read(path) === written) rmSync(path, { force: true });
      });
    } catch (error) {
      process.stderr.write(`livekit-mock: ${reasonOf(error)}\n`);
    }
  });
  return {
    write: (text) => {
      attempt(path, () => {
        writeFileSync(file, text);
        closeSync(file);
        renameSync(unfinished, path);
      });
      written = text;
    },
  };
}

/** The descriptor of a new file that its user alone may read and write: the secret will be in it. */
function create(path: string): number {
  const file = openSync(path, "wx", ownerOnly);
  // An odd umask takes rights from the owner too.
  if ((fstatSync(file).mode & ownerOnly) !== ownerOnly) fchmodSync(file, ownerOnly);
  return file;
}

const ownerOnly = 0o600;

/** Whether a path names what a process has open, which may be a file that must not be removed. */
function isDescriptor(path: string): boolean {
  return /^\/(dev\/(std(in|out|err)|fd\/.*)|proc\/[^/]+\/fd\/.*)$/.test(resolve(path));
}

function isReadyText(text: string): boolean {
  const value = parseJson(text);
  return isObject(value) && Array.isArray(value["regions"]);
}

/** What a file says; `undefined` if there is none. Throws {@link SettingsError} for what is no file. */
function read(path: string): string | undefined {
  try {
    const stats = statSync(path);
    if (!stats.isFile()) throw refused(path, kindOf(stats));
    // If a FIFO takes its place now, to open it still does not wait for a writer.
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      return readFileSync(file, "utf8");
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return "folder";
  if (stats.isFIFO()) return "FIFO";
  return stats.isSocket() ? "socket" : "device";
}

function refused(path: string, kind: string): SettingsError {
  return new SettingsError(
    `ready-file ${JSON.stringify(path)} is a ${kind}: expected a file; --json prints the same on stdout`,
  );
}

function attempt<Result>(path: string, act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    if (error instanceof SettingsError) throw error;
    throw new SettingsError(`ready-file ${JSON.stringify(path)}: ${reasonOf(error)}`);
  }
}
