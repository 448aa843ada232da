/**
 * Writes `dist/`: the entries of the package with their types, the licenses of the bundled
 * packages, and the JSON Schema of the control.
 */
import { createRequire } from "node:module";
import { chmod, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import type { Metafile } from "esbuild";
import { controlSchemaText } from "../../src/control/schema.js";
import { noteBuild } from "./buildStamp.js";
import { bundle, bundles, type Bundle } from "./bundle.js";
import { declareEntry } from "./declarations.js";
import { declareGenerated } from "./generatedTypes.js";

const require = createRequire(import.meta.url);
const root = new URL("../../", import.meta.url);
const dist = new URL("dist/", root);

await rm(dist, { recursive: true, force: true });
await mkdir(dist);
const metafiles: Metafile[] = [];
for (const name of Object.keys(bundles) as Bundle[]) {
  metafiles.push(await bundle(name, new URL(`${name}.cjs`, dist)));
}

const run = (name: Bundle, entry: string): string => `require("./${name}.cjs").${entry}()`;
// The bundle has no import(), so the program gets it from here.
const main = `${run("mock", "program")}.main((url) => import(url));`;
await write("livekit-mock.cjs", `#!/usr/bin/env node\n${main}\n`);
await chmod(new URL("livekit-mock.cjs", dist), 0o755);
await write("index.cjs", `module.exports = ${run("mock", "library")};\n`);
await write("messages.cjs", `module.exports = ${run("schema", "messages")};\n`);
await write("twirp.cjs", `module.exports = ${run("schema", "twirp")};\n`);
for (const name of ["index", "messages", "twirp"]) await writeModule(name);
await write(
  "vitest.cjs",
  `exports.__esModule = true;\nexports.default = ${run("mock", "vitest")}.default;\n`,
);
await write("vitest.mjs", `import vitest from "./vitest.cjs";\nexport default vitest.default;\n`);

for (const [name, declare] of Object.entries(declareEntry)) {
  await write(`${name}.d.mts`, declare("mjs"));
  await write(`${name}.d.cts`, declare("cjs"));
}
for (const [path, text] of declareGenerated()) await write(path, text);
await write("LICENSES.txt", await collectLicenses(metafiles));
await write("control.schema.json", controlSchemaText());
noteBuild(root.pathname);

/** Writes a file of `dist/`, and creates its folders. */
async function write(path: string, text: string): Promise<void> {
  const file = new URL(path, dist);
  await mkdir(new URL(".", file), { recursive: true });
  await writeFile(file, text);
}

/** Writes an ES module that re-exports the CommonJS entry, so that a process loads it only once. */
async function writeModule(name: string): Promise<void> {
  const names = Object.keys(require(new URL(`${name}.cjs`, dist).pathname) as object);
  const list = names.sort().join(", ");
  await write(`${name}.mjs`, `import own from "./${name}.cjs";\nexport const { ${list} } = own;\n`);
}

/** The license texts of the packages with code in the bundles. */
async function collectLicenses(metafiles: readonly Metafile[]): Promise<string> {
  const inputs = metafiles.flatMap((metafile) => Object.keys(metafile.inputs));
  const packages = new Set(
    inputs.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []),
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
