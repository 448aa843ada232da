import { ScalarType, type DescField, type DescMethod } from "@bufbuild/protobuf";
import { destinationRoomFields, roomFields, type Needs, type Rule } from "./grants.js";

/** What the plugin knows of one method: its descriptor, its grant, where its request names rooms. */
export interface MethodPlan {
  readonly method: DescMethod;
  readonly path: string;
  readonly needs: Needs;
  /** Fields that name the request's room; the first that is not empty counts. */
  readonly room: readonly DescField[];
  readonly destinationRoom: readonly DescField[];
}

/** Something that keeps the policy from being total. */
export interface Problem {
  readonly kind:
    | "ungranted"
    | "several grants"
    | "streaming"
    | "no room"
    | "no destination room"
    | "unmatched rule";
  /** Path of the method, or of those that the rule is for. */
  readonly name: string;
  readonly what: string;
}

/**
 * Joins the policy to the methods. There is a problem for every method without exactly one rule,
 * every rule that matches nothing, and every room-scoped method without a room field.
 */
export function planMethods(
  methods: readonly DescMethod[],
  policy: readonly Rule[],
): { readonly plans: readonly MethodPlan[]; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const plans = methods.map((method) => {
    const plan = planMethod(method, policy);
    problems.push(...problemsOf(plan, policy));
    return plan;
  });
  return { plans, problems: [...problems, ...unmatched(methods, policy)] };
}

/**
 * The plans of a policy that is total; throws one error with a line for every problem. With
 * `allowUnmatched`, a rule that matches nothing is none.
 */
export function joinPolicy(
  methods: readonly DescMethod[],
  policy: readonly Rule[],
  { allowUnmatched = false } = {},
): readonly MethodPlan[] {
  const { plans, problems } = planMethods(methods, policy);
  const open = problems.filter((problem) => isOpen(problem, allowUnmatched));
  if (open.length > 0) {
    throw new Error(`the grants policy is not total:\n${open.map(tellProblem).join("\n")}`);
  }
  return plans;
}

export function tellProblem({ name, what }: Problem): string {
  return `${name}: ${what}`;
}

/** Whether a problem stops the generation: a rule that matches nothing may be allowed. */
export function isOpen({ kind }: Problem, allowUnmatched: boolean): boolean {
  return !(allowUnmatched && kind === "unmatched rule");
}

/** The path of a method below the Twirp prefix. */
export function pathOf({ parent, name }: DescMethod): string {
  return `${parent.typeName}/${name}`;
}

function planMethod(method: DescMethod, policy: readonly Rule[]): MethodPlan {
  const needs = policy.find((rule) => matches(rule, method))?.needs ?? {};
  return {
    method,
    path: pathOf(method),
    needs,
    room: needs.room ? stringFields(method, roomFields) : [],
    destinationRoom: needs.destinationRoom ? stringFields(method, destinationRoomFields) : [],
  };
}

function problemsOf(plan: MethodPlan, policy: readonly Rule[]): Problem[] {
  const { method, path, needs, room, destinationRoom } = plan;
  const rules = policy.filter((rule) => matches(rule, method)).length;
  const input = method.input.typeName;
  const problems: Problem[] = [];
  const add = (kind: Problem["kind"], what: string): void => {
    problems.push({ kind, name: path, what });
  };
  if (rules === 0) add("ungranted", "no rule grants it");
  if (rules > 1) add("several grants", `${String(rules)} rules grant it`);
  if (method.methodKind !== "unary") add("streaming", "it streams, which Twirp cannot");
  if (needs.room && room.length === 0) {
    add("no room", `its grant is for a room, and ${input} has ${noneOf(roomFields)}`);
  }
  if (needs.destinationRoom && destinationRoom.length === 0) {
    const lacks = noneOf(destinationRoomFields);
    add("no destination room", `its grant is for a destination room, and ${input} has ${lacks}`);
  }
  return problems;
}

/** The rules that match no method, and of the others the names that match none. */
function unmatched(methods: readonly DescMethod[], policy: readonly Rule[]): Problem[] {
  const what = "the rule matches no method";
  return policy.flatMap((rule): Problem[] => {
    const { matched, idle } = useOf(rule, methods);
    if (matched.length === 0) return [{ kind: "unmatched rule", name: describe(rule), what }];
    return idle.map((name) => ({ kind: "unmatched rule", name: `${rule.service}/${name}`, what }));
  });
}

/** Names of the methods that a rule matches, and of those that it names and that are not there. */
export function useOf(
  rule: Rule,
  methods: readonly DescMethod[],
): { readonly matched: readonly string[]; readonly idle: readonly string[] } {
  const matched = methods.filter((method) => matches(rule, method)).map(({ name }) => name);
  return { matched, idle: (rule.methods ?? []).filter((name) => !matched.includes(name)) };
}

function matches(rule: Rule, method: DescMethod): boolean {
  return rule.service === method.parent.typeName && (rule.methods?.includes(method.name) ?? true);
}

function noneOf(names: readonly string[]): string {
  return names.length === 1 ? `no ${names.join()}` : `neither ${names.join(" nor ")}`;
}

function describe(rule: Rule): string {
  return `${rule.service}/${rule.methods?.join(",") ?? "*"}`;
}

function stringFields(method: DescMethod, names: readonly string[]): DescField[] {
  return names.flatMap((name) =>
    method.input.fields.filter(
      (field) =>
        field.name === name && field.fieldKind === "scalar" && field.scalar === ScalarType.STRING,
    ),
  );
}
