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
  /** The token's claims; `undefined` if no token was verified. */
  readonly claims: Claims | undefined;
  /** The request's headers by lower-case name, as in `node:http`. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Aborts when the client disconnects. */
  readonly signal: AbortSignal;
}

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
