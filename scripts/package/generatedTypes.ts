/**
 * The declarations of `gen/`, in two trees. `types/` needs no package, so the types of handlers work
 * in every project. `schemas/` needs the user's own @bufbuild/protobuf, whose functions take the
 * schemas. Like that package, it has each module for ESM and for CommonJS.
 */
import { readdirSync } from "node:fs";
import ts from "typescript";
import { declarationsOf, namesOf, parseDeclarations } from "./declarations.js";
import { protobufTypes } from "./protobufTypes.js";

const gen = new URL("../../gen/", import.meta.url);

/** The public names of the modules that are not messages. */
const publicNames: readonly (readonly [modules: RegExp, names: RegExp])[] = [
  [/^types$/, /^(HandlerContext|LayerContext|HandlerLayer|MessageInit|ValueInit|Defaults)$/],
  [/^services$/, /^Handlers$/],
  [/_mock$/, /(Handlers|Defaults)$/],
];

/** The declarations, by path in `dist/`. */
export function declareGenerated(): ReadonlyMap<string, string> {
  const files = new Map([["types/protobuf.d.cts", protobufTypes]]);
  for (const file of readdirSync(gen, { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".ts")) continue;
    const module = file.slice(0, -".ts".length);
    const text = declarationsOf(new URL(file, gen));
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
  const part = selectStatements(text, (statement) =>
    names === undefined ? isShape(statement) : namesOf(statement).some((name) => names.test(name)),
  );
  return relink(part.replaceAll(/"@bufbuild\/.*"/g, `"${pathToRoot(module)}protobuf.js"`), "cjs");
}

/** A message module's part of `schemas/`: its descriptors, and its types from `types/`. */
function schemasOf(module: string, text: string): string {
  const shapes = parseDeclarations(text).statements.filter(isShape).flatMap(namesOf);
  const own = `"${pathToRoot(module)}../types/${module}.cjs"`;
  return [
    `import type { ${shapes.join(", ")} } from ${own};`,
    `export * from ${own};`,
    selectStatements(text, ts.isVariableStatement),
  ].join("\n");
}

function isShape(statement: ts.Statement): boolean {
  return ts.isTypeAliasDeclaration(statement) || ts.isEnumDeclaration(statement);
}

/** The selected statements of a module with their comments, and the imports that they need. */
function selectStatements(text: string, isSelected: (statement: ts.Statement) => boolean): string {
  const { statements } = parseDeclarations(text);
  const body = statements.filter(isSelected).map((statement) => statement.getFullText().trim());
  const used = new Set(body.join("\n").match(/[\w$]+/g));
  const imports = statements.filter(ts.isImportDeclaration).flatMap((statement) => {
    const { importClause, moduleSpecifier } = statement;
    const bindings = importClause?.namedBindings;
    if (bindings === undefined || !ts.isNamedImports(bindings)) return [];
    const names = bindings.elements.filter(({ name }) => used.has(name.text));
    if (names.length === 0) return [];
    const list = names.map((name) => name.getText()).join(", ");
    return [`import type { ${list} } from ${moduleSpecifier.getText()};`];
  });
  return [...imports, ...body, "export {};", ""].join("\n");
}

/** Rewrites the imports of neighbouring modules to their names in `dist/`. */
function relink(text: string, kind: string): string {
  return text.replaceAll(/(from "\.[^"]*)\.js";/g, `$1.${kind}";`);
}

/** The relative path from a module up to the root of its tree. */
function pathToRoot(module: string): string {
  return "../".repeat(module.split("/").length - 1) || "./";
}
