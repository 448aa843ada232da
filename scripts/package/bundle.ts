import { build, type Metafile } from "esbuild";

/** The entries of the package: what each of them is made of, which runs once it is asked for. */
const entries = {
  program: "src/cli/program.ts",
  library: "src/library/index.ts",
  vitest: "src/library/vitest.ts",
} as const;

export type Entry = keyof typeof entries;

/**
 * Bundles all that runs into one file of CommonJS, with a function per entry. It is in memory once
 * the process has started, so nothing that a request needs can fail to load, and what needs no
 * running at the start only costs its reading. To keep the names of functions would cost a tenth of
 * all calls.
 */
export async function bundle(file: URL): Promise<Metafile> {
  const root = new URL("../../", import.meta.url).pathname;
  const contents = Object.entries(entries).map(
    ([name, path]) => `exports.${name} = () => require("./${path}");`,
  );
  const { metafile } = await build({
    absWorkingDir: root,
    stdin: { contents: contents.join("\n"), resolveDir: root },
    outfile: file.pathname,
    bundle: true,
    format: "cjs",
    platform: "node",
    target: "node20.19",
    minify: true,
    // Node quotes the line of an error that nobody catches.
    lineLimit: 120,
    inject: ["scripts/package/builtins.ts"],
    // yargs looks for its translations beside itself, by a URL that CommonJS lacks.
    define: {
      "globalThis.TextDecoder": "TextDecoder",
      "globalThis.TextEncoder": "TextEncoder",
      "import.meta.url": "moduleUrl",
      "process.nextTick": "nextTick",
    },
    banner: { js: 'const moduleUrl = require("node:url").pathToFileURL(__filename).href;' },
    // A test runner's CommonJS has no import().
    supported: { "dynamic-import": false },
    // Native code that ws would use if it were there.
    external: ["bufferutil", "utf-8-validate"],
    legalComments: "none",
    metafile: true,
  });
  return metafile;
}
