import type { Clock } from "../clock.js";
import type { Log } from "../log.js";
import type { Region } from "../region.js";
import type { Verifier } from "../token/verify.js";

/** What a listener knows beside the request: all of it is fixed once the mock has started. */
export interface Station {
  readonly region: Region;
  /** All regions, in the order of their indices. */
  readonly regions: readonly Region[];
  /** Prefix of the API's paths: empty, or with one leading slash and no trailing one. */
  readonly prefix: string;
  /** The largest request body that is read, in bytes. */
  readonly maxBody: number;
  readonly verify: Verifier;
  readonly clock: Clock;
  readonly log: Log;
}
