/** A version of the protocol with everything derived from it, and how two versions differ. */
import type { FileDescriptorSet } from "@bufbuild/protobuf/wkt";
import type { Rule } from "../generate/grants.js";
import { planMethods, type Problem } from "../generate/join.js";
import { compare } from "./compare.js";
import { getNotices, type Side } from "./notices.js";
import { compareDefaults } from "./defaults.js";
import type { Difference, Size } from "./report.js";
import { makeSchema, type Schema } from "./schema.js";
import { makeUsageOf } from "./usage.js";

export interface Version extends Side {
  readonly schema: Schema;
  /** What is wrong with the policy for this version. */
  readonly problems: readonly Problem[];
  readonly size: Size;
}

export function makeVersion(build: FileDescriptorSet, policy: readonly Rule[]): Version {
  const schema = makeSchema(build);
  const { plans, problems } = planMethods([...schema.methods.values()], policy);
  const ungranted = new Set(problems.map(({ name }) => name));
  const size = { services: schema.services.size, methods: schema.methods.size };
  return { schema, plans, problems, ungranted, usage: makeUsageOf(schema), size };
}

export function compareVersions(before: Version, after: Version): Difference {
  const changes = compare(before.schema, after.schema);
  return {
    changes,
    notices: getNotices(changes, before, after),
    defaults: compareDefaults(before.schema, after.schema),
  };
}
