/** Fails, naming the files, where `gen/` is not what `buf generate` makes of `proto/` today. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { differences, readTree } from "./tree.js";

const fresh = mkdtempSync(join(tmpdir(), "livekit-mock-gen-"));
const { status } = spawnSync("buf", ["generate", "--output", fresh], { stdio: "inherit" });
const problem = status === 0 ? staleness(join(fresh, "gen")) : "gen/ cannot be generated";
rmSync(fresh, { recursive: true });
if (problem !== undefined) {
  console.error(problem);
  process.exitCode = 1;
}

/** Which files of `gen/` differ from the newly generated ones, or `undefined` where none does. */
function staleness(folder: string): string | undefined {
  const stale = differences(readTree("gen"), readTree(folder));
  if (stale.length === 0) return undefined;
  const list = stale.map((path) => `  gen/${path}`).join("\n");
  return `gen/ is stale; run npm run generate. These files differ:\n${list}`;
}
