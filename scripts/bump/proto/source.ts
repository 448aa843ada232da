/** `proto/SOURCE`: which version of the protocol is in `proto/`, as lines of `key: value`. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface Source {
  /** The value of `--from`. */
  readonly input: string;
  readonly revision: string;
  /** The day of the bump, as YYYY-MM-DD. */
  readonly date: string;
  /** Whether grant rules may match nothing, as an older protocol needs. */
  readonly allowUnmatched: boolean;
}

const unmatchedLine = "unmatched rules: allowed";

export function printSource({ input, revision, date, allowUnmatched }: Source): string {
  const lines = [`input: ${input}`, `revision: ${revision}`, `date: ${date}`];
  if (allowUnmatched) lines.push(unmatchedLine);
  return `${lines.join("\n")}\n`;
}

/** Reads a project's `proto/SOURCE`. Missing values are empty. */
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
