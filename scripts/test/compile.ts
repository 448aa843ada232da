/** Compiles all test files at once, so that each starts in a tenth of a second. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build, type BuildFailure, type Plugin } from "esbuild";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** The project's own package, in its built form. */
const self = "livekit-mock";

/** Packages that nearly every test loads. They load three times as fast when bundled. */
const bundled = /^(@bufbuild\/protobuf|jose|leven|ws)(\/|$)/;

/**
 * Writes each entry as `<folder>/<its path>.mjs`, together with what it imports from the project.
 * `import.meta.url` and stack traces point to the sources. Prints compile errors, and resolves with
 * false if there are any.
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
    // For bundled CommonJS packages.
    banner: {
      js: `import { createRequire as requireFrom } from "node:module"; const require = requireFrom("${import.meta.url}");`,
    },
    plugins: [limitTests, keepPackages, keepUrls],
    logLevel: "warning",
  });
  return compiling.then(
    () => true,
    (error: unknown) => {
      // esbuild has printed the errors.
      if ((error as Partial<BuildFailure>).errors !== undefined) return false;
      throw error;
    },
  );
}

/**
 * Leaves packages to Node, except the bundled ones and their imports. The project's own package is
 * imported by path, because the compiled tests cannot resolve its name.
 */
const keepPackages: Plugin = {
  name: "keep-packages",
  setup(builder) {
    builder.onResolve({ filter: /^[^./]/ }, ({ path, importer }) => {
      const isBundled = bundled.test(path) || importer.includes("/node_modules/");
      // Native code that ws uses if it is installed.
      const isNative = path === "bufferutil" || path === "utf-8-validate";
      if (isBundled && !isNative) return undefined;
      return { path: path === self ? import.meta.resolve(self) : path, external: true };
    });
  },
};

/** Gives each file of the project its own `import.meta.url`. */
const keepUrls: Plugin = {
  name: "keep-urls",
  setup(builder) {
    builder.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      const url = JSON.stringify(pathToFileURL(path).href);
      const head = source.includes("import.meta.url") ? `const sourceUrl = ${url}; ` : "";
      return { contents: head + source, loader: "ts" };
    });
  },
};

/** Makes tests import `test` from a module that adds a time limit. */
const limitTests: Plugin = {
  name: "limit-tests",
  setup(builder) {
    const limited = join(root, "scripts/test/limited.ts");
    builder.onResolve({ filter: /^node:test$/ }, ({ importer }) =>
      importer === limited ? { path: "node:test", external: true } : { path: limited },
    );
  },
};
