/** What a bump asks of the maintainer, each with what to paste into the policy. */
import { ScalarType, type DescMethod } from "@bufbuild/protobuf";
import { destinationRoomFields, roomFields, type Needs, type Rule } from "../generate/grants.js";
import {
  pathOf,
  planMethods,
  tellProblem,
  useOf,
  type MethodPlan,
  type Problem,
} from "../generate/join.js";
import { splitName, type Change } from "./compare.js";
import { printRules, type PastedRule } from "./rules.js";

export interface Question {
  /** What is wrong, a line each. */
  readonly problems: readonly string[];
  /** What to do, with what is to be pasted where there is something to go by. */
  readonly todo: string;
  /** Lines of TypeScript for `grants.ts`. */
  readonly paste: string;
}

/** What the questions are drawn from. */
export interface Asked {
  readonly policy: readonly Rule[];
  readonly plans: readonly MethodPlan[];
  readonly problems: readonly Problem[];
  readonly changes: readonly Change[];
}

export async function questionsOf(asked: Asked): Promise<Question[]> {
  const questions = [
    await askForGrants(asked),
    await askForIdleRules(asked),
    askForRoomFields(asked, "no room", "roomFields", roomFields),
    askForRoomFields(asked, "no destination room", "destinationRoomFields", destinationRoomFields),
    askForDoubles(asked),
  ];
  return questions.filter(({ problems }) => problems.length > 0);
}

/** Methods that no rule grants: proposes the grant that their service has most often. */
async function askForGrants(asked: Asked): Promise<Question> {
  const problems = asked.problems.filter(({ kind }) => kind === "ungranted");
  const names = new Set(problems.map(({ name }) => name));
  const open = asked.plans.filter(({ path }) => names.has(path));
  const granted = asked.plans.filter(({ path }) => !names.has(path));
  const proposals = new Map<string, PastedRule>();
  for (const { method } of open) {
    const service = method.parent.typeName;
    const peers = granted.filter((plan) => plan.method.parent.typeName === service);
    if (peers.length === 0) {
      const comment = "A new service, with nothing to go by.";
      proposals.set(service, { rule: { service, needs: {} }, comment });
      continue;
    }
    const { needs, comment } = propose(method, peers);
    const key = JSON.stringify([service, needs]);
    const methods = [...(proposals.get(key)?.rule.methods ?? []), method.name];
    proposals.set(key, { rule: { service, methods, needs }, comment });
  }
  return {
    problems: problems.map(tellProblem),
    todo:
      "Add to the policy, once you have seen what LiveKit asks for (a service that no client of " +
      "the HTTP API calls goes into `internal` of scripts/bump/policy.ts instead):",
    paste: await printRules([...proposals.values()]),
  };
}

/** The commonest grant among the methods of a service that the request of this one can satisfy. */
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
  if (first === undefined) return { needs: {}, comment: "No grant of the service fits." };
  const comment = `As ${String(first.count)} of the service's ${String(peers.length)} other methods.`;
  return { needs: first.needs, comment };
}

/** Rules that match no method, whole or in some of their names. */
async function askForIdleRules({ policy, plans, problems }: Asked): Promise<Question> {
  const methods = plans.map(({ method }) => method);
  const pasted = policy.flatMap((rule): PastedRule[] => {
    const { matched, idle } = useOf(rule, methods);
    if (matched.length === 0) return [{ rule, comment: "Take out:" }];
    if (rule.methods === undefined || idle.length === 0) return [];
    const left = rule.methods.filter((name) => !idle.includes(name));
    const comment = `In place of the rule with ${idle.join(", ")}:`;
    return [{ rule: { ...rule, methods: left }, comment }];
  });
  return {
    problems: problems.filter(({ kind }) => kind === "unmatched rule").map(tellProblem),
    todo: "Change the policy, or bump with --allow-unmatched where the protocol is an older one:",
    paste: await printRules(pasted),
  };
}

/** Requests that lack the room of their grant: the field may have another name by now. */
function askForRoomFields(
  { plans, problems, changes }: Asked,
  kind: Problem["kind"],
  list: string,
  fields: readonly string[],
): Question {
  const lacking = problems.filter((problem) => problem.kind === kind);
  const methods = lacking.flatMap(({ name }) => plans.filter(({ path }) => path === name));
  const inputs = methods.map(({ method }) => method.input.typeName);
  const names = changes
    .filter((change) => inputs.includes(splitName(change).parent))
    .filter(({ was = "" }) => fields.includes(was))
    .map((change) => splitName(change).own);
  const all = JSON.stringify([...new Set([...fields, ...names])]).replaceAll(",", ", ");
  return {
    problems: lacking.map(tellProblem),
    todo:
      names.length > 0
        ? "The field has another name. Let the policy know it:"
        : `Add the field that names it to ${list}, or change the grant. The requests have: ` +
          methods.map(({ method }) => stringsOf(method)).join("; "),
    paste: names.length > 0 ? `export const ${list}: readonly string[] = ${all};` : "",
  };
}

function stringsOf(method: DescMethod): string {
  const strings = method.input.fields.filter(({ scalar }) => scalar === ScalarType.STRING);
  return `${pathOf(method)} ${strings.map(({ name }) => name).join(", ") || "no string"}`;
}

function askForDoubles({ problems }: Asked): Question {
  const doubles = problems.filter(({ kind }) => kind === "several grants");
  return { problems: doubles.map(tellProblem), todo: "Leave one of the rules.", paste: "" };
}
