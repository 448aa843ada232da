import { TextDecoder } from "node:util";
import {
  fromBinary,
  fromJsonString,
  isMessage,
  toBinary,
  toJsonString,
  type Message,
  type Registry,
} from "@bufbuild/protobuf";
import {
  BadRouteError,
  chainInterceptors,
  TwirpContentType,
  TwirpError,
  TwirpErrorCode,
  TwirpServer,
  type Interceptor,
  type RouterEvents,
  type TwirpContext,
  type TwirpHandler,
} from "twirp-ts";
import { services } from "../../gen/services.js";
import type { Method, Service } from "../../gen/types.js";
import { show } from "../util/findings.js";
import { didYouMean, nearest } from "../util/nearest.js";
import { reasonOf } from "../util/reason.js";
import type { HandlerContext, Handlers } from "./index.js";
import { TwirpHandlerContext } from "./twirpContext.js";

/**
 * Creates a twirp-ts server for one service, such as `RoomService`. A body that does not decode gets
 * `malformed`, as the Twirp specification (version 7, error codes) requires; unknown JSON fields are
 * dropped. Throws `TypeError` if there is no such service.
 */
export function createTwirpServer<Name extends keyof Handlers>(
  name: Name,
  handlers: Handlers[Name],
): TwirpServer<Handlers[Name]> {
  const known: Readonly<Record<string, Service>> = services;
  const service = known[name];
  if (service === undefined) {
    const hint = didYouMean(nearest(name, Object.keys(known)));
    throw new TypeError(`unknown service ${show(name)}${hint}`);
  }
  const methods = new Map(service.methods.map((method) => [method.name, method]));
  return new LiveKitServer<Handlers[Name]>({
    packageName: service.name.slice(0, -name.length - 1),
    serviceName: name,
    service: handlers,
    methodList: [...methods.keys()] as (keyof Handlers[Name])[],
    matchRoute: (methodName, events) => {
      const method = methods.get(methodName);
      if (method !== undefined) return routeTo(method, events);
      void events.onNotFound();
      throw new BadRouteError(`unknown method ${methodName}`, "POST", methodName);
    },
  });
}

/** Routes a call through the interceptors to its handler and back. */
function routeTo<Service extends object>(
  method: Method,
  events: RouterEvents,
): TwirpHandler<Service> {
  const { name } = method;
  return async (matched, implementation, data, interceptors = []) => {
    const ctx = { ...matched, methodName: name };
    await events.onMatch(ctx);
    const handlers = implementation as Readonly<Record<string, Handler>>;
    const call: Call = async (callContext, request) => {
      if (handlers[name] === undefined) {
        throw new TwirpError(TwirpErrorCode.Unimplemented, `no handler for ${name}`);
      }
      return handlers[name](new TwirpHandlerContext(callContext), request);
    };
    const intercept: Intercept = chainInterceptors(...interceptors) ?? passOn;
    const response = await intercept(ctx, decode(ctx, method, data), call);
    return encode(ctx, method, response);
  };
}

/** Strips the charset, which LiveKit's SDKs send, from the content type: twirp-ts rejects it. */
class LiveKitServer<Service extends object> extends TwirpServer<Service> {
  protected override createContext(
    req: TwirpContext["req"],
    res: TwirpContext["res"],
  ): TwirpContext {
    const [type = ""] = (req.headers["content-type"] ?? "").split(";", 1);
    return {
      ...super.createContext(req, res),
      contentType: contentTypes.get(type.trim().toLowerCase()) ?? TwirpContentType.Unknown,
    };
  }
}

const contentTypes: ReadonlyMap<string, TwirpContentType> = new Map([
  ["application/json", TwirpContentType.JSON],
  ["application/protobuf", TwirpContentType.Protobuf],
]);

type Handler = (ctx: HandlerContext, request: Message) => Message | Promise<Message>;

type Call = (ctx: TwirpContext, request: Message) => Promise<Message>;

type Intercept = Interceptor<TwirpContext, Message, Message>;

const passOn: Intercept = (ctx, request, next) => next(ctx, request);

function decode(ctx: TwirpContext, { request, registry }: Method, data: Uint8Array): Message {
  try {
    if (ctx.contentType !== TwirpContentType.JSON) return fromBinary(request, data);
    const text = new TextDecoder().decode(data);
    return fromJsonString(request, text, { ignoreUnknownFields: true, ...registryIn(registry) });
  } catch (error) {
    throw new TwirpError(TwirpErrorCode.Malformed, reasonOf(error));
  }
}

function encode(
  ctx: TwirpContext,
  { name, response, registry }: Method,
  message: Message,
): string | Uint8Array {
  // A handler in plain JavaScript may forget to return. Protobuf would encode an empty message then.
  if (!isMessage(message, response)) {
    const problem = `the handler for ${name} did not return a ${response.typeName}`;
    throw new TwirpError(TwirpErrorCode.Internal, problem);
  }
  return ctx.contentType === TwirpContentType.JSON
    ? toJsonString(response, message, registryIn(registry))
    : toBinary(response, message);
}

function registryIn(registry: Method["registry"]): { readonly registry?: Registry } {
  return registry === undefined ? {} : { registry };
}
