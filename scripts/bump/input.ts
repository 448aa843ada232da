/** What `--from` says beside where the protocol is. */
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { isFolder } from "./buf.js";

/** The input as it may be read by all: without the user and the password of a URL. */
export function publicInput(from: string): string {
  return from.replace(/^(\w+:\/\/)[^/@]*@/, "$1");
}

/** The git tag that an input is at: its own `tag=`, or that of the checkout which it is part of. */
export function tagOf(cwd: string, from: string): string | undefined {
  const [place = from, options = ""] = from.split("#", 2);
  const named = options.split(",").find((option) => option.startsWith("tag="));
  if (named !== undefined) return named.slice("tag=".length);
  const folder = resolve(cwd, place);
  if (!isFolder(folder)) return undefined;
  const git = (...args: readonly string[]): string | undefined => {
    const { status, stdout } = spawnSync("git", ["-C", folder, ...args], { encoding: "utf8" });
    return status === 0 ? stdout.trim() : undefined;
  };
  // A folder that git does not know, or that was changed, is not what the tag says.
  if ((git("ls-files", "--", ".") ?? "") === "" || git("status", "--porcelain", "--", ".") !== "") {
    return undefined;
  }
  return git("describe", "--tags", "--exact-match");
}
