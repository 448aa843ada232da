/** The report of a bump: as data, and as Markdown for a pull request. */
import type { Source } from "./proto/source.js";
import type { Breaking } from "./buf.js";
import { splitName, type Change, type Detail, type Element } from "./compare.js";
import { summarize } from "./describe.js";
import { code, formatDetail } from "./notices.js";
import type { DefaultChange } from "./defaults.js";
import type { Question } from "./questions.js";

/** How two versions of the schema differ. */
export interface Difference {
  readonly changes: readonly Change[];
  /** What clients would notice, one sentence each. */
  readonly notices: readonly string[];
  readonly defaults: readonly DefaultChange[];
}

export interface Report extends Difference {
  readonly from: Source & Size;
  readonly to: Source & Size;
  /** What `buf breaking` finds. */
  readonly breaking: readonly Breaking[];
  readonly files: Files;
  /** The paths of streaming methods, which Twirp does not support. */
  readonly streaming: readonly string[];
  /** Files that the API needs but the input lacks. */
  readonly missing: readonly string[];
  /** Grant rules that match nothing, if that is allowed. */
  readonly unmatched: readonly string[];
  /** What stopped the bump. If there is any, nothing was written. */
  readonly questions: readonly Question[];
}

export interface Size {
  readonly services: number;
  readonly methods: number;
}

/** Names of the files of `proto/`. */
export interface Files {
  readonly came: readonly string[];
  readonly went: readonly string[];
  /** Files with the same schema, but in another order or without an unused import. */
  readonly rewritten: readonly string[];
}

/** The report as Markdown. */
export function renderReport(report: Report): string {
  const { from, to, changes } = report;
  const blocks = [
    `# LiveKit protocol ${from.revision || "(unknown)"} to ${to.revision}`,
    `Built from ${code(to.input)}. ${formatSize(from, to)}`,
    ...(changes.length === 0 ? ["The schema is the same."] : [renderCounts(changes)]),
    ...section("What clients notice", report.notices),
    ...section("Breaking changes (buf breaking)", report.breaking.map(formatBreaking)),
    ...section("Services and methods", renderChanges(changes, "service", "method")),
    ...section("Messages and fields", renderChanges(changes, "message", "field")),
    ...section("Enums and values", renderChanges(changes, "enum", "value")),
    ...section("Default responses", report.defaults.map(formatDefault)),
    ...section("Files", formatFiles(report.files)),
    ...section("Left out", [
      ...report.streaming.map((path) => `${code(path)} streams, which Twirp does not support.`),
      ...report.missing.map((path) => `${code(path)} is not in the input.`),
    ]),
    ...section("Grant rules that match no method", report.unmatched.map(code)),
  ];
  return `${blocks.join("\n\n")}\n`;
}

/** The questions with the rules to paste, for a terminal. */
export function renderQuestions(questions: readonly Question[]): string {
  const blocks = questions.flatMap(({ problems, todo, paste }) => [
    problems.join("\n"),
    todo,
    ...(paste === "" ? [] : [paste]),
  ]);
  const head = "The policy, scripts/generate/grants.ts, has to change. Nothing was written.";
  return `${[head, ...blocks].join("\n\n")}\n`;
}

function section(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  const bullets = lines.map((line) => (line.startsWith("  ") ? line : `- ${line}`));
  return [`## ${title}`, bullets.join("\n")];
}

function formatSize(from: Size, to: Size): string {
  const services = to.services === 1 ? "service" : "services";
  const now = `The API has ${String(to.methods)} methods in ${String(to.services)} ${services}`;
  if (from.methods === to.methods && from.services === to.services) return `${now}, as before.`;
  return `${now}. It had ${String(from.methods)} in ${String(from.services)}: update README.md.`;
}

function renderCounts(changes: readonly Change[]): string {
  const titles: Readonly<Record<Element, string>> = {
    service: "services",
    method: "methods",
    message: "messages",
    field: "fields",
    enum: "enums",
    value: "enum values",
  };
  const rows = Object.entries(titles).flatMap(([element, title]) => {
    const own = changes.filter((change) => change.element === element);
    if (own.length === 0) return [];
    const counts = (["came", "went", "changed"] as const).map((kind) =>
      String(own.filter(({ change }) => change === kind).length),
    );
    return [`| ${[title, ...counts].join(" | ")} |`];
  });
  return ["| | added | removed | changed |", "|---|---|---|---|", ...rows].join("\n");
}

/** A bullet per parent, and below it one per member. */
function renderChanges(changes: readonly Change[], parent: Element, member: Element): string[] {
  const parents = new Map<string, { own: Change[]; members: Change[] }>();
  const groupOf = (name: string): { own: Change[]; members: Change[] } => {
    const group = parents.get(name) ?? { own: [], members: [] };
    parents.set(name, group);
    return group;
  };
  for (const change of changes) {
    if (change.element === parent) groupOf(change.name).own.push(change);
    if (change.element === member) groupOf(splitName(change).parent).members.push(change);
  }
  const names = [...parents.keys()].sort();
  return names.flatMap((name) => {
    const { own, members } = groupOf(name);
    const what = own.map((change) => ` ${formatParent(change)}`).join("");
    const inside = own.flatMap((change) => change.members ?? []);
    return [
      `${code(name)}${what}`,
      ...inside.map((each) => `  - ${code(each.name)}: ${each.is}`),
      ...members.map((change) => `  - ${formatMember(change)}`),
    ];
  });
}

function formatParent({ change, details, file }: Change): string {
  if (change === "changed") return details.map(formatDetail).join("; ");
  if (change === "went") return "removed";
  const rest = summarizeDetails(details.filter(({ what }) => what !== "file"));
  return `added, in ${code(file)}${rest === "" ? "" : `: ${rest}`}`;
}

function formatMember(change: Change): string {
  const { was, details } = change;
  const short = code(splitName(change).own);
  if (change.change !== "changed") {
    return `${short} ${change.change === "came" ? "added" : "removed"}: ${summarizeDetails(details)}`;
  }
  const renamed = was === undefined ? [] : [`renamed from ${code(was)}`];
  return `${short} ${[...renamed, ...details.map(formatDetail)].join("; ")}`;
}

/** Summarizes an added or removed element. */
function summarizeDetails(details: readonly Detail[]): string {
  return summarize(details.map(({ what, from, to }) => [what, from || to]));
}

function formatBreaking({ rule, file, message }: Breaking): string {
  const where = file === undefined ? "" : `${code(file)}: `;
  return `${where}${message} (${rule})`;
}

function formatDefault({ kind, methods, field, from, to }: DefaultChange): string {
  const isMany = kind === "rich" && methods.length > maxMethods;
  const who = isMany ? `${String(methods.length)} methods` : methods.map(code).join(", ");
  const what = kind === "rich" ? `${code(field)}, if rich,` : code(field);
  if (from === "") return `${who}: ${what} is now ${to}`;
  if (to === "") return `${who}: ${what} is no longer populated; it was ${from}`;
  return `${who}: ${what} is now ${to}; it was ${from}`;
}

/** The most methods that a line about rich defaults names. */
const maxMethods = 3;

function formatFiles({ came, went, rewritten }: Files): string[] {
  return [
    ...came.map((file) => `${code(file)} added`),
    ...went.map((file) => `${code(file)} removed`),
    ...rewritten.map((file) => `${code(file)} rewritten, with the same schema`),
  ];
}
