/** What a bump asks the maintainer, with rules to paste into the policy. */
import { ScalarType, type DescMethod } from "@bufbuild/protobuf";
import { destinationRoomFields, roomFields, type Needs, type Rule } from "../generate/grants.js";
import {
  pathOf,
  planMethods,
  formatProblem,
  matchRule,
  type MethodPlan,
  type Problem,
} from "../generate/join.js";
import { splitName, type Change } from "./compare.js";
import { printRules, type PastedRule } from "./rules.js";

export interface Question {
  /** What is wrong, one line each. */
  readonly problems: readonly string[];
  /** What to do about it. */
  readonly todo: string;
  /** Lines of TypeScript for `grants.ts`. */
  readonly paste: string;
}

/** What the questions are about. */
export interface Subject {
  readonly policy: readonly Rule[];
  readonly plans: readonly MethodPlan[];
  readonly problems: readonly Problem[];
  readonly changes: readonly Change[];
}

export async function getQuestions(subject: Subject): Promise<Question[]> {
  const questions = [
    await askForGrants(subject),
    await askForUnmatchedRules(subject),
    askForRoomFields(subject, "no room", "roomFields", roomFields),
    askForRoomFields(
      subject,
      "no destination room",
      "destinationRoomFields",
      destinationRoomFields,
    ),
    askForDuplicates(subject),
  ];
  return questions.filter(({ problems }) => problems.length > 0);
}

/** Asks about methods that no rule grants, and proposes the commonest grant of their service. */
async function askForGrants(subject: Subject): Promise<Question> {
  const problems = subject.problems.filter(({ kind }) => kind === "ungranted");
  const names = new Set(problems.map(({ name }) => name));
  const ungranted = subject.plans.filter(({ path }) => names.has(path));
  const granted = subject.plans.filter(({ path }) => !names.has(path));
  const proposals = new Map<string, PastedRule>();
  for (const { method } of ungranted) {
    const service = method.parent.typeName;
    const peers = granted.filter((plan) => plan.method.parent.typeName === service);
    if (peers.length === 0) {
      const comment = "A new service: this grant is a placeholder.";
      proposals.set(service, { rule: { service, needs: {} }, comment });
      continue;
    }
    const { needs, comment } = propose(method, peers);
    const key = JSON.stringify([service, needs]);
    const methods = [...(proposals.get(key)?.rule.methods ?? []), method.name];
    proposals.set(key, { rule: { service, methods, needs }, comment });
  }
  return {
    problems: problems.map(formatProblem),
    todo:
      "Check what LiveKit requires, then add to the policy (or, if no client of the HTTP API calls " +
      "the service, to `internal` in scripts/bump/policy.ts):",
    paste: await printRules([...proposals.values()]),
  };
}

/** The service's commonest grant that fits the method's request. */
function propose(
  method: DescMethod,
  peers: readonly MethodPlan[],
): { readonly needs: Needs; readonly comment: string } {
  const counts = new Map<string, { readonly needs: Needs; readonly count: number }>();
  for (const { needs } of peers) {
    const rule: Rule = { service: method.parent.typeName, needs };
    if (planMethods([method], [rule]).problems.length > 0) continue;
    const key = JSON.stringify(needs);
    counts.set(key, { needs, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  const [first] = [...counts.values()].sort((a, b) => b.count - a.count);
  if (first === undefined) return { needs: {}, comment: "None of the service's grants fits." };
  const comment = `Like ${String(first.count)} of the service's ${String(peers.length)} other methods.`;
  return { needs: first.needs, comment };
}

/** Asks about rules, or methods in rules, that match nothing. */
async function askForUnmatchedRules({ policy, plans, problems }: Subject): Promise<Question> {
  const methods = plans.map(({ method }) => method);
  const pasted = policy.flatMap((rule): PastedRule[] => {
    const { matched, unmatched } = matchRule(rule, methods);
    if (matched.length === 0) return [{ rule, comment: "Remove:" }];
    if (rule.methods === undefined || unmatched.length === 0) return [];
    const remaining = rule.methods.filter((name) => !unmatched.includes(name));
    const comment = `Replace the rule with ${unmatched.join(", ")}:`;
    return [{ rule: { ...rule, methods: remaining }, comment }];
  });
  return {
    problems: problems.filter(({ kind }) => kind === "unmatched rule").map(formatProblem),
    todo: "Change the policy, or add --allow-unmatched if the protocol is older:",
    paste: await printRules(pasted),
  };
}

/** Asks about requests without the room that their grant needs. The field may have been renamed. */
function askForRoomFields(
  { plans, problems, changes }: Subject,
  kind: Problem["kind"],
  list: string,
  fields: readonly string[],
): Question {
  const affected = problems.filter((problem) => problem.kind === kind);
  const methods = affected.flatMap(({ name }) => plans.filter(({ path }) => path === name));
  const inputs = methods.map(({ method }) => method.input.typeName);
  const names = changes
    .filter((change) => inputs.includes(splitName(change).parent))
    .filter(({ was = "" }) => fields.includes(was))
    .map((change) => splitName(change).own);
  const all = JSON.stringify([...new Set([...fields, ...names])]).replaceAll(",", ", ");
  return {
    problems: affected.map(formatProblem),
    todo:
      names.length > 0
        ? "The field was renamed. Add its name to the policy:"
        : `Add the field that names the room to ${list}, or change the grant. The strings are: ` +
          methods.map(({ method }) => listStrings(method)).join("; "),
    paste: names.length > 0 ? `export const ${list}: readonly string[] = ${all};` : "",
  };
}

function listStrings(method: DescMethod): string {
  const strings = method.input.fields.filter(({ scalar }) => scalar === ScalarType.STRING);
  return `${pathOf(method)} ${strings.map(({ name }) => name).join(", ") || "(none)"}`;
}

function askForDuplicates({ problems }: Subject): Question {
  const duplicates = problems.filter(({ kind }) => kind === "several grants");
  return {
    problems: duplicates.map(formatProblem),
    todo: "Keep only one of the rules.",
    paste: "",
  };
}
