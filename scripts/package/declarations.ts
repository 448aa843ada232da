/** The types of the package's entries: what `src/library/index.ts` exports, with its docs, in one file. */
import { readFileSync } from "node:fs";
import ts from "typescript";
import { controlFields } from "../../src/control/fields.js";
import type { Field, Type } from "../../src/util/fieldTypes.js";
import { agentGrants, sipGrants, videoGrants } from "../../src/token/schema.js";

const library = new URL("../../src/library/", import.meta.url);

/** What a module is for: `import` or `require`. */
export type Kind = "mjs" | "cjs";

/** Types that come from tables; written out, each field has its description beside it. */
const printed: Readonly<Record<string, () => string>> = {
  MockControl: printControl,
  VideoGrant: () => printGrants("VideoGrant", videoGrants),
  SipGrant: () => printGrants("SipGrant", sipGrants),
  AgentGrant: () => printGrants("AgentGrant", agentGrants),
};

/** The declarations of each entry that has some of its own. */
export const declareEntry = {
  index: (): string => {
    const names = exportsOf(new URL("index.ts", library));
    const imports = new Set(names.flatMap(({ from }) => importsFromGenerated(from)));
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
    return fromGenerated(text);
  },
} satisfies Readonly<Record<string, (kind: Kind) => string>>;

/** What a module imports of `gen/`, as the entries do. */
function importsFromGenerated(file: URL): string[] {
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => /^import type .*\/gen\/(types|services)\.js";$/.test(line))
    .map(fromGenerated);
}

function fromGenerated(text: string): string {
  return text.replaceAll(/"[./]*\/gen\/(.*)\.js"/g, '"./types/$1.cjs"');
}

function exportsOf(file: URL): { readonly from: URL; readonly name: string }[] {
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

/** The declaration of one name of a module. */
function declare(file: URL, name: string): string {
  const source = parseDeclarations(declarationsOf(file));
  const found = source.statements.find((statement) => namesOf(statement).includes(name));
  if (found === undefined) throw new Error(`${file.pathname} declares no ${name}`);
  return found.getFullText().trim();
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

/** The statements of a module's declarations. */
export function parseDeclarations(text: string): ts.SourceFile {
  return ts.createSourceFile("module.d.ts", text, ts.ScriptTarget.ESNext, true);
}

/** The declarations of a module by itself. */
export function declarationsOf(file: URL): string {
  const { outputText } = ts.transpileDeclaration(readFileSync(file, "utf8"), {
    fileName: file.pathname,
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.NodeNext },
  });
  return outputText;
}

function printControl(): string {
  const perRegion = (controlFields as readonly Field[]).find(({ name }) => name === "perRegion");
  const type = perRegion?.type;
  if (type?.kind !== "map" || type.of.kind !== "fields") throw new Error("perRegion is no map");
  const shared = type.of.fields;
  const own = controlFields.filter(({ name }) => !shared.some((field) => field.name === name));
  return [
    `/** The fields of a control that one region can have for itself. */\nexport interface RegionControl ${printFields(shared, "")}`,
    `/** How a request is to be treated: the value of \`X-Lk-Mock\`. */\nexport interface MockControl extends RegionControl ${printFields(own, "", { perRegion: "Readonly<Record<string, RegionControl>>" })}`,
  ].join("\n\n");
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
    // A star and a slash would end the comment.
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
