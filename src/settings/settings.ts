import type { MockControl } from "../control/index.js";
import type { LogLevel } from "../util/log.js";
import type { RegionSettings } from "./parseRegions.js";

/** A certificate chain and its private key, in PEM. */
export interface TlsKeys {
  readonly cert: string;
  readonly key: string;
}

/** How a mock is set up; frozen once it has started. */
export interface Settings extends RegionSettings {
  /** Address to bind. */
  readonly bind: string;
  /** The listeners speak TLS with these; plain HTTP if absent. */
  readonly tls?: TlsKeys;
  /** Path prefix of the Twirp API. */
  readonly twirpPrefix: string;
  /** HMAC secret that tokens are signed with. */
  readonly apiSecret: string;
  readonly log: LogLevel;
  /** The largest request body, in bytes; at most 1 GiB. */
  readonly maxBody: number;
  /** The control of requests that have none of their own. */
  readonly control: MockControl;
  /** Whether findings are errors, if a request says nothing else. */
  readonly strict: boolean;
  /** Whether a token may hold the control. */
  readonly tokenControl: boolean;
}
