import type { DescMessage, Message, Registry } from "@bufbuild/protobuf";

/**
 * What a handler knows about its call besides the request. `Control` and `Claims` are the server's
 * types for the control and the token's claims.
 */
export interface HandlerContext<Control = unknown, Claims = unknown> {
  /** The called region: its index, its name, and its URL without a trailing slash. */
  readonly region: { readonly index: number; readonly name: string; readonly url: string };
  /** How this region is to treat the call. */
  readonly control: Control;
  /** The control's `id`; `undefined` if it has none. */
  readonly id: string | undefined;
  /** The token's claims; `undefined` if no token was verified. */
  readonly claims: Claims | undefined;
  /** The token's identity: the claim `sub`, or else `jti`; empty if there is none. */
  readonly identity: string;
  /** The request's headers by lower-case name, as in `node:http`. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Aborts when the client disconnects. */
  readonly signal: AbortSignal;
}

/** The same for a handler that lies on top of others. */
export interface LayerContext<
  Request,
  Response,
  Control = unknown,
  Claims = unknown,
> extends HandlerContext<Control, Claims> {
  /**
   * Calls the next handler of the method, with this request or another one, and resolves with its
   * whole response. The last one returns the populated default.
   */
  readonly next: (request?: MessageInit<Request>) => Promise<Response>;
}

/**
 * A layer of handlers, for any services and methods. A function may return a part of the response
 * message. If it returns `undefined`, the next handler's response counts.
 */
export type HandlerLayer<Handlers, Control = unknown, Claims = unknown> = {
  readonly [Service in keyof Handlers]?: {
    readonly [Method in keyof Handlers[Service]]?: Handlers[Service][Method] extends (
      ctx: never,
      request: infer Request,
    ) => infer Result
      ? (
          ctx: LayerContext<Request, Awaited<Result>, Control, Claims>,
          request: Request,
        ) =>
          | MessageInit<Awaited<Result>>
          | undefined
          | Promise<MessageInit<Awaited<Result>> | undefined>
      : never;
  };
};

/** A message, or any of its fields: the others stay unset. */
export type MessageInit<Shape> = {
  readonly [Field in keyof Shape]?:
    (Field extends "$typeName" | "$unknown" ? Shape[Field] : ValueInit<Shape[Field]>) | undefined;
};

/** The value of a field, with all messages in it as {@link MessageInit}. */
export type ValueInit<Value> = Value extends
  string | number | bigint | boolean | Uint8Array | null | undefined
  ? Value
  : Value extends readonly (infer Entry)[]
    ? readonly ValueInit<Entry>[]
    : Value extends Message
      ? MessageInit<Value>
      : { readonly [Key in keyof Value]: ValueInit<Value[Key]> };

/** The populated default of each method of a service: synchronous, and made from the request alone. */
export type Defaults<Handlers> = {
  readonly [Name in keyof Handlers]: Handlers[Name] extends (
    ctx: never,
    request: infer Input,
  ) => infer Output
    ? (ctx: unknown, request: Input) => Awaited<Output>
    : never;
};

/** The token's claims that must be `true`. */
export interface Grant {
  readonly video?: readonly (
    "roomCreate" | "roomList" | "roomRecord" | "roomAdmin" | "ingressAdmin"
  )[];
  readonly sip?: readonly ("admin" | "call")[];
  readonly agent?: readonly ("admin" | "simulationAdmin" | "databaseAdmin")[];
}

/** One service of the API. */
export interface Service {
  /** Includes the package: `livekit.RoomService`. */
  readonly name: string;
  readonly methods: readonly Method[];
}

/** How one method of the API is named. */
export interface MethodName {
  /** Below the Twirp prefix: `livekit.RoomService/CreateRoom`. */
  readonly path: string;
  readonly service: string;
  readonly name: string;
}

/** One method of the API before its messages are loaded. */
export interface MethodRow extends MethodName {
  /** Returns the method itself once it is loaded. */
  readonly load: () => Method | Promise<Method>;
}

/** What makes the default response of each method of a service, by the method's name. */
export type DefaultHandlers = Readonly<Record<string, Method["handler"]>>;

/** One method of the API. */
export interface Method extends MethodName {
  readonly request: DescMessage;
  readonly response: DescMessage;
  readonly grant: Grant;
  /** Returns the populated default, which depends only on the request. */
  handler(ctx: unknown, request: Message): Message;
  /** The room that the request names, or an empty string. Set if the grant is for a room. */
  room?(request: Message): string;
  /** The same for the room that a participant goes to. */
  destinationRoom?(request: Message): string;
  /** The message types an `Any` can hold. Set if the request or response can contain one. */
  readonly registry?: Registry;
}
