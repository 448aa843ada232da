import type { Clock } from "../clock.js";
import type { Log } from "../log.js";
import type { ControlRules } from "../control/index.js";
import type { Region } from "../region.js";
import type { Verifier } from "../token/verify.js";

/** What a listener knows beside the request: all of it is fixed once the mock has started. */
export interface Station extends ControlRules {
  readonly region: Region;
  /** Prefix of the API's paths: empty, or with one leading slash and no trailing one. */
  readonly prefix: string;
  /** The largest request body that is read, in bytes. */
  readonly maxBody: number;
  /** Whether findings are errors, where a request says nothing else. */
  readonly strict: boolean;
  readonly verify: Verifier;
  readonly clock: Clock;
  readonly log: Log;
}
