/** `proto/SOURCE`: which protocol the tree holds, as lines of `key: value`. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface Source {
  /** What `--from` was. */
  readonly input: string;
  readonly revision: string;
  /** Day of the bump, as YYYY-MM-DD. */
  readonly date: string;
  /** Whether rules of the grants policy may match nothing: there for an older protocol. */
  readonly allowUnmatched: boolean;
}

const unmatchedLine = "unmatched rules: allowed";

export function printSource({ input, revision, date, allowUnmatched }: Source): string {
  const lines = [`input: ${input}`, `revision: ${revision}`, `date: ${date}`];
  if (allowUnmatched) lines.push(unmatchedLine);
  return `${lines.join("\n")}\n`;
}

/** Reads the record of a project; what it does not say is empty. */
export function readSource(root: string): Source {
  const path = join(root, "proto", "SOURCE");
  const lines = existsSync(path) ? readFileSync(path, "utf8").split("\n") : [];
  const value = (key: string): string => {
    const line = lines.find((text) => text.startsWith(`${key}: `)) ?? "";
    return line.slice(key.length + 2).trim();
  };
  return {
    input: value("input"),
    revision: value("revision"),
    date: value("date"),
    allowUnmatched: lines.includes(unmatchedLine),
  };
}
