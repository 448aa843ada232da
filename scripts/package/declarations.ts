/** The types of the package's entries. Those of `src/library/index.ts` are in one file, with docs. */
import { readFileSync } from "node:fs";
import ts from "typescript";
import { callFields, controlFields, regionFields } from "../../src/control/fields.js";
import type { Field, Type } from "../../src/util/fieldTypes.js";
import { agentGrants, sipGrants, videoGrants } from "../../src/token/schema.js";

const library = new URL("../../src/library/", import.meta.url);

/** Whether a module is for `import` or for `require`. */
export type Kind = "mjs" | "cjs";

/** Types that are printed from tables, so that each field has its description. */
const printed: Readonly<Record<string, () => string>> = {
  MockControl: printControl,
  VideoGrant: () => printGrants("VideoGrant", videoGrants),
  SipGrant: () => printGrants("SipGrant", sipGrants),
  AgentGrant: () => printGrants("AgentGrant", agentGrants),
};

/** The declarations of each entry. */
export const declareEntry = {
  index: (): string => {
    const names = listExports(new URL("index.ts", library));
    const imports = new Set(names.flatMap(({ from }) => importsFromGen(from)));
    const parts = names.map(({ from, name }) => printed[name]?.() ?? declare(from, name));
    const head = '/// <reference lib="esnext.disposable" />';
    return [head, ...imports, ...parts, ""].join("\n\n");
  },
  vitest: (): string => declarationsOf(new URL("vitest.ts", library)),
  messages: (kind: Kind): string => `export * from "./schemas/messages.${kind}";\n`,
  twirp: (kind: Kind): string => {
    const createServer = new URL("../handlers/twirpServer.ts", library);
    const text = declarationsOf(new URL("twirp.ts", library))
      .replace(/^import .*twirpServer.*\n/m, "")
      .replace("export { createTwirpServer };", declare(createServer, "createTwirpServer"))
      .replace('"../handlers/index.js"', `"./index.${kind}"`);
    return rewriteImports(text);
  },
} satisfies Readonly<Record<string, (kind: Kind) => string>>;

/** A module's type imports from `gen/`, rewritten for `dist/`. */
function importsFromGen(file: URL): string[] {
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => /^import type .*\/gen\/(types|services)\.js";$/.test(line))
    .map(rewriteImports);
}

function rewriteImports(text: string): string {
  return text.replaceAll(/"[./]*\/gen\/(.*)\.js"/g, '"./types/$1.cjs"');
}

function listExports(file: URL): { readonly from: URL; readonly name: string }[] {
  const names: { from: URL; name: string }[] = [];
  const source = ts.createSourceFile(
    file.pathname,
    readFileSync(file, "utf8"),
    ts.ScriptTarget.ESNext,
  );
  for (const statement of source.statements) {
    if (!ts.isExportDeclaration(statement)) continue;
    const { moduleSpecifier, exportClause } = statement;
    if (!moduleSpecifier || !ts.isStringLiteral(moduleSpecifier)) continue;
    if (!exportClause || !ts.isNamedExports(exportClause)) continue;
    const from = new URL(moduleSpecifier.text.replace(/\.js$/, ".ts"), file);
    for (const { name } of exportClause.elements) names.push({ from, name: name.text });
  }
  return names;
}

/** The declaration of one name in a module. */
function declare(file: URL, name: string): string {
  const source = parseDeclarations(declarationsOf(file));
  const statement = source.statements.find((one) => namesOf(one).includes(name));
  if (statement === undefined) throw new Error(`${file.pathname} does not declare ${name}`);
  return statement.getFullText().trim();
}

/** The names that a statement declares. */
export function namesOf(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map(({ name }) => name.getText());
  }
  const isNamed =
    ts.isEnumDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isFunctionDeclaration(statement);
  return isNamed && statement.name !== undefined ? [statement.name.text] : [];
}

/** Parses a module's declarations. */
export function parseDeclarations(text: string): ts.SourceFile {
  return ts.createSourceFile("module.d.ts", text, ts.ScriptTarget.ESNext, true);
}

/** Emits a module's declarations, without looking at other modules. */
export function declarationsOf(file: URL): string {
  const { outputText } = ts.transpileDeclaration(readFileSync(file, "utf8"), {
    fileName: file.pathname,
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.NodeNext },
  });
  return outputText;
}

function printControl(): string {
  const fieldsFile = new URL("../control/fields.ts", library);
  const methods = { methods: "readonly string[] | MethodControls" };
  const perRegion = { perRegion: "Readonly<Record<string, RegionControl>>" };
  return [
    'import type { Responses } from "./json/responses.cjs";',
    `/** The fields of a control that say how a call behaves. \`Response\` is the response message in JSON. */\nexport interface CallControl<Response = ${printType({ kind: "object" }, "")}> ${printFields(callFields, "", { response: "Response" })}`,
    declare(fieldsFile, "MethodControls"),
    declare(fieldsFile, "ServiceOf"),
    declare(fieldsFile, "ReadonlyLists"),
    `/** The fields of a control that can differ per region. */\nexport interface RegionControl extends CallControl ${printFields(without(regionFields, callFields), "", methods)}`,
    `/** How to treat a request: the value of \`X-Lk-Mock\`. */\nexport interface MockControl extends RegionControl ${printFields(without(controlFields, regionFields), "", perRegion)}`,
  ].join("\n\n");
}

/** The fields of one table that another does not have. */
function without(fields: readonly Field[], others: readonly Field[]): Field[] {
  return fields.filter(({ name }) => !others.some((other) => other.name === name));
}

function printFields(
  fields: readonly Field[],
  indent: string,
  types: Readonly<Record<string, string>> = {},
): string {
  const inner = `${indent}  `;
  const lines = fields.map(({ name, type, default: fallback, effect, required }) => {
    const absent = fallback === "" ? "" : ` Default: ${fallback}.`;
    const mark = required === true ? "" : "?";
    const value = types[name] ?? printType(type, inner);
    // Escapes the end of a comment.
    const text = (effect + absent).replaceAll("*/", "*\\/");
    return `${inner}/** ${text} */\n${inner}readonly ${name}${mark}: ${value};`;
  });
  return ["{", ...lines, `${indent}}`].join("\n");
}

function printType(type: Type, indent: string): string {
  switch (type.kind) {
    case "integer":
      return "number";
    case "string":
    case "boolean":
      return type.kind;
    case "name":
      return type.values.map((value) => JSON.stringify(value)).join(" | ");
    case "object":
      return "Readonly<Record<string, unknown>>";
    case "list":
      return `readonly (${printType(type.of, indent)})[]`;
    case "map":
      return `Readonly<Record<string, ${printType(type.of, indent)}>>`;
    case "fields":
      return printFields(type.fields, indent);
    case "either":
      return type.of.map((one) => printType(one, indent)).join(" | ");
  }
}

function printGrants(name: string, grants: Readonly<Record<string, string>>): string {
  const claim = name.replace("Grant", "").toLowerCase();
  const lines = Object.entries(grants).map(([grant, type]) => {
    const value = type === "string[]" ? "readonly string[]" : type;
    return `  readonly ${grant}?: ${value} | null;`;
  });
  return [
    `/** The claim \`${claim}\` of a token. */`,
    `export interface ${name} {`,
    ...lines,
    "}",
  ].join("\n");
}
