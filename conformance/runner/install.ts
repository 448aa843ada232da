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
import { endGroup, spawnGroup } from "./processGroup.js";
import type { Sdk } from "./sdks.js";

/** Where the sources of the drivers are, and where they are built. */
export interface Folders {
  readonly drivers: string;
  readonly cache: string;
}

/** What a tool says of its version, by its name. */
export type Versions = ReadonlyMap<string, string>;

/** The versions of all that drivers are built with. Throws {@link UsageError} where some are not there. */
export function versionsOf(sdks: readonly Sdk[]): Versions {
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

/**
 * Builds the driver of an SDK in the cache, where that has not been done for the same sources and
 * tools, and says how to start it. Throws {@link UsageError}.
 */
export async function install(
  { name, tools, build, start }: Sdk,
  versions: Versions,
  { drivers, cache }: Folders,
  tell: (line: string) => void,
): Promise<Command> {
  const source = filesIn(join(drivers, name));
  const madeFrom = [...source, build, tools.map((tool) => versions.get(tool))];
  const hash = createHash("sha256").update(JSON.stringify(madeFrom)).digest("hex");
  const cwd = join(cache, `${name}-${hash.slice(0, 12)}`);
  if (!existsSync(cwd)) {
    // Elsewhere, so that what is there is whole, whatever ends this, and whoever else builds it.
    const making = `${cwd}.${String(process.pid)}`;
    mkdirSync(making, { recursive: true });
    for (const [path, text] of source) {
      mkdirSync(join(making, dirname(path)), { recursive: true });
      writeFileSync(join(making, path), text);
    }
    try {
      for (const command of build) {
        tell(`${name}: ${command.join(" ")}`);
        await run(name, command, making);
      }
      if (!existsSync(cwd)) renameSync(making, cwd);
    } finally {
      rmSync(making, { recursive: true, force: true });
    }
  }
  return { words: start, cwd };
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

/** How much of what a failed build printed is told, in characters. */
const tailLength = 4_000;

async function run(name: string, command: readonly string[], cwd: string): Promise<void> {
  const child = spawnGroup(command, cwd);
  const end = (): void => {
    endGroup(child);
  };
  process.once("exit", end);
  child.stdin.end();
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      printed = (printed + chunk.toString()).slice(-tailLength);
    });
  }
  const status = await new Promise<number | string | null>((resolve) => {
    child.on("error", ({ message }) => {
      resolve(message);
    });
    child.on("close", resolve);
  });
  process.off("exit", end);
  if (status === 0) return;
  const what = command.join(" ");
  throw new UsageError(`${name}: ${what} ended with ${String(status)}\n${printed.trim()}`);
}
