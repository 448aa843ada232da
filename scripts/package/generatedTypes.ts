/**
 * The declarations of what is in `gen/`, in two trees. `types/` needs no package, so the types of
 * handlers hold in every project. `schemas/` needs the user's own @bufbuild/protobuf, whose functions
 * take the schemas, and has each module once for ESM and once for CommonJS, as that package has.
 */
import { readdirSync } from "node:fs";
import ts from "typescript";
import { declarationsOf, namesOf, parseDeclarations } from "./declarations.js";
import { protobufTypes } from "./protobufTypes.js";

const gen = new URL("../../gen/", import.meta.url);

/** What is public of the modules that are not messages. */
const publicNames: readonly (readonly [modules: RegExp, names: RegExp])[] = [
  [/^types$/, /^(HandlerContext|Defaults)$/],
  [/^services$/, /^Handlers$/],
  [/_mock$/, /(Handlers|Defaults)$/],
];

/** The declarations by their path in `dist/`. */
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
        files.set(`schemas/${module}.d.${kind.replace("js", "ts")}`, linked(schemas, kind));
      }
    }
    const types = isIndex ? undefined : typesOf(module, text);
    if (types !== undefined) files.set(`types/${module}.d.cts`, types);
  }
  return files;
}

/** What a module has for `types/`: its shapes and enums, or what is public of it. */
function typesOf(module: string, text: string): string | undefined {
  const names = publicNames.find(([modules]) => modules.test(module))?.[1];
  if (names === undefined && !module.endsWith("_pb")) return undefined;
  const part = partOf(text, (statement) =>
    names === undefined ? isShape(statement) : namesOf(statement).some((name) => names.test(name)),
  );
  return linked(part.replaceAll(/"@bufbuild\/.*"/g, `"${upFrom(module)}protobuf.js"`), "cjs");
}

/** What a module of messages has for `schemas/`: its descriptors, and its shapes from `types/`. */
function schemasOf(module: string, text: string): string {
  const shapes = parseDeclarations(text).statements.filter(isShape).flatMap(namesOf);
  const own = `"${upFrom(module)}../types/${module}.cjs"`;
  return [
    `import type { ${shapes.join(", ")} } from ${own};`,
    `export * from ${own};`,
    partOf(text, ts.isVariableStatement),
  ].join("\n");
}

function isShape(statement: ts.Statement): boolean {
  return ts.isTypeAliasDeclaration(statement) || ts.isEnumDeclaration(statement);
}

/** The statements that are wanted of a module, with their comments, and the imports that they need. */
function partOf(text: string, isWanted: (statement: ts.Statement) => boolean): string {
  const { statements } = parseDeclarations(text);
  const body = statements.filter(isWanted).map((statement) => statement.getFullText().trim());
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

/** The same text, with modules beside it by the names that they have in `dist/`. */
function linked(text: string, kind: string): string {
  return text.replaceAll(/(from "\.[^"]*)\.js";/g, `$1.${kind}";`);
}

/** The way from a module to the folder that it is counted from. */
function upFrom(module: string): string {
  return "../".repeat(module.split("/").length - 1) || "./";
}
