/** What a bump tells: as data, and as Markdown for a pull request. */
import type { Source } from "./proto/source.js";
import type { Breaking } from "./buf.js";
import { splitName, type Change, type Detail, type Element } from "./compare.js";
import { summarize } from "./describe.js";
import { code, tellDetail } from "./notices.js";
import type { DefaultChange } from "./populated.js";
import type { Question } from "./questions.js";

/** What two versions of the schema differ in. */
export interface Difference {
  readonly changes: readonly Change[];
  /** What a client would notice, a sentence each. */
  readonly notices: readonly string[];
  readonly defaults: readonly DefaultChange[];
}

export interface Report extends Difference {
  readonly from: Source & Size;
  readonly to: Source & Size;
  /** What `buf breaking` says. */
  readonly breaking: readonly Breaking[];
  readonly files: Files;
  /** Paths of the methods that stream, which Twirp cannot. */
  readonly streaming: readonly string[];
  /** Files that the API needs and the input does not have. */
  readonly missing: readonly string[];
  /** Rules of the grants policy that match nothing, where that is allowed. */
  readonly unmatched: readonly string[];
  /** What stops the bump; where there is one, nothing was written. */
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
  /** In another order, or without something that no type needs. */
  readonly rewritten: readonly string[];
}

/** The report as Markdown. */
export function renderReport(report: Report): string {
  const { from, to, changes } = report;
  const blocks = [
    `# LiveKit protocol ${from.revision || "(unknown)"} to ${to.revision}`,
    `Made from ${code(to.input)}. ${tellSize(from, to)}`,
    ...(changes.length === 0 ? ["The schema is the same."] : [renderCounts(changes)]),
    ...section("What a client notices", report.notices),
    ...section("Breaks on the wire (buf breaking)", report.breaking.map(tellBreaking)),
    ...section("Services and methods", renderChanges(changes, "service", "method")),
    ...section("Messages and fields", renderChanges(changes, "message", "field")),
    ...section("Enums and values", renderChanges(changes, "enum", "value")),
    ...section("Populated defaults", report.defaults.map(tellDefault)),
    ...section("Files", tellFiles(report.files)),
    ...section("Left out", [
      ...report.streaming.map((path) => `${code(path)} streams, which Twirp cannot.`),
      ...report.missing.map((path) => `${code(path)} is not in the input.`),
    ]),
    ...section("Grant rules that match no method", report.unmatched.map(code)),
  ];
  return `${blocks.join("\n\n")}\n`;
}

/** The questions with what to paste, for a terminal. */
export function renderQuestions(questions: readonly Question[]): string {
  const blocks = questions.flatMap(({ problems, todo, paste }) => [
    problems.join("\n"),
    todo,
    ...(paste === "" ? [] : [paste]),
  ]);
  const head =
    "The policy, scripts/generate/grants.ts, leaves questions open. " + "Nothing was written.";
  return `${[head, ...blocks].join("\n\n")}\n`;
}

function section(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  const bullets = lines.map((line) => (line.startsWith("  ") ? line : `- ${line}`));
  return [`## ${title}`, bullets.join("\n")];
}

function tellSize(from: Size, to: Size): string {
  const now = `Methods of the API: ${String(to.methods)}, of ${String(to.services)}`;
  const services = to.services === 1 ? "service" : "services";
  if (from.methods === to.methods && from.services === to.services) {
    return `${now} ${services}, as before.`;
  }
  const before = `${String(from.methods)} of ${String(from.services)}`;
  return `${now} ${services}; there were ${before}, and README.md still says so.`;
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
  return ["| | came | went | changed |", "|---|---|---|---|", ...rows].join("\n");
}

/** A bullet for each parent, and below it one for each of its members. */
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
    const what = own.map((change) => ` ${tellParent(change)}`).join("");
    const inside = own.flatMap((change) => change.members ?? []);
    return [
      `${code(name)}${what}`,
      ...inside.map((each) => `  - ${code(each.name)}: ${each.is}`),
      ...members.map((change) => `  - ${tellMember(change)}`),
    ];
  });
}

function tellParent({ change, details, file }: Change): string {
  if (change === "changed") return details.map(tellDetail).join("; ");
  if (change === "went") return "went";
  const rest = summarizeDetails(details.filter(({ what }) => what !== "file"));
  return `came, in ${code(file)}${rest === "" ? "" : `: ${rest}`}`;
}

function tellMember(change: Change): string {
  const { was, details } = change;
  const short = code(splitName(change).own);
  if (change.change !== "changed") {
    return `${short} ${change.change}: ${summarizeDetails(details)}`;
  }
  const renamed = was === undefined ? [] : [`was called ${code(was)}`];
  return `${short} ${[...renamed, ...details.map(tellDetail)].join("; ")}`;
}

/** What an element that came is, or one that went was. */
function summarizeDetails(details: readonly Detail[]): string {
  return summarize(details.map(({ what, from, to }) => [what, from || to]));
}

function tellBreaking({ rule, file, message }: Breaking): string {
  const where = file === undefined ? "" : `${code(file)}: `;
  return `${where}${message} (${rule})`;
}

function tellDefault({ methods, field, from, to }: DefaultChange): string {
  const who = methods.map(code).join(", ");
  if (from === "") return `${who}: ${code(field)} is now ${to}`;
  if (to === "") return `${who}: ${code(field)} is no longer populated; it was ${from}`;
  return `${who}: ${code(field)} is now ${to}; it was ${from}`;
}

function tellFiles({ came, went, rewritten }: Files): string[] {
  return [
    ...came.map((file) => `${code(file)} came`),
    ...went.map((file) => `${code(file)} went`),
    ...rewritten.map((file) => `${code(file)} is written anew, with the same schema`),
  ];
}
