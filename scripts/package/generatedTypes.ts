/**
 * The declarations of `gen/`, in three trees. `types/` needs no package, so the types of handlers work
 * in every project; nor does `json/`, which has the JSON forms of responses. `schemas/` needs the
 * user's own @bufbuild/protobuf, whose functions take the schemas. Like that package, it has each
 * module for ESM and for CommonJS.
 */
import { readdirSync } from "node:fs";
import ts from "typescript";
import { declarationsOf, namesOf, parseDeclarations } from "./declarations.js";
import { declareResponses } from "./jsonTypes.js";
import { protobufTypes } from "./protobufTypes.js";
import { pathToRoot, relink, selectStatements } from "./statements.js";

const gen = new URL("../../gen/", import.meta.url);

/** The public names of the modules that are not messages. */
const publicNames: readonly (readonly [modules: RegExp, names: RegExp])[] = [
  [/^types$/, /^(HandlerContext|LayerContext|HandlerLayer|MessageInit|ValueInit|Defaults)$/],
  [/^services$/, /^Handlers$/],
  [/_mock$/, /(Handlers|Defaults)$/],
];

/** The declarations, by path in `dist/`. */
export function declareGenerated(): ReadonlyMap<string, string> {
  const modules = new Map(
    readdirSync(gen, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => [file.slice(0, -".ts".length), declarationsOf(new URL(file, gen))]),
  );
  const files = new Map([["types/protobuf.d.cts", protobufTypes], ...declareResponses(modules)]);
  for (const [module, text] of modules) {
    const isIndex = module.startsWith("messages");
    if (isIndex || module.endsWith("_pb")) {
      for (const kind of ["mjs", "cjs"]) {
        const schemas = isIndex ? text : schemasOf(module, text);
        files.set(`schemas/${module}.d.${kind.replace("js", "ts")}`, relink(schemas, kind));
      }
    }
    const types = isIndex ? undefined : typesOf(module, text);
    if (types !== undefined) files.set(`types/${module}.d.cts`, types);
  }
  return files;
}

/** A module's part of `types/`: its message types and enums, or its public names. */
function typesOf(module: string, text: string): string | undefined {
  const names = publicNames.find(([modules]) => modules.test(module))?.[1];
  if (names === undefined && !module.endsWith("_pb")) return undefined;
  const isShape = shapesOf(text);
  const part = selectStatements(text, (statement) =>
    names === undefined ? isShape(statement) : namesOf(statement).some((name) => names.test(name)),
  );
  return relink(part.replaceAll(/"@bufbuild\/.*"/g, `"${pathToRoot(module)}protobuf.js"`), "cjs");
}

/** The JSON type of a schema, which only the user's own @bufbuild/protobuf would need. */
const jsonArgument = /, (\{\s*jsonType: \w+;\s*\}|\w+Json)(?=>)/g;

/** A message module's part of `schemas/`: its descriptors, and its types from `types/`. */
function schemasOf(module: string, text: string): string {
  const shapes = parseDeclarations(text).statements.filter(shapesOf(text)).flatMap(namesOf);
  const own = `"${pathToRoot(module)}../types/${module}.cjs"`;
  return [
    `import type { ${shapes.join(", ")} } from ${own};`,
    `export * from ${own};`,
    selectStatements(text.replaceAll(jsonArgument, ""), ts.isVariableStatement),
  ].join("\n");
}

/** The types of messages, and enums. */
function shapesOf(text: string): (statement: ts.Statement) => boolean {
  const names = new Set(parseDeclarations(text).statements.flatMap(namesOf));
  return (statement) => {
    if (ts.isEnumDeclaration(statement)) return true;
    if (!ts.isTypeAliasDeclaration(statement)) return false;
    const { text: name } = statement.name;
    return !(name.endsWith("Json") && names.has(name.slice(0, -"Json".length)));
  };
}
