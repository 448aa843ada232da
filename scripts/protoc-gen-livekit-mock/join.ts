import { ScalarType, type DescField, type DescMethod } from "@bufbuild/protobuf";
import type { Needs, Rule } from "./grants.js";

/** What the plugin knows of one method: its descriptor, its grant, where its request names rooms. */
export interface MethodPlan {
  readonly method: DescMethod;
  readonly path: string;
  readonly needs: Needs;
  /** Fields that name the request's room; the first that is not empty counts. */
  readonly room: readonly DescField[];
  readonly destinationRoom: readonly DescField[];
}

/**
 * Joins the policy to the methods. Throws one error with a line for every method without exactly
 * one rule, every rule that matches nothing, and every room-scoped method without a room field.
 */
export function joinPolicy(methods: readonly DescMethod[], policy: readonly Rule[]): MethodPlan[] {
  const problems: string[] = [];
  const used = new Set<Rule>();
  const plans = methods.map((method): MethodPlan => {
    const path = `${method.parent.typeName}/${method.name}`;
    const rules = policy.filter((rule) => matches(rule, method));
    rules.forEach((rule) => used.add(rule));
    const needs = rules[0]?.needs ?? {};
    const room = stringFields(method, ["room", "room_name"]);
    const destinationRoom = stringFields(method, ["destination_room"]);
    if (rules.length === 0) problems.push(`${path}: no rule grants it`);
    if (rules.length > 1) problems.push(`${path}: ${String(rules.length)} rules grant it`);
    if (method.methodKind !== "unary") problems.push(`${path}: it streams, which Twirp cannot`);
    if (needs.room && room.length === 0) {
      problems.push(
        `${path}: its grant is for a room, and ${method.input.typeName} has neither room nor room_name`,
      );
    }
    if (needs.destinationRoom && destinationRoom.length === 0) {
      problems.push(
        `${path}: its grant is for a destination room, and ${method.input.typeName} has no destination_room`,
      );
    }
    return {
      method,
      path,
      needs,
      room: needs.room ? room : [],
      destinationRoom: needs.destinationRoom ? destinationRoom : [],
    };
  });
  for (const rule of policy) {
    if (!used.has(rule)) problems.push(`${describe(rule)}: the rule matches no method`);
    for (const name of used.has(rule) ? (rule.methods ?? []) : []) {
      if (!methods.some((method) => method.name === name && matches(rule, method))) {
        problems.push(`${rule.service}/${name}: the rule matches no method`);
      }
    }
  }
  if (problems.length > 0)
    throw new Error(`the grants policy is not total:\n${problems.join("\n")}`);
  return plans;
}

function matches(rule: Rule, method: DescMethod): boolean {
  return rule.service === method.parent.typeName && (rule.methods?.includes(method.name) ?? true);
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
