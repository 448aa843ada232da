import { build, type Metafile } from "esbuild";

/** The bundles: the entries of the package in each, which run once they are asked for. */
export const bundles = {
  mock: {
    program: "src/cli/program.ts",
    library: "src/library/index.ts",
    vitest: "src/library/vitest.ts",
  },
  // What a mock needs to start must not grow by what only the user's own code needs.
  schema: {
    messages: "gen/messages.ts",
    twirp: "src/library/twirp.ts",
  },
} as const;

export type Bundle = keyof typeof bundles;

/**
 * Bundles all that its entries run into one file of CommonJS, with a function per entry. It is in
 * memory once the process has started, so nothing that a request needs can fail to load, and what
 * needs no running at the start only costs its reading. To keep the names of functions would cost a
 * tenth of all calls.
 */
export async function bundle(name: Bundle, file: URL): Promise<Metafile> {
  const root = new URL("../../", import.meta.url).pathname;
  const contents = Object.entries(bundles[name]).map(
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
    // Native code that ws would use if it were there, and what users of one entry install.
    external: ["bufferutil", "utf-8-validate", "twirp-ts"],
    legalComments: "none",
    metafile: true,
  });
  return metafile;
}
