/** Makes JavaScript of the tests, once for all files, so that each one starts in a tenth of a second. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build, type BuildFailure, type Plugin } from "esbuild";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** The project's own package, as it is built. */
const self = "livekit-mock";

/** Packages that nearly every test loads. Bundled, they load in a third of the time. */
const bundled = /^(@bufbuild\/protobuf|jose|leven|ws)(\/|$)/;

/**
 * Writes each entry as `<folder>/<its path>.mjs`, with what it imports of the project. The code
 * believes that it stands where its source stands, and the stack of an error says so too. Says what
 * does not compile, and then resolves with false.
 */
export async function compile(entries: readonly string[], folder: string): Promise<boolean> {
  const compiling = build({
    absWorkingDir: root,
    entryPoints: [...entries],
    outdir: folder,
    outbase: root,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    sourcemap: "linked",
    sourcesContent: false,
    define: { "import.meta.url": "sourceUrl" },
    // For bundled packages that are CommonJS.
    banner: {
      js: `import { createRequire as requireFrom } from "node:module"; const require = requireFrom("${import.meta.url}");`,
    },
    plugins: [limitTests, keepPackages, keepPlaces],
    logLevel: "warning",
  });
  return compiling.then(
    () => true,
    (error: unknown) => {
      // esbuild has said what is wrong.
      if ((error as Partial<BuildFailure>).errors !== undefined) return false;
      throw error;
    },
  );
}

/**
 * Leaves packages to Node, but for those that are bundled and what these import themselves. The
 * project's own is named by its file: from where the tests are compiled to, it has no name.
 */
const keepPackages: Plugin = {
  name: "keep-packages",
  setup(builder) {
    builder.onResolve({ filter: /^[^./]/ }, ({ path, importer }) => {
      const isBundled = bundled.test(path) || importer.includes("/node_modules/");
      // Native code that ws would use if it were there.
      const isNative = path === "bufferutil" || path === "utf-8-validate";
      if (isBundled && !isNative) return undefined;
      return { path: path === self ? import.meta.resolve(self) : path, external: true };
    });
  },
};

/** Gives each file of the project its own `import.meta.url`. */
const keepPlaces: Plugin = {
  name: "keep-places",
  setup(builder) {
    builder.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      const url = JSON.stringify(pathToFileURL(path).href);
      const head = source.includes("import.meta.url") ? `const sourceUrl = ${url}; ` : "";
      return { contents: head + source, loader: "ts" };
    });
  },
};

/** Lets the tests take `test` from a module that limits each one. */
const limitTests: Plugin = {
  name: "limit-tests",
  setup(builder) {
    const limited = join(root, "scripts/test/limited.ts");
    builder.onResolve({ filter: /^node:test$/ }, ({ importer }) =>
      importer === limited ? { path: "node:test", external: true } : { path: limited },
    );
  },
};
