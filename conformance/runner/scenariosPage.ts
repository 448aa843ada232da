/** The page `conformance/scenarios.md`: what is asked in each scenario, and who passes it. */
import type { Group } from "./catalogue.js";
import type { Standing } from "./known.js";
import { clientOf, expectationOf } from "./phrases.js";
import {
  anchorOf,
  cell,
  entryOf,
  linkTo,
  pageOf,
  standingIn,
  subjectsOf,
  type Report,
  type Subject,
} from "./report.js";
import type { Scenario } from "./scenario.js";

const marks: Readonly<Record<Standing, string>> = {
  pass: "✓",
  known: "✗",
  fails: "**✗**",
  stale: "**✓**",
  unsupported: "–",
  undriven: "·",
};

export function renderScenarios(report: Report): string {
  const subjects = subjectsOf(report);
  return pageOf([
    "# Scenarios",
    "",
    "✓ passes, ✗ has a defect, ≠ differs from what users would expect, – not supported, · not run. A mark",
    "links to what happens. [All SDKs](../conformance.md)",
    "",
    ...report.groups.flatMap((group) => renderGroup(group, subjects)),
  ]);
}

function renderGroup({ name, about, scenarios }: Group, subjects: readonly Subject[]): string[] {
  const languages = subjects.map(({ language }) => `${language} | `).join("");
  const rows = scenarios.map((scenario) => {
    const cells = [linkTo(scenario, ""), cell(expectationOf(scenario.expect))];
    cells.push(...subjects.map((subject) => markOf(subject, scenario)));
    return `| ${cells.join(" | ")} |`;
  });
  return [
    `## ${name}`,
    "",
    about,
    "",
    `| scenario | a well-behaved client | ${languages}`.trimEnd(),
    `|---|---|${"---|".repeat(subjects.length)}`,
    ...rows,
    "",
    ...scenarios.map(renderScenario),
    "",
  ];
}

function markOf(subject: Subject, scenario: Scenario): string {
  const standing = standingIn(subject, scenario);
  if (standing === undefined) return "";
  const entry = entryOf(subject, scenario);
  if (entry === undefined || standing !== "known") return marks[standing];
  const mark = scenario.required === undefined ? "≠" : marks.known;
  return `[${mark}](${subject.file}#${entry.anchor})`;
}

function renderScenario(scenario: Scenario): string {
  const { name, why, call, control, client, required, reference } = scenario;
  const parts = [`\`${call.method}\``];
  if (Object.keys(call.request).length > 0) parts.push(`\`${JSON.stringify(call.request)}\``);
  if (Object.keys(control).length > 0) parts.push(`control \`${JSON.stringify(control)}\``);
  const set = clientOf(client);
  if (set !== "") parts.push(set);
  const basis = required === undefined ? `Reference: ${reference ?? ""}` : `Required: ${required}`;
  return `- <a id="${anchorOf(name)}"></a>**${name}**: ${why.trim()} ${parts.join(", ")}. ${basis.trim()}`;
}
