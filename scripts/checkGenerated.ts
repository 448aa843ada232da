/** Fails, naming the files, where `gen/` is not what `buf generate` makes of `proto/` today. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

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
  const committed = readTree("gen");
  const generated = readTree(folder);
  const stale = [...new Set([...committed.keys(), ...generated.keys()])]
    .filter((path) => committed.get(path) !== generated.get(path))
    .sort();
  if (stale.length === 0) return undefined;
  const list = stale.map((path) => `  gen/${path}`).join("\n");
  return `gen/ is stale; run npm run generate. These files differ:\n${list}`;
}

function readTree(root: string): Map<string, string> {
  const files = readdirSync(root, { recursive: true, withFileTypes: true });
  return new Map(
    files
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const path = join(entry.parentPath, entry.name);
        return [path.slice(root.length + 1), readFileSync(path, "utf8")];
      }),
  );
}
