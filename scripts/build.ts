/**
 * Writes `dist/`: the program and the library with their types, the licenses of what is bundled
 * into them, and the JSON Schema of the control.
 */
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import type { Metafile } from "esbuild";
import { controlSchemaText } from "../src/control/schema.js";
import { noteBuild } from "./buildStamp.js";
import { bundle } from "./bundle.js";
import { declareEntry, declareVitest } from "./declarations.js";

const root = new URL("../", import.meta.url);
const dist = new URL("dist/", root);

/** The entries of the library, from which ESM takes what CommonJS has: there is one mock in a process. */
const names = ["startMock", "control", "ControlError", "SettingsError"];
const modules: Readonly<Record<string, string>> = {
  index: `import mock from "./index.cjs";\nexport const { ${names.join(", ")} } = mock;\n`,
  vitest: `import vitest from "./vitest.cjs";\nexport default vitest.default;\n`,
};

await rm(dist, { recursive: true, force: true });
const entries = { "livekit-mock": "src/cli.ts", index: "src/index.ts", vitest: "src/vitest.ts" };
const metafile = await bundle(entries, dist);
const types: Readonly<Record<string, string>> = { index: declareEntry(), vitest: declareVitest() };
for (const [name, text] of Object.entries(types)) {
  await writeFile(new URL(`${name}.mjs`, dist), modules[name]!);
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
