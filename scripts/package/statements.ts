import ts from "typescript";
import { parseDeclarations } from "./declarations.js";

/** The selected statements of a module with their comments, and the imports that they need. */
export function selectStatements(
  text: string,
  isSelected: (statement: ts.Statement) => boolean,
): string {
  const { statements } = parseDeclarations(text);
  const body = statements.filter(isSelected).map((statement) => statement.getFullText().trim());
  const code = body.join("\n").replaceAll(/\/\*[^]*?\*\//g, "");
  const used = new Set(code.match(/[\w$]+/g));
  const imports = statements.flatMap((statement) => {
    const { from, names } = importOf(statement);
    const list = names.filter(({ local }) => used.has(local)).map(({ text }) => text);
    return list.length === 0 ? [] : [`import type { ${list.join(", ")} } from "${from}";`];
  });
  return [...imports, ...body, "export {};", ""].join("\n");
}

/** What a statement imports by name. */
export function importOf(statement: ts.Statement): {
  readonly from: string;
  readonly names: readonly {
    /** As the statement has it, perhaps with `as`. */
    readonly text: string;
    readonly local: string;
    readonly imported: string;
  }[];
} {
  const nothing = { from: "", names: [] };
  if (!ts.isImportDeclaration(statement)) return nothing;
  const { importClause, moduleSpecifier } = statement;
  const bindings = importClause?.namedBindings;
  if (bindings === undefined || !ts.isNamedImports(bindings)) return nothing;
  if (!ts.isStringLiteral(moduleSpecifier)) return nothing;
  const names = bindings.elements.map((element) => ({
    text: element.getText(),
    local: element.name.text,
    imported: (element.propertyName ?? element.name).text,
  }));
  return { from: moduleSpecifier.text, names };
}

/** Rewrites the imports of neighbouring modules to their names in `dist/`. */
export function relink(text: string, kind: string): string {
  return text.replaceAll(/(from "\.[^"]*)\.js";/g, `$1.${kind}";`);
}

/** The relative path from a module up to the root of its tree. */
export function pathToRoot(module: string): string {
  return "../".repeat(module.split("/").length - 1) || "./";
}
