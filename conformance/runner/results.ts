/** What was observed, as `docs/conformance/results.json` keeps it. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { checked } from "./checked.js";
import { parseJson } from "./json.js";
import type { Verdict } from "./judge.js";
import type { Column } from "./run.js";
import type { Scenario } from "./scenario.js";

/** A verdict, with the fingerprint of its scenario at that time. */
export interface KeptVerdict extends Verdict {
  readonly of: string;
}

/** The results of one SDK. */
export interface SdkResults {
  /** What `--sdk` calls it, or what a driver calls its SDK. */
  readonly name: string;
  readonly sdk: string;
  readonly version: string;
  /** Verdicts by the names of scenarios. */
  readonly verdicts: Readonly<Record<string, KeptVerdict>>;
}

const text = { type: "string" } as const;

const isResults = new Ajv2020().compile<{ readonly sdks: SdkResults[] }>({
  type: "object",
  properties: {
    sdks: {
      type: "array",
      items: {
        type: "object",
        properties: {
          name: text,
          sdk: text,
          version: text,
          verdicts: {
            type: "object",
            additionalProperties: {
              type: "object",
              properties: {
                of: text,
                verdict: { enum: ["pass", "fail", "unsupported", "undriven"] },
                observed: text,
                misses: { type: "array", items: text },
              },
              required: ["of", "verdict", "observed", "misses"],
            },
          },
        },
        required: ["name", "sdk", "version", "verdicts"],
      },
    },
  },
  required: ["sdks"],
});

/** Changes with everything of a scenario that a verdict depends on. */
export function fingerprintOf({ call, control, client, expect }: Scenario): string {
  const content = JSON.stringify([call, control, client, expect]);
  return createHash("sha256").update(content).digest("hex").slice(0, 8);
}

export function resultsOf({ name, hello, verdicts }: Column): SdkResults {
  const kept = [...verdicts].map(([scenario, verdict]) => {
    return [scenario.name, { of: fingerprintOf(scenario), ...verdict }] as const;
  });
  return { name, ...hello, verdicts: Object.fromEntries(kept) };
}

/** The results that a file has; none if there is no file. Throws {@link UsageError}. */
export function readResults(path: string): SdkResults[] {
  if (!existsSync(path)) return [];
  const content = parseJson(readFileSync(path, "utf8"));
  return checked(content, isResults, `${path} holds no results of a conformance`).sdks;
}

/**
 * Old results with new ones in their place, scenario by scenario for the same version of an SDK.
 * What was observed of a scenario that has changed since is left out.
 */
export function merge(
  old: readonly SdkResults[],
  fresh: readonly SdkResults[],
  scenarios: readonly Scenario[],
  order: readonly string[],
): SdkResults[] {
  const names = [...new Set([...order, ...old.map(nameOf), ...fresh.map(nameOf)])];
  return names.flatMap((name) => {
    const before = old.find((one) => one.name === name);
    const now = fresh.find((one) => one.name === name) ?? before;
    if (now === undefined) return [];
    const isSame = before?.sdk === now.sdk && before.version === now.version;
    const all = { ...(isSame ? before.verdicts : {}), ...now.verdicts };
    const kept = scenarios.flatMap((scenario) => {
      const verdict = all[scenario.name];
      return verdict?.of === fingerprintOf(scenario) ? [[scenario.name, verdict] as const] : [];
    });
    return [{ ...now, verdicts: Object.fromEntries(kept) }];
  });
}

function nameOf({ name }: SdkResults): string {
  return name;
}

/** JSON with a line per verdict. */
export function renderResults(sdks: readonly SdkResults[]): string {
  const columns = sdks.map(({ verdicts, ...rest }) => {
    const head = JSON.stringify(rest).slice(1, -1);
    const lines = Object.entries(verdicts).map(
      ([name, verdict]) => `${JSON.stringify(name)}: ${JSON.stringify(verdict)}`,
    );
    return `{ ${head}, "verdicts": {\n${lines.join(",\n")}\n} }`;
  });
  return `{ "sdks": [\n${columns.join(",\n")}\n] }\n`;
}
