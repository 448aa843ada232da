import { build, type Metafile } from "esbuild";

/** The bundles, each with its entries. An entry runs when it is first required. */
export const bundles = {
  mock: {
    program: "src/cli/program.ts",
    library: "src/library/index.ts",
    vitest: "src/library/vitest.ts",
  },
  // Separate, so that what only users' own code needs does not slow down the start.
  schema: {
    messages: "gen/messages.ts",
    twirp: "src/library/twirp.ts",
  },
} as const;

export type Bundle = keyof typeof bundles;

/**
 * Bundles the entries and their imports into one CommonJS file, with a function per entry. The
 * process reads all of it at the start, so nothing that a request needs can fail to load later. It
 * does not keep the names of functions, because that makes calls a tenth slower.
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
    // Node prints the whole line of an uncaught error.
    lineLimit: 120,
    inject: ["scripts/package/builtins.ts"],
    // yargs finds its translations by `import.meta.url`, which CommonJS lacks.
    define: {
      "globalThis.TextDecoder": "TextDecoder",
      "globalThis.TextEncoder": "TextEncoder",
      "import.meta.url": "moduleUrl",
      "process.nextTick": "nextTick",
      // ws does without native code. Deno would need a permission to look for these.
      "process.env.WS_NO_BUFFER_UTIL": "true",
      "process.env.WS_NO_UTF_8_VALIDATE": "true",
    },
    banner: { js: 'const moduleUrl = require("node:url").pathToFileURL(__filename).href;' },
    // A test runner's CommonJS has no import().
    supported: { "dynamic-import": false },
    // Users of one entry install it.
    external: ["twirp-ts"],
    legalComments: "none",
    metafile: true,
  });
  return metafile;
}
