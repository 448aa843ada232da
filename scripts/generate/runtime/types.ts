import type { DescMessage, Message, Registry } from "@bufbuild/protobuf";

/**
 * What a handler knows of its call beside the request. `Control` and `Claims` are what a server makes
 * of the control and of the token.
 */
export interface HandlerContext<Control = unknown, Claims = unknown> {
  /** The region that is called: its place in the list from 0, its name, and its URL without a trailing slash. */
  readonly region: { readonly index: number; readonly name: string; readonly url: string };
  /** How this region is to treat this call. */
  readonly control: Control;
  /** The claims of the token; `undefined` if none was verified. */
  readonly claims: Claims | undefined;
  /** The headers of the request by name, in lower case, as `node:http` gives them. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Aborts once the client has left. */
  readonly signal: AbortSignal;
}

/** The populated default of each method of a service: made at once, and of the request alone. */
export type Defaults<Handlers> = {
  readonly [Name in keyof Handlers]: Handlers[Name] extends (
    ctx: never,
    request: infer Input,
  ) => infer Output
    ? (ctx: unknown, request: Input) => Awaited<Output>
    : never;
};

/** Claims of the token that must be `true`. */
export interface Grant {
  readonly video?: readonly (
    "roomCreate" | "roomList" | "roomRecord" | "roomAdmin" | "ingressAdmin"
  )[];
  readonly sip?: readonly ("admin" | "call")[];
  readonly agent?: readonly ("admin" | "simulationAdmin" | "databaseAdmin")[];
}

/** One service of the API. */
export interface Service {
  /** With its package: `livekit.RoomService`. */
  readonly name: string;
  readonly methods: readonly Method[];
}

/** One method of the API by its names. */
export interface MethodName {
  /** Below the Twirp prefix: `livekit.RoomService/CreateRoom`. */
  readonly path: string;
  readonly service: string;
  readonly name: string;
}

/** One method of the API before its messages are loaded. */
export interface MethodRow extends MethodName {
  /** Once it is loaded, it is there at once. */
  readonly load: () => Method | Promise<Method>;
}

/** One method of the API. */
export interface Method extends MethodName {
  readonly request: DescMessage;
  readonly response: DescMessage;
  readonly grant: Grant;
  /** The populated default, which depends on nothing but the request. */
  handler(ctx: unknown, request: Message): Message;
  /** The room that the request names, or the empty string; there where the grant is for a room. */
  room?(request: Message): string;
  /** The same for the room that a participant is sent to. */
  destinationRoom?(request: Message): string;
  /** What a message in an `Any` may be; there where request or response can hold one. */
  readonly registry?: Registry;
}
