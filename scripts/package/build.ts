/**
 * Writes `dist/`: the program and the library with their types, the licenses of what is bundled
 * into them, and the JSON Schema of the control.
 */
import { chmod, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import type { Metafile } from "esbuild";
import { controlSchemaText } from "../../src/control/schema.js";
import { noteBuild } from "./buildStamp.js";
import { bundle, type Entry } from "./bundle.js";
import { declareEntry, declareVitest } from "./declarations.js";

const root = new URL("../../", import.meta.url);
const dist = new URL("dist/", root);

const from = (entry: Entry): string => `require("./mock.cjs").${entry}()`;

/** ESM takes what CommonJS has: there is one mock in a process. */
const names = ["startMock", "control", "ControlError", "SettingsError"];
const modules: Readonly<Record<string, string>> = {
  "livekit-mock.cjs": `#!/usr/bin/env node\n${from("program")};\n`,
  "index.cjs": `module.exports = ${from("library")};\n`,
  "index.mjs": `import mock from "./index.cjs";\nexport const { ${names.join(", ")} } = mock;\n`,
  "vitest.cjs": `exports.__esModule = true;\nexports.default = ${from("vitest")}.default;\n`,
  "vitest.mjs": `import vitest from "./vitest.cjs";\nexport default vitest.default;\n`,
};

await rm(dist, { recursive: true, force: true });
await mkdir(dist);
const metafile = await bundle(new URL("mock.cjs", dist));
for (const [name, text] of Object.entries(modules)) await writeFile(new URL(name, dist), text);
await chmod(new URL("livekit-mock.cjs", dist), 0o755);
const types: Readonly<Record<string, string>> = { index: declareEntry(), vitest: declareVitest() };
for (const [name, text] of Object.entries(types)) {
  await writeFile(new URL(`${name}.d.mts`, dist), text);
  await writeFile(new URL(`${name}.d.cts`, dist), text);
}
await writeFile(new URL("LICENSES.txt", dist), await licensesOf(metafile));
await writeFile(new URL("control.schema.json", dist), controlSchemaText());
noteBuild(root.pathname);

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
