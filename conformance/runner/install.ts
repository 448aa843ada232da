import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";
import type { Command } from "./driver.js";
import { UsageError } from "./errors.js";
import { runToEnd } from "./processGroup.js";
import type { Sdk } from "./sdks.js";

/** Where the sources of the drivers are, and where they are built. */
export interface Folders {
  readonly drivers: string;
  readonly cache: string;
}

/** What a tool says of its version, by its name. */
export type Versions = ReadonlyMap<string, string>;

/** The versions of all that drivers are built with. Throws {@link UsageError} if one is missing. */
export function versionsOf(sdks: readonly Pick<Sdk, "name" | "tools">[]): Versions {
  const versions = new Map<string, string>();
  const missing: string[] = [];
  for (const { name, tools } of sdks) {
    for (const tool of tools) {
      const version = versions.get(tool) ?? versionOf(tool);
      if (version === undefined) missing.push(`${name} needs ${tool}`);
      else versions.set(tool, version);
    }
  }
  if (missing.length > 0) throw new UsageError(`not on the PATH: ${missing.join(", ")}`);
  return versions;
}

/** What is built in a folder of the cache. */
export interface Build {
  readonly name: string;
  readonly tools: readonly string[];
  /** The commands that build it, in a folder that holds the files. */
  readonly build: readonly (readonly string[])[];
  readonly files: readonly (readonly [path: string, content: string])[];
}

/** Builds the driver of an SDK, and returns how to start it. Throws {@link UsageError}. */
export async function install(
  { name, tools, build, start }: Sdk,
  versions: Versions,
  { drivers, cache }: Folders,
  tell: (line: string) => void,
): Promise<Command> {
  const files = filesIn(join(drivers, name));
  const cwd = await buildInCache({ name, tools, build, files }, versions, cache, tell);
  return { words: start, cwd };
}

/** Returns a folder of the cache, built if it is not yet. Throws {@link UsageError}. */
export async function buildInCache(
  { name, tools, build, files }: Build,
  versions: Versions,
  cache: string,
  tell: (line: string) => void,
): Promise<string> {
  const madeFrom = [...files, build, tools.map((tool) => versions.get(tool))];
  const hash = createHash("sha256").update(JSON.stringify(madeFrom)).digest("hex");
  const cwd = join(cache, `${name}-${hash.slice(0, 12)}`);
  if (existsSync(cwd)) return cwd;
  // In another folder first, so that no interrupted or parallel build leaves half of it here.
  const making = `${cwd}.${String(process.pid)}`;
  mkdirSync(making, { recursive: true });
  try {
    for (const [path, content] of files) {
      mkdirSync(join(making, dirname(path)), { recursive: true });
      writeFileSync(join(making, path), content);
    }
    for (const command of build) {
      tell(`${name}: ${command.join(" ")}`);
      const { status, printed } = await runToEnd(command, making);
      if (status !== 0) {
        const what = command.join(" ");
        const tail = printed.slice(-tailLength).trim();
        throw new UsageError(`${name}: ${what} ended with ${String(status)}\n${tail}`);
      }
    }
    if (!existsSync(cwd)) renameSync(making, cwd);
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
  return cwd;
}

/** The text of each file below a folder, with its path there. */
function filesIn(folder: string): [path: string, text: string][] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [relative(folder, path), readFileSync(path, "utf8")];
    });
}

function versionOf(tool: string): string | undefined {
  // `go --version` is an error.
  const args = tool === "go" ? ["version"] : ["--version"];
  const { error, stdout } = spawnSync(tool, args, { encoding: "utf8" });
  return error === undefined ? stdout : undefined;
}

/** How much of what a failed build printed is shown, in characters. */
const tailLength = 4_000;
