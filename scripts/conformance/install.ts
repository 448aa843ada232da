import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readTree, writeTree } from "../tree.js";
import type { Command } from "./driver.js";
import { UsageError } from "./errors.js";
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
  const cwd = join(cache, name);
  const stamp = join(cwd, ".built-from");
  const wanted = hashOf([...source, build, tools.map(versionOf), cwd]);
  if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== wanted) {
    rmSync(cwd, { recursive: true, force: true });
    mkdirSync(cwd, { recursive: true });
    writeTree(cwd, source);
    for (const command of build) {
      tell(`${name}: ${command.join(" ")}`);
      await run(name, command, cwd);
    }
    writeFileSync(stamp, wanted);
  }
  return { words: start, cwd };
}

function versionOf(tool: string): string | undefined {
  // `go --version` is an error.
  const args = tool === "go" ? ["version"] : ["--version"];
  const { error, stdout } = spawnSync(tool, args, { encoding: "utf8" });
  return error === undefined ? stdout : undefined;
}

function hashOf(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}

/** How much of what a failed build printed is told, in characters. */
const tailLength = 4_000;

async function run(
  name: string,
  [program = "", ...args]: readonly string[],
  cwd: string,
): Promise<void> {
  const child = spawn(program, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      printed = (printed + chunk.toString()).slice(-tailLength);
    });
  }
  const end = await new Promise<number | string | null>((resolve) => {
    child.on("error", ({ message }) => {
      resolve(message);
    });
    child.on("close", resolve);
  });
  if (end === 0) return;
  const what = [program, ...args].join(" ");
  throw new UsageError(`${name}: ${what} ended with ${String(end)}\n${printed.trim()}`);
}
