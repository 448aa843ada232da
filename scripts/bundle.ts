import { readdir, readFile, writeFile } from "node:fs/promises";
import { build, transform, type Metafile } from "esbuild";

const target = "node20.19";

/**
 * Bundles programs into CommonJS, which starts faster than ESM. What they share, and what they load
 * later, is in files of its own. To keep the names of functions would cost a tenth of all calls.
 */
export async function bundle(
  entries: Readonly<Record<string, string>>,
  folder: URL,
): Promise<Metafile> {
  const { metafile } = await build({
    absWorkingDir: new URL("../", import.meta.url).pathname,
    entryPoints: entries,
    outdir: folder.pathname,
    outExtension: { ".js": ".cjs" },
    chunkNames: "chunks/[name]-[hash]",
    bundle: true,
    // Only ESM can be split: it becomes CommonJS below.
    splitting: true,
    format: "esm",
    platform: "node",
    target,
    minify: true,
    // Native code that ws would use if it were there.
    external: ["bufferutil", "utf-8-validate"],
    legalComments: "none",
    metafile: true,
  });
  const files = await readdir(folder, { recursive: true });
  const modules = files.filter((file) => file.endsWith(".cjs"));
  await Promise.all(modules.map((file) => toCommonJs(new URL(file, folder))));
  return metafile;
}

async function toCommonJs(file: URL): Promise<void> {
  const source = await readFile(file, "utf8");
  // yargs looks for its translations beside itself, by a URL that CommonJS lacks.
  const asksWhere = source.includes("import.meta.url");
  const { code } = await transform(source, {
    format: "cjs",
    platform: "node",
    target,
    minify: true,
    supported: { "dynamic-import": false },
    define: { "import.meta.url": "moduleUrl" },
    banner: asksWhere
      ? 'const moduleUrl = require("node:url").pathToFileURL(__filename).href;'
      : "",
  });
  await writeFile(file, code);
}
