/** What an input of buf says beside where the protocol is. */
import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { resolve } from "node:path";

/** The input as it may be read by all: without the password of a URL, or the token in its place. */
export function publicInput(from: string): string {
  return from.replace(/^(https?:\/\/)[^/@]*@/, "$1").replace(/^(\w+:\/\/[^/:@]*):[^/@]*@/, "$1@");
}

/** The folder that an input is, as the input names it and in full; none where it is something else. */
export function folderOf(
  cwd: string,
  from: string,
): { readonly name: string; readonly path: string } | undefined {
  const { place, options } = partsOf(from);
  const isGit = place.endsWith(".git") || options.includes("format=git");
  const path = resolve(cwd, place);
  if (isGit || statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return undefined;
  return { name: place, path };
}

/** The git tag that an input is at: its own `tag=`, or that of the checkout which it is part of. */
export function tagOf(cwd: string, from: string): string | undefined {
  const named = partsOf(from).options.find((option) => option.startsWith("tag="));
  if (named !== undefined) return named.slice("tag=".length);
  const folder = folderOf(cwd, from);
  if (folder === undefined) return undefined;
  const git = (...args: readonly string[]): string | undefined => {
    const { status, stdout } = spawnSync("git", ["-C", folder.path, ...args], { encoding: "utf8" });
    return status === 0 ? stdout.trim() : undefined;
  };
  // A folder that git does not know, or that was changed, is not what the tag says.
  const known = git("ls-files", "--", ".");
  if (known === undefined || known === "" || git("status", "--porcelain", "--", ".") !== "") {
    return undefined;
  }
  return git("describe", "--tags", "--exact-match");
}

function partsOf(from: string): { readonly place: string; readonly options: readonly string[] } {
  const [place = from, options = ""] = from.split("#", 2);
  return { place, options: options.split(",") };
}
