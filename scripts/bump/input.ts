/** Reads the inputs that `--from` takes. */
import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { resolve } from "node:path";

/** The input without the password or token that a URL may contain. */
export function publicInput(from: string): string {
  return from.replace(/^(https?:\/\/)[^/@]*@/, "$1").replace(/^(\w+:\/\/[^/:@]*):[^/@]*@/, "$1@");
}

/** The name and the full path of an input that is a folder; `undefined` for any other input. */
export function folderOf(
  cwd: string,
  from: string,
): { readonly name: string; readonly path: string } | undefined {
  const { place, options } = parseInput(from);
  const isGit = place.endsWith(".git") || options.includes("format=git");
  const path = resolve(cwd, place);
  if (isGit || statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return undefined;
  return { name: place, path };
}

/** The input's git tag: its own `tag=`, or the tag of the checkout that it is in. */
export function tagOf(cwd: string, from: string): string | undefined {
  const named = parseInput(from).options.find((option) => option.startsWith("tag="));
  if (named !== undefined) return named.slice("tag=".length);
  const folder = folderOf(cwd, from);
  if (folder === undefined) return undefined;
  const git = (...args: readonly string[]): string | undefined => {
    const { status, stdout } = spawnSync("git", ["-C", folder.path, ...args], { encoding: "utf8" });
    return status === 0 ? stdout.trim() : undefined;
  };
  // The tag does not describe a folder that git does not track, or that was changed.
  const tracked = git("ls-files", "--", ".");
  if (tracked === undefined || tracked === "" || git("status", "--porcelain", "--", ".") !== "") {
    return undefined;
  }
  return git("describe", "--tags", "--exact-match");
}

function parseInput(from: string): { readonly place: string; readonly options: readonly string[] } {
  const [place = from, options = ""] = from.split("#", 2);
  return { place, options: options.split(",") };
}
