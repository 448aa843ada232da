import type { DescMessage, Message, MessageShape, Registry } from "@bufbuild/protobuf";
import type { Interceptor, TwirpContext } from "twirp-ts";

/** How a handler turns bytes into messages and back; `ctx.contentType` says which encoding. */
export interface Codec<Context extends TwirpContext> {
  decode<Schema extends DescMessage>(
    ctx: Context,
    schema: Schema,
    data: Uint8Array,
  ): MessageShape<Schema>;
  encode<Schema extends DescMessage>(
    ctx: Context,
    schema: Schema,
    message: MessageShape<Schema>,
  ): string | Uint8Array;
}

/** A method's way from request bytes to response bytes: decode, intercept, call, encode. */
export type Handler = <Context extends TwirpContext>(
  ctx: Context,
  call: (ctx: Context, request: Message) => Promise<Message>,
  data: Uint8Array,
  codec: Codec<Context>,
  interceptor?: Interceptor<Context, Message, Message>,
) => Promise<string | Uint8Array>;

/** The populated default of each method of a service. */
export type Defaults<Handlers> = {
  [Name in keyof Handlers]: Handlers[Name] extends (
    ctx: never,
    request: infer Input,
  ) => Promise<infer Output>
    ? (request: Input) => Output
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

/** One method of the API by its names. */
export interface MethodName {
  /** Below the Twirp prefix: `livekit.RoomService/CreateRoom`. */
  readonly path: string;
  readonly service: string;
  readonly name: string;
}

/** One method of the API before its messages are loaded. */
export interface MethodRow extends MethodName {
  readonly load: () => Promise<Method>;
}

/** One method of the API. */
export interface Method extends MethodName {
  readonly request: DescMessage;
  readonly response: DescMessage;
  readonly grant: Grant;
  readonly handle: Handler;
  populate(request: Message): Message;
  /** The room that the request names, or the empty string; there where the grant is for a room. */
  room?(request: Message): string;
  /** The same for the room that a participant is sent to. */
  destinationRoom?(request: Message): string;
  /** What a message in an `Any` may be; there where request or response can hold one. */
  readonly registry?: Registry;
}
