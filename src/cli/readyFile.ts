import { randomBytes } from "node:crypto";
import {
  accessSync,
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
import { dirname, join, resolve } from "node:path";
import { isObject, parseJson } from "../util/json.js";
import { reasonOf } from "../util/reason.js";
import { SettingsError } from "../settings/index.js";

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
  if (left !== undefined && left !== "" && !isReadyText(left)) {
    throw new SettingsError(
      `ready-file ${JSON.stringify(path)}: there is another file of that name`,
    );
  }
  attempt(path, () => {
    rmSync(path, { force: true });
    accessSync(dirname(path), constants.W_OK | constants.X_OK);
  });
  return {
    write: (text) => {
      attempt(path, () => {
        replace(path, text);
      });
      process.once("exit", () => {
        removeAtEnd(path, text);
      });
    },
  };
}

/** Writes a file that its user alone may read, and renames it once it is whole. */
function replace(path: string, text: string): void {
  // The name of the path may be as long as a name can be.
  const unfinished = join(dirname(path), `.ready-${randomBytes(6).toString("hex")}`);
  const file = create(unfinished);
  try {
    try {
      writeFileSync(file, text);
    } finally {
      closeSync(file);
    }
    renameSync(unfinished, path);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}

function removeAtEnd(path: string, text: string): void {
  try {
    attempt(path, () => {
      // Another process may have taken the name.
      if (read(path) === text) rmSync(path, { force: true });
    });
  } catch (error) {
    process.stderr.write(`livekit-mock: ${reasonOf(error)}\n`);
  }
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

/** A file's content; `undefined` if there is no such file. Throws {@link SettingsError} for a folder, device and so on. */
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
    // Node's message goes on with names of files, of which the user knows one.
    const { message, syscall = "" } = error as NodeJS.ErrnoException;
    const [reason = ""] = message.split(`, ${syscall}`, 1);
    throw new SettingsError(`ready-file ${JSON.stringify(path)}: ${reason}`);
  }
}
