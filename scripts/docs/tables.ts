/** The tables of README and docs, each made from the table of the code that it shows. */
import { methods } from "../../gen/methods.js";
import type { Method } from "../../gen/types.js";
import { emptyRules } from "../generate/rich/emptyRules.js";
import { forms, states, timeUnits, type ValueRule } from "../generate/rich/rules.js";
import { discoveryFields } from "../../src/control/discoveryFields.js";
import { controlFields } from "../../src/control/fields.js";
import { olderHeaders } from "../../src/control/olderHeaders.js";
import { signalModes } from "../../src/control/signalModes.js";
import { failModes, failureFields } from "../../src/failures/index.js";
import { flags } from "../../src/settings/flags.js";
import { nameOf, type Field } from "../../src/util/fieldTypes.js";
import { withoutPackage } from "../../src/util/withoutPackage.js";

type Row = readonly string[];

/** The fields that most tests need, for the README. */
const dailyFields = [
  "failRegions",
  "failMode",
  "failStatus",
  "delayMs",
  "response",
  "skipAuth",
  "strict",
  "perRegion",
];

const fields: readonly Field[] = controlFields;
const failureNames = new Set<string>(failureFields.map(({ name }) => name));

/** All tables, by the name that marks them in a page. */
export const tables: Readonly<Record<string, () => string | Promise<string>>> = {
  "daily fields": () => tableOf(["field", "type", "effect"], dailyFields.map(dailyRow)),
  fields: () => fieldTable("field", fields),
  "discovery fields": () =>
    fieldTable(
      "field of `discovery`",
      discoveryFields.filter(({ name }) => !failureNames.has(name)),
    ),
  "failure modes": () =>
    tableOf(
      ["failure mode", "on the wire"],
      failModes.map(({ name, effect }) => [code(name), effect]),
    ),
  "signal modes": () =>
    tableOf(
      ["mode", "what it does"],
      signalModes.map(({ name, effect }) => [code(name), effect]),
    ),
  "older headers": () =>
    tableOf(
      ["header", "sets"],
      olderHeaders.map(({ name, effect }) => [code(name), effect]),
    ),
  settings: () =>
    tableOf(
      ["flag", "environment", "default", "meaning"],
      flags.map(({ name, variable, default: fallback, meaning }) => [
        code(`--${name}`),
        code(variable),
        fallback === "" ? "" : code(fallback),
        meaning,
      ]),
    ),
  grants: grantTable,
  "default states": () => valueTable(states),
  "default forms": () => valueTable(forms),
  "default times": () =>
    tableOf(
      ["unit", "fields"],
      timeUnits.map(({ unit, fields }) => [unit, listOfCode(fields)]),
    ),
  "empty defaults": () =>
    tableOf(
      ["fields", "reason"],
      emptyRules.map(({ fields, reason }) => [listOfCode(fields), reason]),
    ),
};

function code(text: string): string {
  return `\`${text}\``;
}

function tableOf(head: Row, rows: readonly Row[]): string {
  const lines = [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
  return lines.join("\n").replaceAll("|  |", "| |");
}

function listOfCode(names: readonly string[]): string {
  return names.map((name) => code(name.replace(/^livekit\./, ""))).join(", ");
}

function valueTable(rules: readonly ValueRule[]): string {
  return tableOf(
    ["fields", "methods", "value"],
    rules.map(({ fields, methods: only, value, reason }) => {
      const shown = code(typeof value === "string" ? value : JSON.stringify(value));
      const because = reason === undefined ? "" : `: ${reason}`;
      return [listOfCode(fields), only === undefined ? "all" : listOfCode(only), shown + because];
    }),
  );
}

function fieldTable(head: string, rows: readonly Field[]): string {
  return tableOf(
    [head, "type", "default", "effect"],
    rows.map(({ name, type, default: fallback, effect }) => [
      code(name),
      nameOf(type),
      fallback,
      effect,
    ]),
  );
}

function dailyRow(name: string): Row {
  const field = fields.find((one) => one.name === name);
  if (field === undefined) throw new Error(`the control has no field ${name}`);
  return [code(name), nameOf(field.type), field.effect];
}

/** Which methods need which claims of the token: a row per set of claims. */
async function grantTable(): Promise<string> {
  const all: Method[] = [];
  for (const row of methods.values()) all.push(await row.load());
  const byService = groupBy(all, ({ service }) => service);
  const byNeeds = new Map<string, string[]>();
  for (const [service, own] of byService) {
    for (const [needs, some] of groupBy(own, needsOf)) {
      const names =
        some.length === own.length && some.length > 1
          ? [`every ${code(withoutPackage(service))} method`]
          : some.map(({ name }) => code(`${withoutPackage(service)}/${name}`));
      byNeeds.set(needs, [...(byNeeds.get(needs) ?? []), ...names]);
    }
  }
  const rows = [...byNeeds]
    .map(([needs, names]) => [needs, names.join(", ")] as const)
    .sort(([one], [other]) => rankOf(one) - rankOf(other));
  return tableOf(["the token needs", "methods"], rows);
}

/** Claims of one kind stand together: `video`, `sip`, `agent`, none. */
function rankOf(needs: string): number {
  const rank = ["`video.", "`sip.", "`agent."].findIndex((start) => needs.startsWith(start));
  return rank < 0 ? 3 : rank;
}

function groupBy<T>(all: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return groups;
}

function needsOf(method: Method): string {
  const { grant } = method;
  const needs = Object.entries(grant).flatMap(([claim, names]) =>
    (names as readonly string[]).map((name) => code(`${claim}.${name}`)),
  );
  if (method.room !== undefined) needs.push("`video.room` = the request's room");
  if (method.destinationRoom !== undefined) {
    needs.push("`video.destinationRoom` = its `destination_room`");
  }
  return needs.length === 0 ? "no grant" : needs.join(", ");
}
