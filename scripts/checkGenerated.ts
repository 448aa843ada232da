/** Fails, naming the files, where `gen/` is not what `buf generate` makes of `proto/` today. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { differences, inTemporaryFolder, readTree } from "./tree.js";

const problem = await inTemporaryFolder((fresh) => {
  const { status } = spawnSync("buf", ["generate", "--output", fresh], { stdio: "inherit" });
  return status === 0 ? staleness(join(fresh, "gen")) : "gen/ cannot be generated";
});
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
