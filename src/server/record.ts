import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import type { Message } from "@bufbuild/protobuf";
import type { Method, MethodRow } from "../../gen/types.js";
import { noControl } from "../control/index.js";
import { signalOf } from "../handlers/signalOf.js";
import type { HandlerContext } from "../handlers/index.js";
import type { Claims } from "../token/claims.js";
import type { Call } from "../stages/index.js";
import { noToken } from "../token/token.js";
import { notVerified, type TokenVerdict } from "../token/verdict.js";
import type { Encoding } from "../twirp/codec.js";
import type { Awaitable } from "../util/awaitable.js";
import { printable, type Findings } from "../util/findings.js";
import type { Region } from "../util/region.js";
import type { HttpResponse, Outcome } from "../util/outcome.js";
import type { SessionRun } from "./runSession.js";
import type { ListenerContext } from "./listenerContext.js";
import { paramReader } from "./query.js";

/**
 * Completes the handshake that a request asks for, and holds the conversation on the WebSocket.
 * Resolves with what is wrong with the request if it is no handshake; then nothing has been
 * written.
 */
export type AcceptUpgrade = (
  run: SessionRun,
  headers: HttpResponse["headers"],
) => Promise<string | undefined>;

/** A request and its response, as Node has them. */
export interface Arrival {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  /** Goes on with a WebSocket; there if the client asks for one on a signal path. */
  readonly open?: AcceptUpgrade;
  /** Whether the client waits for a `100 Continue` before it sends the body. */
  readonly awaitsContinue?: boolean;
}

/** Decides what is done about a request. It writes nothing. */
export type Responder = (request: RequestRecord) => Awaitable<Outcome>;

/** What is behind a path. */
export interface Endpoint {
  /** What answers; loaded when it is first asked for, if the start does not need it. */
  readonly load: () => Awaitable<Responder>;
  /** Whether it reads the body; else that is thrown away. */
  readonly readsBody: boolean;
  /** Whether it is the mock's own: then no control marks its responses. */
  readonly isOwn: boolean;
  /** Whether it takes requests for every host; else, if it is the mock's own, for its own hosts. */
  readonly isForAnyHost: boolean;
  /** Whether findings are errors in strict mode. */
  readonly isJudged: boolean;
  /** Whether the script of any page may read its responses. */
  readonly hasCors: boolean;
  /** Whether it is about a signal connection, whose token is in the URL. */
  readonly isSignal: boolean;
  /** Whether a request for it can go on with a WebSocket. */
  readonly upgrades: boolean;
  /** Whether it is a method of the API, known or not: then Twirp's rules hold. */
  readonly isMethod: boolean;
  /** Whether nothing is there. */
  readonly isMissing: boolean;
}

/** Where a path leads. */
export interface Route {
  readonly endpoint: Endpoint;
  /** The API method that is called, known or not: its path below the prefix. */
  readonly called?: string;
  /** The same in the schema; `undefined` if that has no such method. */
  readonly row?: MethodRow | undefined;
}

/** Most characters of a line of the log that come from the request's path. */
const maxName = 100;
const noBody: Uint8Array = new Uint8Array();

/**
 * A request from when its first line is read to its end; what is known of it grows. The stages see it
 * as their {@link Call}, a handler as its context.
 */
export class RequestRecord implements Call, HandlerContext {
  readonly #res: ServerResponse;
  #signal: HandlerContext["signal"] | undefined;
  /** The region that it has come to, as its `Host` has it. */
  readonly listener: ListenerContext;
  readonly region: Region;
  readonly regions: readonly Region[];
  readonly route: Route;
  readonly httpMethod: string;
  /** Path and query, as they came. */
  readonly target: string;
  /** Decoded path, without the query. */
  readonly path: string;
  /** All of them, by lower-case name. */
  readonly headers: IncomingHttpHeaders;
  /** The token of the `Authorization` header; empty if there is none. */
  readonly bearer: string;
  /** The token of the `access_token` query parameter; empty if there is none. */
  readonly queryToken: string;
  /** The one of these two that counts for the control, and for a signal connection. */
  sent = noToken;
  /** Whether the client asks, with a GET, to go on with a WebSocket. */
  readonly upgrades: boolean;
  readonly findings: Findings;
  /** By the clock's uptime, in milliseconds. */
  readonly startedAt: number;

  /** How the request is to be treated. */
  control = noControl;
  /** Whether findings are errors. */
  strict = false;
  /** What the body of a call is in, and how its response is encoded. */
  encoding: Encoding = "protobuf";
  /** Content type of a success. */
  contentType = "application/protobuf";

  /** The body until the reply is decided; empty if the endpoint reads none. */
  body = noBody;
  method: Method | undefined = undefined;
  message: Message | undefined = undefined;
  room = "";
  destinationRoom = "";
  token: TokenVerdict = notVerified;

  waitMs = 0;
  readonly notes: string[] = [];
  injected: string | undefined = undefined;
  alter: ((response: HttpResponse) => HttpResponse) | undefined = undefined;

  /** What is done about it; `undefined` until that is decided. */
  outcome: Outcome | undefined = undefined;
  /** Whether its client was there to the end. */
  clientStayed = true;
  /** Why its client did not get all of the response; `undefined` if it did. */
  cutReason: string | undefined = undefined;
  /** The HTTP status that went out; `null` if no response began. */
  status: number | null = null;
  /** How long it took, in whole milliseconds; 0 until it is over. */
  ms = 0;

  constructor(
    listener: ListenerContext,
    route: Route,
    target: string,
    path: string,
    { req, res, open }: Arrival,
    findings: Findings,
  ) {
    this.#res = res;
    this.listener = listener;
    this.region = listener.region;
    this.regions = listener.regions;
    this.route = route;
    this.httpMethod = req.method ?? "";
    this.target = target;
    this.path = path;
    this.headers = req.headers;
    this.bearer = bearerIn(req.headers.authorization);
    this.queryToken = target.includes("?") ? (accessTokenOf(target) ?? "") : "";
    this.upgrades = open !== undefined;
    this.findings = findings;
    this.startedAt = listener.clock.uptime();
  }

  /** What it is called in the log. */
  get name(): string {
    const { row } = this.route;
    const name = row?.path ?? printable(`${this.httpMethod} ${this.path}`, maxName);
    return `${this.region.name} ${name}`;
  }

  /** The claims of the token; `undefined` if none has verified. */
  get claims(): Claims | undefined {
    return this.token.ok ? this.token.claims : undefined;
  }

  /** Aborts if the client leaves before the response is sent. */
  get signal(): HandlerContext["signal"] {
    return (this.#signal ??= signalOf(this.#res));
  }

  /** Lets go of the body and of what it was decoded into: a reply may wait for long. */
  release(): void {
    this.body = noBody;
    this.message = undefined;
  }

  /** Takes back what has been decided for the log and for the wait: something else is done. */
  overrule(note: string): void {
    this.waitMs = 0;
    this.notes.splice(0, Infinity, note);
    this.injected = undefined;
  }
}

const accessTokenOf = paramReader("access_token");

/** The token of an `Authorization` header; empty if there is none. */
function bearerIn(authorization = ""): string {
  const token = authorization.startsWith("Bearer ") ? authorization.slice(7) : authorization;
  return token.trim();
}
