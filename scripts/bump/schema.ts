/** Everything that a version of the protocol declares, by full name. */
import {
  createFileRegistry,
  type DescEnum,
  type DescMessage,
  type DescMethod,
  type DescService,
} from "@bufbuild/protobuf";
import { nestedTypes } from "@bufbuild/protobuf/reflect";
import type { FileDescriptorSet } from "@bufbuild/protobuf/wkt";
import { pathOf } from "../generate/join.js";
import { isGoogle } from "./select.js";

export interface Schema {
  readonly services: ReadonlyMap<string, DescService>;
  /** By `service/method`. */
  readonly methods: ReadonlyMap<string, DescMethod>;
  readonly messages: ReadonlyMap<string, DescMessage>;
  readonly enums: ReadonlyMap<string, DescEnum>;
}

/** The schema of a build, without Google's files. */
export function makeSchema(build: FileDescriptorSet): Schema {
  const files = [...createFileRegistry(build).files].filter(({ proto }) => !isGoogle(proto.name));
  const types = files.flatMap((file) => [...nestedTypes(file)]);
  const services = types.filter((type) => type.kind === "service");
  const methods = services.flatMap((service) => service.methods);
  return {
    services: new Map(services.map((type) => [type.typeName, type])),
    methods: new Map(methods.map((method) => [pathOf(method), method])),
    messages: new Map(types.filter((t) => t.kind === "message").map((t) => [t.typeName, t])),
    enums: new Map(types.filter((t) => t.kind === "enum").map((t) => [t.typeName, t])),
  };
}
