/** The JSON forms of responses, without those of all other messages. */
import { posix } from "node:path";
import type ts from "typescript";
import { namesOf, parseDeclarations } from "./declarations.js";
import { importOf, pathToRoot, relink, selectStatements } from "./statements.js";

/** A comment that says only where a type comes from, as the one in `types/` does. */
const origin = / *\/\*\*\n *\* @generated from [^\n]*\n *\*\/\n/g;

/** The declarations of `json/`, by path in `dist/`, from the declarations of `gen/` by module. */
export function declareResponses(modules: ReadonlyMap<string, string>): Map<string, string> {
  const needed = new Map<string, Set<string>>();
  const parsed = new Map(
    [...modules].map(([module, text]) => [module, parseDeclarations(text).statements]),
  );
  const need = (module: string, name: string): void => {
    const statements = parsed.get(module);
    const names = needed.get(module) ?? new Set();
    // What no module of `gen/` declares comes from a package.
    if (statements === undefined || names.has(name)) return;
    needed.set(module, names.add(name));
    const declared = statements.filter((statement) => namesOf(statement).includes(name));
    for (const text of declared.map((statement) => statement.getText())) {
      for (const word of new Set(text.match(/\w+Json\b/g))) {
        const { from, imported } = originOf(statements, word);
        need(from === undefined ? module : resolveModule(module, from), imported);
      }
    }
  };
  need("responses", "Responses");
  return new Map(
    [...needed].map(([module, names]) => {
      const isNeeded = (statement: ts.Statement): boolean =>
        namesOf(statement).some((name) => names.has(name));
      const text = selectStatements(modules.get(module)!, isNeeded).replaceAll(
        /"@bufbuild\/.*"/g,
        `"${pathToRoot(module)}../types/protobuf.js"`,
      );
      return [`json/${module}.d.cts`, relink(text, "cjs").replaceAll(origin, "")];
    }),
  );
}

/** Where a name that a module uses comes from; `from` is `undefined` if the module declares it. */
function originOf(
  statements: readonly ts.Statement[],
  local: string,
): { readonly from: string | undefined; readonly imported: string } {
  for (const { from, names } of statements.map(importOf)) {
    const found = names.find((name) => name.local === local);
    if (found !== undefined) return { from, imported: found.imported };
  }
  return { from: undefined, imported: local };
}

/** The module that a relative import of another one leads to. */
function resolveModule(module: string, from: string): string {
  return posix.join(posix.dirname(module), from).replace(/\.js$/, "");
}
