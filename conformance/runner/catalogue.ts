import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { parse } from "yaml";
import { checked } from "./checked.js";
import { UsageError } from "./errors.js";
import type { Scenario } from "./scenario.js";

/** A file of scenarios. */
export interface Group {
  /** The file's name without its ending. */
  readonly name: string;
  /** What its scenarios are about, in a sentence. */
  readonly about: string;
  readonly scenarios: readonly Scenario[];
}

/** A part of a scenario, as a file has it: what is not there comes from the file's `common`. */
type Part = Readonly<Record<string, unknown>>;

interface FileContent {
  readonly about: string;
  readonly common?: Part;
  readonly scenarios: readonly Part[];
}

/** The JSON Schema of the control. */
export const controlSchema = createRequire(import.meta.url)("livekit-mock/control.schema.json") as {
  readonly properties: Readonly<Record<string, unknown>>;
};

const defaults: Part = {
  control: {},
  client: { failover: false, scheme: "http", basePath: "", calls: 1, pauseMs: 0 },
};

/** The members of a scenario that are joined with those of `common`, one by one. */
const joined = ["call", "control", "client"];

/** Reads the catalogue. Throws {@link UsageError}, which names file, scenario and place. */
export function readCatalogue(folder: string): Group[] {
  const ajv = new Ajv2020({ allErrors: true, strictRequired: false, strictTypes: false });
  const schema = readFileSync(join(folder, "../scenario.schema.json"), "utf8");
  ajv.addSchema(controlSchema, "control.schema.json");
  ajv.addSchema(JSON.parse(schema) as object, "scenario.schema.json");
  const isFile = ajv.getSchema<FileContent>("scenario.schema.json")!;
  const isScenario = ajv.getSchema<Scenario>("scenario.schema.json#/$defs/scenario")!;
  const files = readdirSync(folder).filter((file) => file.endsWith(".yaml"));
  return files.sort().map((file) => {
    const content: unknown = parse(readFileSync(join(folder, file), "utf8"));
    const { about, common = {}, scenarios } = checked(content, isFile, file);
    const name = basename(file, ".yaml");
    const whole = scenarios.map((part) => {
      const named = { ...part, name: `${name}/${String(part["name"])}` };
      return checked(layered(defaults, common, named), isScenario, named.name);
    });
    refuseDuplicates(whole);
    return { name, about, scenarios: whole };
  });
}

/** A scenario's own words over the common ones, and those over the defaults. */
function layered(...layers: readonly Part[]): Part {
  const whole: Record<string, unknown> = {};
  for (const layer of layers) {
    // What a scenario follows takes the place of what all of them follow.
    if ("required" in layer || "reference" in layer) {
      delete whole["required"];
      delete whole["reference"];
    }
    Object.assign(whole, layer);
  }
  for (const member of joined) {
    whole[member] = Object.assign({}, ...layers.map((layer) => layer[member]));
  }
  return whole;
}

function refuseDuplicates(scenarios: readonly Scenario[]): void {
  const names = scenarios.map(({ name }) => name);
  const duplicate = names.find((name, at) => names.indexOf(name) !== at);
  if (duplicate !== undefined) throw new UsageError(`${duplicate}: duplicate name`);
}
