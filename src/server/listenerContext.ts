import type { Caches } from "../util/cache.js";
import type { Clock } from "../util/clock.js";
import type { DefaultKind } from "../util/defaultKinds.js";
import type { Log } from "../util/log.js";
import type { ControlReader } from "../control/index.js";
import type { HandlerStack } from "../handlers/handlerStack.js";
import type { Region } from "../util/region.js";
import type { OwnHosts } from "./host.js";
import type { Outbox } from "./outbox.js";
import type { Tokens } from "../token/token.js";
import type { Verifier } from "../token/verify.js";

/** What a listener needs to handle requests. It never changes after the start. */
export interface ListenerContext extends OwnHosts {
  readonly region: Region;
  readonly regions: readonly Region[];
  /** Whether each request's `Host` becomes the host of the advertised URLs. */
  readonly advertiseFromHost?: true;
  /** `https` with TLS. */
  readonly scheme: "http" | "https";
  /** The JSON body of `/_mock/ready`. */
  readonly ready: string;
  /** The API's path prefix: empty, or with one leading slash and no trailing one. */
  readonly prefix: string;
  /** Maximum size of a request's body in bytes. */
  readonly maxBody: number;
  /** The default responses, unless a request's control says otherwise. */
  readonly defaults: DefaultKind;
  /** Whether findings are errors, unless a request's control says otherwise. */
  readonly strict: boolean;
  readonly readControl: ControlReader;
  readonly tokenOf: Tokens;
  readonly verify: Verifier;
  /** The handlers of a test's own. */
  readonly handlers: HandlerStack;
  readonly caches: Caches;
  readonly clock: Clock;
  readonly log: Log;
  readonly outbox: Outbox;
}
