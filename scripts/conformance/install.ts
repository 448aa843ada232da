import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readTree, writeTree } from "../tree.js";
import type { Command } from "./driver.js";
import { UsageError } from "./errors.js";
import { endGroup, spawnGroup } from "./processGroup.js";
import type { Sdk } from "./sdks.js";

/** Where the sources of the drivers are, and where they are built. */
export interface Folders {
  readonly drivers: string;
  readonly cache: string;
}

/** Throws {@link UsageError} where the machine lacks what an SDK's driver is built with. */
export function requireTools(sdks: readonly Sdk[]): void {
  const missing = sdks.flatMap(({ name, tools }) =>
    tools.filter((tool) => versionOf(tool) === undefined).map((tool) => `${name} needs ${tool}`),
  );
  if (missing.length > 0) throw new UsageError(`not on the PATH: ${missing.join(", ")}`);
}

/**
 * Builds the driver of an SDK in the cache, where that has not been done for the same sources and
 * tools, and says how to start it. Throws {@link UsageError}.
 */
export async function install(
  { name, tools, build, start }: Sdk,
  { drivers, cache }: Folders,
  tell: (line: string) => void,
): Promise<Command> {
  const source = readTree(join(drivers, name));
  const wanted = createHash("sha256").update(
    JSON.stringify([...source, build, tools.map(versionOf)]),
  );
  const cwd = join(cache, `${name}-${wanted.digest("hex").slice(0, 12)}`);
  if (!existsSync(cwd)) {
    // Elsewhere, so that what is there is whole, whatever ends this, and whoever else builds it.
    const making = `${cwd}.${String(process.pid)}`;
    mkdirSync(making, { recursive: true });
    writeTree(making, source);
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
