/** A version of the protocol with all that is derived from it, and how two of them differ. */
import type { FileDescriptorSet } from "@bufbuild/protobuf/wkt";
import type { Rule } from "../generate/grants.js";
import { planMethods, type Problem } from "../generate/join.js";
import { compare } from "./compare.js";
import { noticesOf, type Side } from "./notices.js";
import { compareDefaults } from "./populated.js";
import type { Difference, Size } from "./report.js";
import { schemaOf, type Schema } from "./schema.js";
import { usageOf } from "./usage.js";

export interface Version extends Side {
  readonly schema: Schema;
  /** What keeps the policy from being total for it. */
  readonly problems: readonly Problem[];
  readonly size: Size;
}

export function versionOf(build: FileDescriptorSet, policy: readonly Rule[]): Version {
  const schema = schemaOf(build);
  const { plans, problems } = planMethods([...schema.methods.values()], policy);
  const ungranted = new Set(problems.map(({ name }) => name));
  const size = { services: schema.services.size, methods: schema.methods.size };
  return { schema, plans, problems, ungranted, usage: usageOf(schema), size };
}

export function compareVersions(before: Version, after: Version): Difference {
  const changes = compare(before.schema, after.schema);
  return {
    changes,
    notices: noticesOf(changes, before, after),
    defaults: compareDefaults(before.schema, after.schema),
  };
}
