import type { Caches } from "../util/cache.js";
import type { Clock } from "../util/clock.js";
import type { Log } from "../util/log.js";
import type { ControlReader } from "../control/index.js";
import type { Region } from "../util/region.js";
import type { OwnHosts } from "./host.js";
import type { Outbox } from "./outbox.js";
import type { Tokens } from "../token/token.js";
import type { Verifier } from "../token/verify.js";

/** What a listener knows beside the request: all of it is fixed once the mock has started. */
export interface ListenerContext extends OwnHosts {
  readonly region: Region;
  readonly regions: readonly Region[];
  /** The regions are advertised at the `Host` of each request; not if absent. */
  readonly advertiseFromHost?: true;
  /** `https` if the listeners speak TLS. */
  readonly scheme: "http" | "https";
  /** What `/_mock/ready` answers, as JSON. */
  readonly ready: string;
  /** Prefix of the API's paths: empty, or with one leading slash and no trailing one. */
  readonly prefix: string;
  /** The largest request body that is read, in bytes. */
  readonly maxBody: number;
  /** Whether findings are errors, if a request says nothing else. */
  readonly strict: boolean;
  readonly readControl: ControlReader;
  readonly tokenOf: Tokens;
  readonly verify: Verifier;
  readonly caches: Caches;
  readonly clock: Clock;
  readonly log: Log;
  readonly outbox: Outbox;
}
