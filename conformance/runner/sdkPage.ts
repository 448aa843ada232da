/** A page per SDK: what it does differently from a well-behaved client. */
import { curlsOf } from "./curl.js";
import { expectationOf } from "./phrases.js";
import { cell, countIn, linkTo, pageOf, standingIn, type Entry, type Subject } from "./report.js";
import type { Scenario } from "./scenario.js";

export function renderSdk(subject: Subject, scenarios: readonly Scenario[]): string {
  const { language, sdk, version, entries } = subject;
  const counts = [
    `${String(countIn(subject, scenarios, "pass", "stale"))} of ${String(scenarios.length)} scenarios pass`,
    `${String(countIn(subject, scenarios, "known", "fails"))} fail`,
    `and ${String(countIn(subject, scenarios, "unsupported"))} are not supported`,
  ];
  return pageOf([
    `# ${language}: \`${sdk}\` ${version}`,
    "",
    `${counts.join(", ")}. [All SDKs](../conformance.md)`,
    "",
    ...section(
      "Defects",
      "Each breaks what Twirp, HTTP, protobuf or LiveKit's documents say.",
      entries.filter(({ isDefect }) => isDefect),
      subject,
      scenarios,
    ),
    ...section(
      "Differences",
      "No document says what a client does here; the scenarios say what users would expect.",
      entries.filter(({ isDefect }) => !isDefect),
      subject,
      scenarios,
    ),
    ...unknown(subject, scenarios),
  ]);
}

function section(
  heading: string,
  about: string,
  entries: readonly Entry[],
  subject: Subject,
  scenarios: readonly Scenario[],
): string[] {
  if (entries.length === 0) return [];
  const list = entries.map(({ failing, anchor }) => `- [${failing.title}](#${anchor})`);
  const details = entries.flatMap((entry) => renderEntry(entry, subject, scenarios));
  return [`## ${heading}`, "", about, "", ...list, "", ...details];
}

function renderEntry(
  { failing, anchor }: Entry,
  subject: Subject,
  scenarios: readonly Scenario[],
): string[] {
  const { title, happens, matters } = failing;
  const shown = scenarios.filter(({ name }) => failing.scenarios.includes(name));
  return [
    `### <a id="${anchor}"></a>${title}`,
    "",
    happens.trim(),
    "",
    `Why it matters: ${matters.trim()}`,
    "",
    ...table(subject, shown),
    "",
    "```sh",
    `npm run conformance -- --sdk ${subject.name} --scenario '${shown[0]?.name ?? ""}'`,
    ...shown.slice(0, 1).flatMap(curlsOf),
    "```",
    "",
  ];
}

/** What fails, and is not in the list of what is known to. */
function unknown(subject: Subject, scenarios: readonly Scenario[]): string[] {
  const failed = scenarios.filter((scenario) => standingIn(subject, scenario) === "fails");
  return failed.length === 0 ? [] : ["## Other failures", "", ...table(subject, failed)];
}

function table({ verdicts }: Subject, scenarios: readonly Scenario[]): string[] {
  const rows = scenarios.map((scenario) => {
    const observed = verdicts[scenario.name]?.observed ?? "";
    const expected = expectationOf(scenario.expect);
    return `| ${linkTo(scenario, "scenarios.md")} | ${cell(expected)} | ${cell(observed)} |`;
  });
  return ["| scenario | a well-behaved client | this SDK |", "|---|---|---|", ...rows];
}
