/** The page `conformance.md`: all SDKs at a glance. */
import { countIn, pageOf, scenariosOf, subjectsOf, type Report, type Subject } from "./report.js";
import type { Scenario } from "./scenario.js";

export function renderIndex(report: Report): string {
  const scenarios = scenariosOf(report.groups);
  const subjects = subjectsOf(report);
  return pageOf([
    "# What published SDKs do",
    "",
    `LiveKit's server SDKs, unmodified, in ${String(scenarios.length)} [scenarios](conformance/scenarios.md). In each one, a`,
    "client makes a call, the mock fails as a control says, and the runner compares the result with what a",
    "well-behaved client does.",
    "",
    "| | SDK | passes | fails | not supported | not run | fails over |",
    "|---|---|---|---|---|---|---|",
    ...subjects.map((subject) => row(subject, scenarios)),
    "",
    "Not supported: the SDK has no method or option for it. Not run: the SDK may have one, but its driver does",
    "not use it. The API key carries the control. For failover, the mock runs with",
    "`--host-regions '*.livekit.cloud'`, and a hosts file that only the drivers see sends these hosts to",
    "this machine.",
    "",
    "## Defects",
    "",
    "Each one violates what Twirp, HTTP, protobuf or LiveKit's documents say. An SDK's page also lists",
    "differences: behaviour that no document forbids, but that users would not expect.",
    "",
    ...subjects.flatMap(defectsOf),
    "",
    "## Run it",
    "",
    "`npm run conformance -- --sdk all --out docs` writes these pages and",
    "`conformance/results.json`. To test an SDK of your own, see",
    `[CONTRIBUTING](${report.contributing}#conformance).`,
  ]);
}

function row(subject: Subject, scenarios: readonly Scenario[]): string {
  const { language, sdk, version, failover } = subject;
  const cells = [
    pageLink(subject, language),
    `\`${sdk}\` ${version}`,
    String(countIn(subject, scenarios, "pass", "stale")),
    String(countIn(subject, scenarios, "known", "fails")),
    String(countIn(subject, scenarios, "unsupported")),
    String(countIn(subject, scenarios, "undriven")),
    failover,
  ];
  return `| ${cells.join(" | ")} |`;
}

function defectsOf(subject: Subject): string[] {
  const defects = subject.entries.filter(({ isDefect }) => isDefect);
  return defects.map(
    ({ failing, anchor }) =>
      `- ${subject.language}: ${pageLink(subject, failing.title, `#${anchor}`)}`,
  );
}

function pageLink({ file }: Subject, text: string, anchor = ""): string {
  return `[${text}](conformance/${file}${anchor})`;
}
