/** README and docs, in which each table stands between two marks. */
import { readdirSync, readFileSync } from "node:fs";
import { tables } from "./tables.js";

const mark = /(<!-- table: ([\w ]+) -->\n)[^]*?(<!-- end -->)/g;

/** The pages that people read, from the project's root. */
export function pagePaths(): string[] {
  const docs = readdirSync("docs").filter((name) => name.endsWith(".md"));
  return ["README.md", "CONTRIBUTING.md", ...docs.map((name) => `docs/${name}`)];
}

/** A page with its tables as the code has them now. Throws if it has a table that there is not. */
export async function withTables(page: string, path: string): Promise<string> {
  const names = [...page.matchAll(mark)].map(([, , name = ""]) => name);
  const made = new Map<string, string>();
  for (const name of names) {
    const make = tables[name];
    if (make === undefined) {
      const known = Object.keys(tables).join(", ");
      throw new Error(`${path}: unknown table: ${name}; expected ${known}`);
    }
    made.set(name, await make());
  }
  return page.replace(
    mark,
    (_all, start: string, name: string, end: string) => `${start}\n${made.get(name)!}\n\n${end}`,
  );
}

/** The pages whose tables are out of date, as they should be. */
export async function stalePages(): Promise<Map<string, string>> {
  const stale = new Map<string, string>();
  for (const path of pagePaths()) {
    const page = readFileSync(path, "utf8");
    const fresh = await withTables(page, path);
    if (fresh !== page) stale.set(path, fresh);
  }
  return stale;
}
