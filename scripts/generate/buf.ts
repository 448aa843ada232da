import { createRequire } from "node:module";

const packages = createRequire(import.meta.url);

/**
 * The path of the buf binary. The `buf` that npm puts on the path is a Node script, which takes
 * longer to start the binary than most runs of it last.
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
      // npm installs only the package for this platform.
    }
  }
  return "buf";
}
