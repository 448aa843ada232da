/**
 * Writes `dist/`: the program in one file, the licenses of what is bundled into it, and the JSON
 * Schema of the control.
 */
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { build, type Metafile } from "esbuild";
import { controlSchemaText } from "../src/control/index.js";

const root = new URL("../", import.meta.url);

await rm(new URL("dist/", root), { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: new URL(".", root).pathname,
  entryPoints: ["src/cli.ts"],
  outfile: "dist/livekit-mock.cjs",
  bundle: true,
  platform: "node",
  target: "node20.19",
  format: "cjs",
  // Native code that ws would use if it were there.
  external: ["bufferutil", "utf-8-validate"],
  // yargs looks for its translations beside itself, by a URL that a CommonJS file lacks.
  define: { "import.meta.url": "moduleUrl" },
  banner: { js: `const moduleUrl = require("node:url").pathToFileURL(__filename).href;` },
  legalComments: "none",
  metafile: true,
});
await mkdir(new URL("dist/", root), { recursive: true });
await writeFile(new URL("dist/LICENSES.txt", root), await licensesOf(metafile));
await writeFile(new URL("dist/control.schema.json", root), controlSchemaText());

/** The license texts of the packages that a bundle holds code of. */
async function licensesOf({ inputs }: Metafile): Promise<string> {
  const packages = new Set(
    Object.keys(inputs).flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []),
  );
  const texts = [...packages].sort().map(async (path) => {
    const folder = new URL(`${path}/`, root);
    const { name, version, license } = JSON.parse(
      await readFile(new URL("package.json", folder), "utf8"),
    ) as Readonly<Record<string, string>>;
    const files = (await readdir(folder)).filter((file) => /^licen[cs]e/i.test(file));
    const contents = await Promise.all(
      files.map((file) => readFile(new URL(file, folder), "utf8")),
    );
    return [`${String(name)} ${String(version)}, ${String(license)}`, ...contents].join("\n\n");
  });
  return (await Promise.all(texts)).join(`\n${"-".repeat(80)}\n\n`);
}
