/** What the pages of a report share: who passed what, and where it is shown. */
import type { Group } from "./catalogue.js";
import { isDefect, standingOf, type Failing, type Standing } from "./known.js";
import type { SdkResults } from "./results.js";
import type { Scenario } from "./scenario.js";
import { sdks } from "./sdks.js";

/** What a report is made from. */
export interface Report {
  readonly groups: readonly Group[];
  readonly results: readonly SdkResults[];
  /** What is known of each SDK, by its name. */
  readonly failing: ReadonlyMap<string, readonly Failing[]>;
  /** The path from the index to CONTRIBUTING.md. */
  readonly contributing: string;
}

/** A known failure, and the anchor of its section. */
export interface Entry {
  readonly failing: Failing;
  readonly anchor: string;
  readonly isDefect: boolean;
}

/** An SDK, with what is known of it. */
export interface Subject extends SdkResults {
  readonly language: string;
  /** The name of its page. */
  readonly file: string;
  readonly failover: string;
  readonly entries: readonly Entry[];
}

export function subjectsOf({ groups, results, failing }: Report): Subject[] {
  const scenarios = scenariosOf(groups);
  return results.map((result) => {
    const { name } = result;
    const known = sdks.find((one) => one.name === name);
    return {
      ...result,
      language: known?.language ?? name,
      file: `${name.replace(/[^\w.-]+/g, "-")}.md`,
      failover: known?.failover ?? "",
      entries: (failing.get(name) ?? []).map((one, at) => ({
        failing: one,
        anchor: `${name}-${String(at + 1)}`,
        isDefect: isDefect(one, scenarios),
      })),
    };
  });
}

export function scenariosOf(groups: readonly Group[]): Scenario[] {
  return groups.flatMap((group) => group.scenarios);
}

/** `undefined` if the SDK was not run in the scenario. */
export function standingIn(subject: Subject, scenario: Scenario): Standing | undefined {
  const verdict = subject.verdicts[scenario.name];
  return verdict && standingOf(verdict, entryOf(subject, scenario) !== undefined);
}

export function entryOf({ entries }: Subject, { name }: Scenario): Entry | undefined {
  return entries.find(({ failing }) => failing.scenarios.includes(name));
}

/** How many scenarios have one of these standings. */
export function countIn(
  subject: Subject,
  scenarios: readonly Scenario[],
  ...standings: readonly Standing[]
): number {
  const isOne = (standing?: Standing): boolean =>
    standing !== undefined && standings.includes(standing);
  return scenarios.filter((scenario) => isOne(standingIn(subject, scenario))).length;
}

/** A link to a scenario in `scenarios.md`, from a page beside it. */
export function linkTo({ name }: Scenario, page: string): string {
  return `[${name.replace(/^[^/]*\//, "").replaceAll("-", " ")}](${page}#${anchorOf(name)})`;
}

export function anchorOf(name: string): string {
  return name.replace("/", "--");
}

export function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}

export function pageOf(lines: readonly string[]): string {
  return `${lines.join("\n").trimEnd()}\n`;
}
