/** The page `results/conformance.md`, from the catalogue, what was observed and what is known. */
import type { Group } from "./catalogue.js";
import { curlsOf } from "./curl.js";
import { isDefect, standingOf, type Failing, type Standing } from "./known.js";
import { clientOf, expectationOf } from "./phrases.js";
import type { SdkResults } from "./results.js";
import type { Scenario } from "./scenario.js";
import { sdks } from "./sdks.js";

/** What a page is made from. */
export interface Page {
  readonly groups: readonly Group[];
  readonly results: readonly SdkResults[];
  /** What is known of each SDK, by its name. */
  readonly failing: ReadonlyMap<string, readonly Failing[]>;
  /** The path from the page to CONTRIBUTING.md. */
  readonly contributing: string;
}

/** Something known, with its SDK and the anchor that cells link to. */
interface Entry {
  readonly failing: Failing;
  readonly sdk: SdkResults;
  readonly anchor: string;
  readonly isDefect: boolean;
}

export function renderPage(page: Page): string {
  const scenarios = page.groups.flatMap((group) => group.scenarios);
  const entries = page.results.flatMap((sdk) =>
    (page.failing.get(sdk.name) ?? []).map((failing, at) => {
      const anchor = `${sdk.name}-${String(at + 1)}`;
      return { failing, sdk, anchor, isDefect: isDefect(failing, scenarios) };
    }),
  );
  const defects = entries.filter((entry) => entry.isDefect);
  const differences = entries.filter((entry) => !entry.isDefect);
  const tables = page.groups.flatMap((group) => renderGroup(group, page.results, entries));
  const lines = [
    ...introduction(page, scenarios, entries),
    "## Defects",
    "",
    `${String(defects.length)} in all. Each breaks what Twirp, HTTP, protobuf or LiveKit's documents say.`,
    "",
    ...defects.map(({ failing, sdk, anchor }) => {
      return `- ${languageOf(sdk)}: [${failing.title}](#${anchor})`;
    }),
    "",
    ...defects.flatMap((entry) => renderEntry(entry, scenarios)),
    "## Differences",
    "",
    "No document says what a client does here; the catalogue says what users would expect.",
    "",
    ...differences.flatMap((entry) => renderEntry(entry, scenarios)),
    "## The matrix",
    "",
    "✓ passes, ✗ has a defect, ≠ differs from what users would expect, – the SDK cannot be asked that,",
    "· its driver does not ask. Marks lead to what happens.",
    "",
    ...tables,
    "## The scenarios",
    "",
    ...page.groups.flatMap(renderScenarios),
  ];
  return `${lines.join("\n").trimEnd()}\n`;
}

function introduction(
  { results, contributing }: Page,
  scenarios: readonly Scenario[],
  entries: readonly Entry[],
): string[] {
  const rows = results.map((result) => {
    const { name, sdk, version, verdicts } = result;
    const standings = scenarios.map((scenario) => {
      const verdict = verdicts[scenario.name];
      return verdict && standingOf(verdict, entryOf(entries, name, scenario) !== undefined);
    });
    const count = (one: Standing): string => String(standings.filter((s) => s === one).length);
    const failover = sdks.find((one) => one.name === name)?.failover ?? "";
    return `| ${languageOf(result)} | \`${sdk}\` ${version} | ${count("pass")} | ${count("known")} | ${failover} |`;
  });
  return [
    "# What shipped SDKs really do",
    "",
    `The published SDKs, unmodified, against ${String(scenarios.length)} scenarios, each a call with a`,
    "control and what a well-behaved client does then. This page is made by",
    "`npm run conformance -- --sdk all --out conformance/results`, and shows only what was observed;",
    "[conformance.json](conformance.json) has the same for programs. How to run it against an SDK of",
    `your own is in [CONTRIBUTING](${contributing}#conformance).`,
    "",
    "| | SDK | passes | known to fail | failover is switched on |",
    "|---|---|---|---|---|",
    ...rows,
    "",
    "The control goes in by the API key, with every SDK. Failover is for hosts of LiveKit Cloud: the",
    "mock runs with `--host-regions '*.livekit.cloud'`, and the names lead to this machine by a hosts",
    "file that only the drivers see.",
    "",
  ];
}

