import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Message } from "@bufbuild/protobuf";
import type { Method, MethodRow } from "../../gen/types.js";
import { noControl } from "../control/index.js";
import type { Call } from "../stages/index.js";
import { noToken } from "../token/token.js";
import { notVerified, type TokenVerdict } from "../token/verdict.js";
import type { Encoding } from "../twirp/codec.js";
import type { Awaitable } from "../util/awaitable.js";
import { printable, type Findings } from "../util/findings.js";
import type { Region } from "../util/region.js";
import type { HttpResponse, Outcome, Refusal } from "../util/outcome.js";
import type { SessionRun } from "./runSession.js";
import type { ListenerContext } from "./listenerContext.js";
import { paramReader } from "./query.js";

/**
 * Completes a request's WebSocket handshake and runs the session. If the request is not a valid
 * handshake, writes nothing and resolves with what is wrong.
 */
export type AcceptUpgrade = (
  run: SessionRun,
  headers: HttpResponse["headers"],
) => Promise<string | undefined>;

/** Node's request and response objects. */
export interface Arrival {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  /** Continues with a WebSocket; present if the client asks for one on a signal path. */
  readonly open?: AcceptUpgrade;
  /** Whether the client waits for a `100 Continue` before it sends the body. */
  readonly awaitsContinue?: boolean;
}

/** Decides a request's outcome. It writes nothing. */
export type Responder = (request: RequestRecord) => Awaitable<Outcome>;

/** What is behind a path. */
export interface Endpoint {
  /** Loads the function that decides the outcome, on first use if the start does not need it. */
  readonly load: () => Awaitable<Responder>;
  /** Whether it needs the request's body. If not, the body is discarded. */
  readonly readsBody: boolean;
  /** Whether it is one of the mock's own, not LiveKit's. No control adds headers to its responses. */
  readonly isOwn: boolean;
  /** Whether it accepts any `Host`. The mock's own endpoints accept only its hosts unless this is set. */
  readonly acceptsAnyHost: boolean;
  /** Whether findings are errors in strict mode. */
  readonly supportsStrict: boolean;
  /** Whether scripts of any page may read its responses. */
  readonly hasCors: boolean;
  /** Whether it belongs to the signal connection, whose token is in the URL. */
  readonly isSignal: boolean;
  /** Whether it accepts WebSockets. */
  readonly upgrades: boolean;
  /** Whether it is an API method, known or not. Twirp's rules apply to those. */
  readonly isMethod: boolean;
  /** Whether there is nothing behind the path. */
  readonly isMissing: boolean;
  /** Whether it is a health check: the log has no line for one that succeeds. */
  readonly isProbe: boolean;
}

/** Where a path leads. */
export interface Route {
  readonly endpoint: Endpoint;
  /** The called API method, known or not: its path after the prefix. */
  readonly methodPath?: string;
  /** The method's row in the schema; `undefined` if the method is unknown. */
  readonly row?: MethodRow | undefined;
}

/** Maximum length of the request's path in a log line, in characters. */
const maxNameLength = 100;
const noBody: Uint8Array = new Uint8Array();

/** Everything known about one request, from its head to its end. Stages see it as a {@link Call}. */
export class RequestRecord implements Call {
  /** The client's connection. */
  readonly socket: Socket;
  /** The listener's context for the request's `Host`. */
  readonly listener: ListenerContext;
  readonly region: Region;
  readonly regions: readonly Region[];
  readonly route: Route;
  readonly httpMethod: string;
  /** Path and query, unchanged. */
  readonly target: string;
  /** Decoded path, without the query. */
  readonly path: string;
  /** All headers, by lower-case name. */
  readonly headers: IncomingHttpHeaders;
  /** The token of the `Authorization` header; empty if there is none. */
  readonly bearer: string;
  /** The token of the `access_token` query parameter; empty if there is none. */
  readonly queryToken: string;
  /** The one of these two that may contain a control and that authorizes a signal connection. */
  sentToken = noToken;
  /** Whether the client asks for a WebSocket, with a GET. */
  readonly upgrades: boolean;
  readonly findings: Findings;
  /** The clock's uptime when the head was read, in milliseconds. */
  readonly startedAt: number;

  /** The control for this request and region. */
  control = noControl;
  /** Whether findings are errors. */
  strict = false;
  /** The encoding of a call's body and of its response. */
  encoding: Encoding = "protobuf";
  /** The content type of a successful response. */
  contentType = "application/protobuf";

  /** The request's body until the outcome is decided; empty if the endpoint does not need it. */
  body = noBody;
  method: Method | undefined = undefined;
  message: Message | undefined = undefined;
  room = "";
  destinationRoom = "";
  token: TokenVerdict = notVerified;

  waitMs = 0;
  readonly notes: string[] = [];
  injected: string | undefined = undefined;
  refusal: Refusal | undefined = undefined;
  alter: ((response: HttpResponse) => HttpResponse) | undefined = undefined;

  /** What the mock does about the request; `undefined` until that is decided. */
  outcome: Outcome | undefined = undefined;
  /** Whether the client stayed to the end. */
  clientStayed = true;
  /** Why the client did not get the whole response; `undefined` if it did. */
  cutReason: string | undefined = undefined;
  /** The HTTP status that was sent; `null` if no response began. */
  status: number | null = null;
  /** How long the request took, in whole milliseconds; 0 until it has ended. */
  ms = 0;

  constructor(
    listener: ListenerContext,
    route: Route,
    target: string,
    path: string,
    { req, open }: Arrival,
    findings: Findings,
  ) {
    this.socket = req.socket;
    this.listener = listener;
    this.region = listener.region;
    this.regions = listener.regions;
    this.route = route;
    this.httpMethod = req.method ?? "";
    this.target = target;
    this.path = path;
    this.headers = req.headers;
    this.bearer = parseBearer(req.headers.authorization);
    this.queryToken = target.includes("?") ? (readAccessToken(target) ?? "") : "";
    this.upgrades = open !== undefined;
    this.findings = findings;
    this.startedAt = listener.clock.uptime();
  }

  /** The request's name in the log. */
  get name(): string {
    return `${this.region.name} ${this.targetName}`;
  }

  /** The same without its region. */
  get targetName(): string {
    return this.route.row?.path ?? printable(`${this.httpMethod} ${this.path}`, maxNameLength);
  }

  /** Frees the body and the decoded message: the response may wait for a long time. */
  release(): void {
    this.body = noBody;
    this.message = undefined;
  }

  /** Discards the decided wait, notes and injection, because something else happens instead. */
  overrule(note: string): void {
    this.waitMs = 0;
    this.notes.splice(0, Infinity, note);
    this.injected = undefined;
    this.refusal = undefined;
  }
}

const readAccessToken = paramReader("access_token");

/** The token in an `Authorization` header; empty if there is none. */
function parseBearer(authorization = ""): string {
  const token = authorization.startsWith("Bearer ") ? authorization.slice(7) : authorization;
  return token.trim();
}
