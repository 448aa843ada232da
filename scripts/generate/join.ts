import { ScalarType, type DescField, type DescMethod } from "@bufbuild/protobuf";
import { destinationRoomFields, roomFields, type Needs, type Rule } from "./grants.js";

/** A method with its grant, and with the request fields that name its rooms. */
export interface MethodPlan {
  readonly method: DescMethod;
  readonly path: string;
  readonly needs: Needs;
  /** The fields that name the request's room; the first that is not empty wins. */
  readonly room: readonly DescField[];
  readonly destinationRoom: readonly DescField[];
}

/** A gap, a conflict or an unmatched rule in the policy. */
export interface Problem {
  readonly kind:
    | "ungranted"
    | "several grants"
    | "streaming"
    | "no room"
    | "no destination room"
    | "unmatched rule";
  /** The path of the method, or the paths that the rule covers. */
  readonly name: string;
  readonly message: string;
}

/**
 * Joins the policy with the methods. Problems are: a method without exactly one rule, a streaming
 * method, a rule that matches nothing, and a grant for a room on a request without a room field.
 */
export function planMethods(
  methods: readonly DescMethod[],
  policy: readonly Rule[],
): { readonly plans: readonly MethodPlan[]; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const plans = methods.map((method) => {
    const plan = planMethod(method, policy);
    problems.push(...findProblems(plan, policy));
    return plan;
  });
  return { plans, problems: [...problems, ...findUnmatchedRules(methods, policy)] };
}

/**
 * Returns a plan for every method. Throws one error with a line per problem; with `allowUnmatched`,
 * rules may match nothing.
 */
export function joinPolicy(
  methods: readonly DescMethod[],
  policy: readonly Rule[],
  { allowUnmatched = false } = {},
): readonly MethodPlan[] {
  const { plans, problems } = planMethods(methods, policy);
  const blocking = problems.filter((problem) => isBlocking(problem, allowUnmatched));
  if (blocking.length > 0) {
    throw new Error(`invalid grants policy:\n${blocking.map(formatProblem).join("\n")}`);
  }
  return plans;
}

export function formatProblem({ name, message }: Problem): string {
  return `${name}: ${message}`;
}

/** Whether a problem stops the generation. Rules that match nothing can be allowed. */
export function isBlocking({ kind }: Problem, allowUnmatched: boolean): boolean {
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

function findProblems(plan: MethodPlan, policy: readonly Rule[]): Problem[] {
  const { method, path, needs, room, destinationRoom } = plan;
  const rules = policy.filter((rule) => matches(rule, method)).length;
  const input = method.input.typeName;
  const problems: Problem[] = [];
  const add = (kind: Problem["kind"], message: string): void => {
    problems.push({ kind, name: path, message });
  };
  if (rules === 0) add("ungranted", "no rule grants it");
  if (rules > 1) add("several grants", `${String(rules)} rules grant it`);
  if (method.methodKind !== "unary") add("streaming", "it streams, which Twirp does not support");
  if (needs.room && room.length === 0) {
    add("no room", `its grant is for a room, but ${input} has ${noneOf(roomFields)}`);
  }
  if (needs.destinationRoom && destinationRoom.length === 0) {
    const missing = noneOf(destinationRoomFields);
    add("no destination room", `its grant is for a destination room, but ${input} has ${missing}`);
  }
  return problems;
}

/** A problem per rule that matches no method, and per unknown method that another rule names. */
function findUnmatchedRules(methods: readonly DescMethod[], policy: readonly Rule[]): Problem[] {
  const kind = "unmatched rule";
  const message = "the rule matches no method";
  return policy.flatMap((rule): Problem[] => {
    const { matched, unmatched } = matchRule(rule, methods);
    if (matched.length === 0) return [{ kind, name: describe(rule), message }];
    return unmatched.map((name) => ({ kind, name: `${rule.service}/${name}`, message }));
  });
}

/** The names of the methods that a rule matches, and the names in the rule that match nothing. */
export function matchRule(
  rule: Rule,
  methods: readonly DescMethod[],
): { readonly matched: readonly string[]; readonly unmatched: readonly string[] } {
  const matched = methods.filter((method) => matches(rule, method)).map(({ name }) => name);
  return { matched, unmatched: (rule.methods ?? []).filter((name) => !matched.includes(name)) };
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
