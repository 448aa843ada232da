import type { MockControl } from "../control/index.js";
import type { DefaultKind } from "../util/defaultKinds.js";
import type { LogLevel } from "../util/log.js";
import type { RegionSettings } from "./parseRegions.js";

/** A certificate chain and its private key, in PEM. */
export interface TlsKeys {
  readonly cert: string;
  readonly key: string;
}

/** The settings of a mock. They are frozen once it has started. */
export interface Settings extends RegionSettings {
  /** The address to bind. */
  readonly bind: string;
  /** Set if the listeners use TLS. */
  readonly tls?: TlsKeys;
  /** Path prefix of the Twirp API. */
  readonly twirpPrefix: string;
  /** The HMAC secret that tokens are signed with. */
  readonly apiSecret: string;
  readonly log: LogLevel;
  /** The largest request body in bytes, at most 1 GiB. */
  readonly maxBody: number;
  /** The control of requests that have none. */
  readonly control: MockControl;
  /** The default responses, unless a request says otherwise. */
  readonly defaults: DefaultKind;
  /** Whether findings are errors, unless a request says otherwise. */
  readonly strict: boolean;
  /** Whether tokens may carry a control. */
  readonly tokenControl: boolean;
}
