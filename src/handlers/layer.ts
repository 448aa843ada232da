import type { Message } from "@bufbuild/protobuf";
import { methods } from "../../gen/methods.js";
import { SettingsError } from "../settings/index.js";
import { show } from "../util/findings.js";
import { isObject } from "../util/json.js";
import { didYouMean, nearest } from "../util/nearest.js";
import { withoutPackage } from "../util/withoutPackage.js";

/** A handler of a test's own, which may return anything. */
export type OwnHandler = (ctx: unknown, request: Message) => unknown;

/** Handlers that were given together, by the method's path. */
export type Layer = Map<string, OwnHandler>;

/**
 * Reads an object of services and their handlers. Throws {@link SettingsError} for an unknown name or
 * a value that is no function; `where` says where the object comes from.
 */
export function readLayer(handlers: unknown, where: string): Layer {
  if (!isObject(handlers)) throw wrongType(where, handlers, "an object of services");
  const entries = Object.entries(handlers);
  if (entries.length === 0 && !isPlain(handlers)) throw hasNone(where, "service");
  const services = pathsByService();
  const layer: Layer = new Map();
  for (const [name, service] of entries) {
    if (service === undefined) continue;
    const known = services.get(name);
    if (known === undefined) throw unknownService(name, services, where);
    if (!isObject(service)) throw wrongType(`${where}.${name}`, service, "an object of functions");
    readService(service, known, `${where}.${name}`, layer);
  }
  return layer;
}

function readService(
  service: Readonly<Record<string, unknown>>,
  known: ReadonlyMap<string, string>,
  where: string,
  layer: Layer,
): void {
  if (isPlain(service)) {
    const unknown = Object.keys(service).find((name) => !known.has(name));
    if (unknown !== undefined) throw unknownMethod(unknown, [...known.keys()], where);
  }
  const size = layer.size;
  for (const [name, path] of known) {
    const handler = service[name];
    if (handler === undefined) continue;
    if (typeof handler !== "function") throw wrongType(`${where}.${name}`, handler, "a function");
    // It may be a method of a class.
    layer.set(path, (handler as OwnHandler).bind(service));
  }
  if (layer.size === size && !isPlain(service)) throw hasNone(where, "method");
}

/** The error for an instance of a class without handlers, or a promise that nobody awaits. */
function hasNone(where: string, kind: "service" | "method"): SettingsError {
  return new SettingsError(`${where}: it has no known ${kind}, and is no plain object`);
}

/** Whether an object has nothing but handlers. An instance of a class may have more. */
function isPlain(object: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(object);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** The paths of each service's methods, by the names without the package. */
function pathsByService(): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const services = new Map<string, Map<string, string>>();
  for (const { path, service, name } of methods.values()) {
    const short = withoutPackage(service);
    const paths = services.get(short) ?? new Map<string, string>();
    services.set(short, paths.set(name, path));
  }
  return services;
}

/** Names the nearest service; for the name or path of a method, the service that has it. */
function unknownService(
  name: string,
  services: ReadonlyMap<string, ReadonlyMap<string, string>>,
  where: string,
): SettingsError {
  const names = [...services.keys()];
  const owner = ownerOf(name.slice(name.lastIndexOf("/") + 1));
  const hint =
    owner === undefined
      ? didYouMean(nearest(name, names)) || `; the services are ${names.join(", ")}`
      : didYouMean(`{ ${owner.replace("/", ": { ")}: ... } }`);
  return new SettingsError(`${where}: unknown service ${show(name)}${hint}`);
}

/** Names the nearest method, or the other service that has a method of this name. */
function unknownMethod(name: string, known: readonly string[], where: string): SettingsError {
  const hint = didYouMean(ownerOf(name) ?? nearest(name, known));
  return new SettingsError(`${where}: unknown method ${show(name)}${hint}`);
}

/** A method with its service, `RoomService/CreateRoom`; `undefined` if no service has it. */
function ownerOf(method: string): string | undefined {
  const path = [...methods.keys()].find((one) => one.endsWith(`/${method}`));
  return path && withoutPackage(path);
}

function wrongType(where: string, value: unknown, expected: string): SettingsError {
  return new SettingsError(`${where}: expected ${expected}, not ${show(value)}`);
}