function renderEntry({ failing, sdk, anchor }: Entry, scenarios: readonly Scenario[]): string[] {
  const { title, happens, matters } = failing;
  const shown = scenarios.filter(({ name }) => failing.scenarios.includes(name));
  const command = `npm run conformance -- --sdk ${sdk.name} --scenario '${shown[0]?.name ?? ""}'`;
  const rows = shown.map((scenario) => {
    const observed = sdk.verdicts[scenario.name]?.observed ?? "";
    return `| ${linkTo(scenario)} | ${cell(expectationOf(scenario.expect))} | ${cell(observed)} |`;
  });
  return [
    `### <a id="${anchor}"></a>${languageOf(sdk)}: ${title}`,
    "",
    `\`${sdk.sdk}\` ${sdk.version}. ${happens.trim()}`,
    "",
    `Why it matters: ${matters.trim()}`,
    "",
    "| scenario | a well-behaved client | this SDK |",
    "|---|---|---|",
    ...rows,
    "",
    "```sh",
    command,
    ...shown.slice(0, 1).flatMap(curlsOf),
    "```",
    "",
  ];
}

function languageOf({ name }: SdkResults): string {
  return sdks.find((one) => one.name === name)?.language ?? name;
}

function renderGroup(
  { name, about, scenarios }: Group,
  results: readonly SdkResults[],
  entries: readonly Entry[],
): string[] {
  const rows = scenarios.map((scenario) => {
    const marks = results.map((sdk) => markOf(sdk, scenario, entries));
    return `| ${linkTo(scenario)} | ${cell(expectationOf(scenario.expect))} | ${marks.join(" | ")} |`;
  });
  return [
    `### ${name}`,
    "",
    about,
    "",
    `| scenario | a well-behaved client | ${results.map(languageOf).join(" | ")} |`,
    `|---|---|${"---|".repeat(results.length)}`,
    ...rows,
    "",
  ];
}

const marks: Readonly<Record<Standing, string>> = {
  pass: "✓",
  known: "✗",
  fails: "**✗**",
  stale: "**✓**",
  unsupported: "–",
  undriven: "·",
};

function markOf(sdk: SdkResults, scenario: Scenario, entries: readonly Entry[]): string {
  const verdict = sdk.verdicts[scenario.name];
  if (verdict === undefined) return "";
  const entry = entryOf(entries, sdk.name, scenario);
  const standing = standingOf(verdict, entry !== undefined);
  if (entry === undefined || standing !== "known") return marks[standing];
  return `[${scenario.required === undefined ? "≠" : marks.known}](#${entry.anchor})`;
}

function entryOf(entries: readonly Entry[], sdk: string, { name }: Scenario): Entry | undefined {
  return entries.find((one) => one.sdk.name === sdk && one.failing.scenarios.includes(name));
}

function linkTo({ name }: Scenario): string {
  return `[${name.replace(/^[^/]*\//, "").replaceAll("-", " ")}](#${anchorOf(name)})`;
}

function anchorOf(name: string): string {
  return name.replace("/", "--");
}

function renderScenarios({ name, scenarios }: Group): string[] {
  return [`### ${name}: what is asked`, "", ...scenarios.flatMap(renderScenario), ""];
}

function renderScenario(scenario: Scenario): string[] {
  const { name, why, call, control, client, required, reference } = scenario;
  const parts = [`\`${call.method}\``];
  if (Object.keys(call.request).length > 0) parts.push(`\`${JSON.stringify(call.request)}\``);
  if (Object.keys(control).length > 0) parts.push(`control \`${JSON.stringify(control)}\``);
  const set = clientOf(client);
  if (set !== "") parts.push(set);
  const basis = required === undefined ? `Reference: ${reference ?? ""}` : `Required: ${required}`;
  return [
    `- <a id="${anchorOf(name)}"></a>**${name}**: ${why.trim()} ${parts.join(", ")}. ${basis.trim()}`,
  ];
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}
