import { defaultKinds } from "../util/defaultKinds.js";
import { logLevels } from "../util/log.js";

/** A setting, as a flag and as an environment variable. */
export interface Flag {
  readonly name: string;
  readonly variable: string;
  readonly default: string;
  readonly meaning: string;
  /** Whether it is `true` if it is given without a value. */
  readonly isSwitch?: true;
  /** The only values that it takes, if they are known. */
  readonly values?: readonly string[];
}

/** The secret for tokens by default. */
export const defaultApiSecret = "secret";

/** The settings of the mock. The library has them, too. */
export const mockFlags = [
  {
    name: "ports",
    variable: "LK_TEST_SERVER_PORTS",
    default: "9999,10000,10001,10002",
    meaning:
      "One HTTP listener per port; a port's position in the list is its region's index. 0 picks a free port",
  },
  {
    name: "regions",
    variable: "LK_TEST_SERVER_REGIONS",
    default: "",
    meaning: "Number of regions, each on a free port, instead of --ports",
  },
  {
    name: "only",
    variable: "LK_TEST_SERVER_ONLY",
    default: "",
    meaning:
      "Index of the one region that this process serves; the region list also names the others, which other processes serve",
  },
  {
    name: "advertise-host",
    variable: "LK_TEST_SERVER_ADVERTISE_HOST",
    default: "",
    meaning:
      "Scheme and host of the URLs in /settings/regions, instead of the bound address (http://127.0.0.1 for a wildcard); with TLS, http here means https",
  },
  {
    name: "advertise-from-host",
    variable: "LK_TEST_SERVER_ADVERTISE_FROM_HOST",
    default: "false",
    meaning:
      "The URLs in /settings/regions have the host of the request's Host header and each region's port; if that header is missing or invalid, --advertise-host applies",
    isSwitch: true,
  },
  {
    name: "advertise-urls",
    variable: "LK_TEST_SERVER_ADVERTISE_URLS",
    default: "",
    meaning:
      "The URLs in /settings/regions, one per region, for clients that see other hosts or ports",
  },
  {
    name: "host-regions",
    variable: "LK_TEST_SERVER_HOST_REGIONS",
    default: "",
    meaning:
      "A pattern such as *.livekit.cloud: the request's Host selects the region. proj.livekit.cloud is region 0, proj-r1.livekit.cloud is region 1",
  },
  {
    name: "bind",
    variable: "LK_TEST_SERVER_BIND",
    default: "0.0.0.0",
    meaning: "Address to bind; 0.0.0.0 and :: bind all IPv4 and IPv6 addresses",
  },
  {
    name: "tls-cert",
    variable: "LK_TEST_SERVER_TLS_CERT",
    default: "",
    meaning: "Certificate chain in PEM, or the path of its file: the listeners serve https and wss",
  },
  {
    name: "tls-key",
    variable: "LK_TEST_SERVER_TLS_KEY",
    default: "",
    meaning: "Private key of the certificate in PEM, or the path of its file",
  },
  {
    name: "twirp-prefix",
    variable: "LK_TEST_SERVER_TWIRP_PREFIX",
    default: "/twirp",
    meaning: "Path prefix of the Twirp API; empty for the root",
  },
  {
    name: "api-secret",
    variable: "LK_TEST_SERVER_API_SECRET",
    default: defaultApiSecret,
    meaning: "HMAC secret that tokens must be signed with",
  },
  {
    name: "log",
    variable: "LK_TEST_SERVER_LOG",
    default: "warn",
    meaning:
      "What goes to stderr: silent, warn (findings and refusals), info (also a line per request) or json (the same as JSON, one object per line)",
    values: logLevels,
  },
  {
    name: "max-body",
    variable: "LK_TEST_SERVER_MAX_BODY",
    default: "16777216",
    meaning: "Largest request body in bytes, at most 1 GiB",
  },
  {
    name: "control",
    variable: "LK_TEST_SERVER_CONTROL",
    default: "",
    meaning: "Control for requests that have none: JSON, as in X-Lk-Mock",
  },
  {
    name: "defaults",
    variable: "LK_TEST_SERVER_DEFAULTS",
    default: defaultKinds[0],
    meaning:
      "What methods return by default: populated, or rich, with every field filled; a control's defaults overrides it",
    values: defaultKinds,
  },
  {
    name: "strict",
    variable: "LK_TEST_SERVER_STRICT",
    default: "false",
    meaning: "Findings are errors, unless a control says strict: false",
    isSwitch: true,
  },
  {
    name: "no-token-control",
    variable: "LK_TEST_SERVER_NO_TOKEN_CONTROL",
    default: "false",
    meaning: "Ignores controls in tokens and API keys, except for the signal fields",
    isSwitch: true,
  },
] as const satisfies readonly Flag[];

/** The settings that only the program has. */
const programFlags = [
  {
    name: "handlers",
    variable: "LK_TEST_SERVER_HANDLERS",
    default: "",
    meaning:
      "Module whose default export is handlers of your own, { RoomService: { CreateRoom: ... } }, instead of the populated defaults",
  },
  {
    name: "ready-file",
    variable: "LK_TEST_SERVER_READY_FILE",
    default: "",
    meaning:
      "File to write the URLs, API key and secret to, as JSON, once all listeners accept connections; removed when the program ends",
  },
  {
    name: "json",
    variable: "LK_TEST_SERVER_JSON",
    default: "false",
    meaning: "Prints the JSON of --ready-file, as the only line on stdout",
    isSwitch: true,
  },
] as const satisfies readonly Flag[];

export const flags = [...mockFlags, ...programFlags] as const;

export type FlagName = (typeof flags)[number]["name"];
