import { createRequire } from "node:module";

const packages = createRequire(import.meta.url);

/**
 * The program of buf. The one that npm puts on the path is a program of Node's that starts it, and
 * takes longer than most of its runs.
 */
export const buf = findBuf();

function findBuf(): string {
  const { optionalDependencies } = packages("@bufbuild/buf/package.json") as {
    readonly optionalDependencies: Readonly<Record<string, string>>;
  };
  for (const name of Object.keys(optionalDependencies)) {
    try {
      return packages.resolve(`${name}/bin/buf`);
    } catch {
      // npm installs the one for this platform alone.
    }
  }
  return "buf";
}
