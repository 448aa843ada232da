/** Fails, naming the files, where `gen/` is not what `buf generate` makes of `proto/` today. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const fresh = mkdtempSync(join(tmpdir(), "livekit-mock-gen-"));
try {
  execFileSync("buf", ["generate", "--output", fresh], { stdio: "inherit" });
  const committed = readTree("gen");
  const generated = readTree(join(fresh, "gen"));
  const stale = [...new Set([...committed.keys(), ...generated.keys()])]
    .filter((path) => committed.get(path) !== generated.get(path))
    .sort();
  if (stale.length > 0) {
    const list = stale.map((path) => `  gen/${path}`).join("\n");
    console.error(`gen/ is stale; run npm run generate. These files differ:\n${list}`);
    process.exitCode = 1;
  }
} finally {
  rmSync(fresh, { recursive: true });
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
