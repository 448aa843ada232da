/** Generates `gen/` without a process per plugin. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { create } from "@bufbuild/protobuf";
import {
  CodeGeneratorRequestSchema,
  type CodeGeneratorResponse_File,
} from "@bufbuild/protobuf/wkt";
import type { Plugin } from "@bufbuild/protoplugin";
import { protocGenEs } from "@bufbuild/protoc-gen-es/dist/cjs/src/protoc-gen-es-plugin.js";
import { GenerationError, type Generate } from "../../../scripts/generate/generation.js";
import { readSource } from "../../../scripts/bump/proto/source.js";
import type { Rule } from "../../../scripts/generate/grants.js";
import { createPlugin } from "../../../scripts/generate/plugin.js";
import { readTree, writeTree } from "../../../scripts/tree.js";
import { reasonOf } from "../../../src/util/reason.js";
import { buildFolder } from "./protos.js";

/** Generates what `buf generate` does with a policy: the files of both plugins, and no others. */
export function generateHere(policy: readonly Rule[]): Generate {
  return async (project, output) => {
    const protos = [...readTree(join(project, "proto")).keys()];
    try {
      const protoFile = await buildFolder(project);
      const fileToGenerate = protos.filter((path) => path.endsWith(".proto"));
      const run = (plugin: Plugin, parameter: string): CodeGeneratorResponse_File[] =>
        plugin.run(create(CodeGeneratorRequestSchema, { protoFile, fileToGenerate, parameter }))
          .file;
      const { allowUnmatched } = readSource(project);
      const parameter = "target=ts,import_extension=js";
      const files = [
        ...run(protocGenEs, `${parameter},json_types=true`),
        ...run(createPlugin(policy, { allowUnmatched }), parameter),
      ];
      const tree = new Map(files.map(({ name, content }) => [name, content]));
      mkdirSync(join(output, "gen"), { recursive: true });
      writeTree(join(output, "gen"), tree);
    } catch (error) {
      throw new GenerationError(reasonOf(error));
    }
  };
}
