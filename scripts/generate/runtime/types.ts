import type { DescMessage, Message, Registry } from "@bufbuild/protobuf";

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
  /** Once it is loaded, it is there at once. */
  readonly load: () => Method | Promise<Method>;
}

/** One method of the API. */
export interface Method extends MethodName {
  readonly request: DescMessage;
  readonly response: DescMessage;
  readonly grant: Grant;
  populate(request: Message): Message;
  /** The room that the request names, or the empty string; there where the grant is for a room. */
  room?(request: Message): string;
  /** The same for the room that a participant is sent to. */
  destinationRoom?(request: Message): string;
  /** What a message in an `Any` may be; there where request or response can hold one. */
  readonly registry?: Registry;
}
