/** Generates `gen/`, as `npm run generate` does, and checks it. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { buf } from "./buf.js";
import { differences, inTemporaryFolder, readTree } from "../tree.js";

/** Writes `<output>/gen` from a project's protos. Throws a `GenerationError`. */
export type Generate = (project: string, output: string) => void | Promise<void>;

/** Says why the generation failed. */
export class GenerationError extends Error {}

/** Generates with buf, which runs each plugin in its own process. */
export const generateWithBuf: Generate = (project, output) => {
  const args = ["generate", "--output", output];
  const { status, stdout, stderr, error } = spawnSync(buf, args, {
    cwd: project,
    encoding: "utf8",
  });
  if (error !== undefined) throw new GenerationError(`cannot run buf: ${error.message}`);
  if (status !== 0) throw new GenerationError(`${stderr}${stdout}`.trim());
};

/** Returns why `gen/` is not what `proto/` generates; `undefined` if it is up to date. */
export function staleness(project: string, generate: Generate): Promise<string | undefined> {
  return inTemporaryFolder(async (fresh) => {
    try {
      await generate(project, fresh);
    } catch (error) {
      if (!(error instanceof GenerationError)) throw error;
      return `${error.message}\ngen/ cannot be generated`;
    }
    const stale = differences(readTree(join(project, "gen")), readTree(join(fresh, "gen")));
    if (stale.length === 0) return undefined;
    const list = stale.map((path) => `  gen/${path}`).join("\n");
    return `gen/ is stale; run npm run generate. These files differ:\n${list}`;
  });
}
