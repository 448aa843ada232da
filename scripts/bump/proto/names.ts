import type { DescriptorProto, FileDescriptorProto } from "@bufbuild/protobuf/wkt";

/**
 * The full names at which the lookup of a type reference stops: packages, messages, enums, services
 * and methods. A method is not a type, but it shadows a type of the same name in its service.
 */
export type Scopes = ReadonlySet<string>;

/** Collects the scopes of a set of files that see each other. */
export function collectScopes(files: readonly FileDescriptorProto[]): Scopes {
  const scopes = new Set<string>();
  const addMessage = (parent: string, message: DescriptorProto): void => {
    const name = join(parent, message.name);
    scopes.add(name);
    for (const nested of message.nestedType) addMessage(name, nested);
    for (const nested of message.enumType) scopes.add(join(name, nested.name));
  };
  for (const file of files) {
    const parts = file.package === "" ? [] : file.package.split(".");
    parts.forEach((_, at) => scopes.add(parts.slice(0, at + 1).join(".")));
    for (const message of file.messageType) addMessage(file.package, message);
    for (const { name } of file.enumType) scopes.add(join(file.package, name));
    for (const service of file.service) {
      const name = join(file.package, service.name);
      scopes.add(name);
      for (const method of service.method) scopes.add(join(name, method.name));
    }
  }
  return scopes;
}

/**
 * The shortest name for `target` (fully qualified, with or without a leading dot) inside `scope`.
 * Protobuf looks up the first part of a name from the innermost scope outwards, and the first match
 * decides. A name from another package is written in full.
 */
export function referTo(
  target: string,
  scope: string,
  packageName: string,
  scopes: Scopes,
): string {
  const full = target.replace(/^\./, "");
  const parts = full.split(".");
  const samePackage = packageName === "" || full.startsWith(`${packageName}.`);
  const candidates = samePackage ? parts.map((_, at) => parts.slice(-at - 1).join(".")) : [full];
  return candidates.find((name) => resolve(name, scope, scopes) === full) ?? `.${full}`;
}

function resolve(name: string, scope: string, scopes: Scopes): string {
  const [first = name] = name.split(".", 1);
  for (let at = scope; at !== ""; at = at.slice(0, Math.max(at.lastIndexOf("."), 0))) {
    if (scopes.has(join(at, first))) return join(at, name);
  }
  return name;
}

export function join(parent: string, name: string): string {
  return parent === "" ? name : `${parent}.${name}`;
}
