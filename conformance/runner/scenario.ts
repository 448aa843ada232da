/** A scenario of the catalogue, as the runner uses it. `conformance/scenario.schema.json` has the same for files. */
import type { JsonObject } from "@bufbuild/protobuf";
import type { MockControl } from "livekit-mock";

export interface Scenario {
  /** File and name: `failover/a-reset-connection-goes-to-the-next-region`. */
  readonly name: string;
  /** Why it matters, in a sentence. */
  readonly why: string;
  readonly call: {
    /** Service and method of the package `livekit`: `RoomService/CreateRoom`. */
    readonly method: string;
    /** The request in protobuf JSON. */
    readonly request: JsonObject;
  };
  readonly control: MockControl;
  readonly client: ClientOptions;
  readonly expect: Expectation;
  /** The document that the expectation follows; absent if none says it. */
  readonly required?: string;
  /** Why this is expected, although no document says it. */
  readonly reference?: string;
}

/** How the client is set up. */
export interface ClientOptions {
  /** Milliseconds; the SDK's own default if absent. */
  readonly timeoutMs?: number;
  /** Whether the SDK may fail over to another region. */
  readonly failover: boolean;
  /** Scheme of the host's URL. */
  readonly scheme: "http" | "ws";
  /** Path of the host's URL; the mock serves the API below it. */
  readonly basePath: string;
  /** How often the same call is made with the same client. */
  readonly calls: number;
  /** Milliseconds between two calls. */
  readonly pauseMs: number;
}

/** What a well-behaved client does. With both `ok` and `error`, either will do. */
export interface Expectation {
  readonly ok?: {
    /** Index of the region whose response is the result. */
    readonly region?: number;
    /** What the response has at least, in protobuf JSON. */
    readonly response?: JsonObject;
  };
  readonly error?: {
    /** Twirp codes, one of which the error has. */
    readonly codes?: readonly string[];
    /** Whether the error is of the SDK's own class. */
    readonly typed?: boolean;
    /** A part of its message, or of a value of its metadata. */
    readonly message?: string;
    /** What the metadata has at least. */
    readonly metadata?: Readonly<Record<string, string>>;
  };
  /** How many calls of the method arrive in all, or how many at most. */
  readonly attempts?: number | { readonly atMost: number };
  /** How often discovery is requested. */
  readonly discoveries?: number;
  /** Milliseconds that the last call takes at most. */
  readonly withinMs?: number;
  /** Indices of regions that no request comes to. */
  readonly untouched?: readonly number[];
}
