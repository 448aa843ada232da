import {
  fromBinary,
  fromJsonString,
  toBinary,
  toJsonString,
  type DescMessage,
  type Message,
} from "@bufbuild/protobuf";
import {
  BadRouteError,
  chainInterceptors,
  TwirpContentType,
  TwirpError,
  TwirpErrorCode,
  TwirpServer,
  type TwirpContext,
} from "twirp-ts";

/** A method's way from request bytes to response bytes. */
export type Handler = (
  ctx: TwirpContext,
  call: (request: Message) => Promise<Message>,
  data: Uint8Array,
) => Promise<string | Uint8Array>;

/** The handler of a method with these two messages. */
export function unary(input: DescMessage, output: DescMessage): Handler {
  return async (ctx, call, data) => encode(ctx, output, await call(decode(ctx, input, data)));
}

/**
 * A twirp-ts server of one service. A body that does not decode answers `malformed`, as the Twirp
 * specification (version 7, error codes) has it; unknown JSON fields are dropped.
 */
export function createServer<Service extends object, Context extends TwirpContext>(
  packageName: string,
  serviceName: string,
  service: Service,
  handlers: Readonly<Record<keyof Service, Handler>>,
): TwirpServer<Service, Context> {
  const table = new Map(Object.entries<Handler>(handlers));
  return new LiveKitServer<Service, Context>({
    packageName,
    serviceName,
    service,
    methodList: [...table.keys()] as (keyof Service)[],
    matchRoute: (name, events) => {
      const handler = table.get(name);
      if (handler === undefined) {
        void events.onNotFound();
        throw new BadRouteError(`no method ${name}`, "POST", name);
      }
      return async (matched, implementation, data, interceptors = []) => {
        const ctx = { ...matched, methodName: name };
        await events.onMatch(ctx);
        const methods = implementation as Record<string, Call<Context>>;
        const call: Call<Context> = (inner, request) => methods[name]!(inner, request);
        const intercept = chainInterceptors(...interceptors);
        const intercepted = (request: Message): Promise<Message> =>
          intercept === undefined ? call(ctx, request) : intercept(ctx, request, call);
        return handler(ctx, intercepted, data);
      };
    },
  });
}

/** twirp-ts wants the bare content type, and LiveKit's SDKs send one with a charset. */
class LiveKitServer<Service extends object, Context extends TwirpContext> extends TwirpServer<
  Service,
  Context
> {
  protected override createContext(req: TwirpContext["req"], res: TwirpContext["res"]): Context {
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

type Call<Context> = (ctx: Context, request: Message) => Promise<Message>;

function decode(ctx: TwirpContext, schema: DescMessage, data: Uint8Array): Message {
  try {
    return ctx.contentType === TwirpContentType.JSON
      ? fromJsonString(schema, new TextDecoder().decode(data), { ignoreUnknownFields: true })
      : fromBinary(schema, data);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TwirpError(TwirpErrorCode.Malformed, reason);
  }
}

function encode(ctx: TwirpContext, schema: DescMessage, message: Message): string | Uint8Array {
  return ctx.contentType === TwirpContentType.JSON
    ? toJsonString(schema, message)
    : toBinary(schema, message);
}
