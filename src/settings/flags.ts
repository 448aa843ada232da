/** A setting on the command line and in the environment. */
export interface Flag {
  readonly name: string;
  readonly variable: string;
  readonly default: string;
  readonly meaning: string;
  /** Whether it is `true` where it is there without a value. */
  readonly isSwitch?: true;
}

/** The secret that tokens are signed with unless a setting says otherwise. */
export const defaultApiSecret = "secret";

/** The settings of the mock, which the library has too. */
export const mockFlags = [
  {
    name: "ports",
    variable: "LK_TEST_SERVER_PORTS",
    default: "9999,10000,10001,10002",
    meaning:
      "One HTTP listener a port; its position in the list is the region index. 0 is a port that the system picks",
  },
  {
    name: "regions",
    variable: "LK_TEST_SERVER_REGIONS",
    default: "",
    meaning: "In place of ports: so many regions, each on a port that the system picks",
  },
  {
    name: "only",
    variable: "LK_TEST_SERVER_ONLY",
    default: "",
    meaning:
      "Index of the one region that this process is; the others are other processes, and listed as well",
  },
  {
    name: "advertise-host",
    variable: "LK_TEST_SERVER_ADVERTISE_HOST",
    default: "",
    meaning:
      "Scheme and host of the URLs in /settings/regions, in place of the bound address (http://127.0.0.1 for a wildcard); with TLS, http there means https",
  },
  {
    name: "advertise-from-host",
    variable: "LK_TEST_SERVER_ADVERTISE_FROM_HOST",
    default: "false",
    meaning:
      "The URLs in /settings/regions have the host of the request's Host header, and the port of each region; --advertise-host counts if that header is missing or invalid",
    isSwitch: true,
  },
  {
    name: "advertise-urls",
    variable: "LK_TEST_SERVER_ADVERTISE_URLS",
    default: "",
    meaning: "The URLs in /settings/regions, one a region, where clients see other hosts or ports",
  },
  {
    name: "host-regions",
    variable: "LK_TEST_SERVER_HOST_REGIONS",
    default: "",
    meaning:
      "A pattern such as *.livekit.cloud: the request's Host selects the region, proj.livekit.cloud the first, proj-r1.livekit.cloud the next",
  },
  {
    name: "bind",
    variable: "LK_TEST_SERVER_BIND",
    default: "0.0.0.0",
    meaning: "Address to bind; 0.0.0.0 and :: are all addresses, of IPv4 and of IPv6",
  },
  {
    name: "tls-cert",
    variable: "LK_TEST_SERVER_TLS_CERT",
    default: "",
    meaning: "Certificate chain in PEM, or its file: the listeners speak https and wss",
  },
  {
    name: "tls-key",
    variable: "LK_TEST_SERVER_TLS_KEY",
    default: "",
    meaning: "Private key of the certificate in PEM, or its file",
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
    meaning: "What goes to stderr: silent, warn (findings), info (and a line a request)",
  },
  {
    name: "max-body",
    variable: "LK_TEST_SERVER_MAX_BODY",
    default: "16777216",
    meaning: "The largest request body, in bytes; at most 1 GiB",
  },
  {
    name: "control",
    variable: "LK_TEST_SERVER_CONTROL",
    default: "",
    meaning: "The control of requests that have none of their own: the JSON of X-Lk-Mock",
  },
  {
    name: "strict",
    variable: "LK_TEST_SERVER_STRICT",
    default: "false",
    meaning: "Findings are errors, where the control does not say strict: false",
    isSwitch: true,
  },
  {
    name: "no-token-control",
    variable: "LK_TEST_SERVER_NO_TOKEN_CONTROL",
    default: "false",
    meaning: "No control from tokens, but for the signal fields",
    isSwitch: true,
  },
] as const satisfies readonly Flag[];

/** How the program tells that it has started. */
const programFlags = [
  {
    name: "ready-file",
    variable: "LK_TEST_SERVER_READY_FILE",
    default: "",
    meaning:
      "A file to write URLs, API key and secret to, as JSON, once all listeners accept; removed at the end",
  },
  {
    name: "json",
    variable: "LK_TEST_SERVER_JSON",
    default: "false",
    meaning: "The same JSON is the only line on stdout",
    isSwitch: true,
  },
] as const satisfies readonly Flag[];

export const flags = [...mockFlags, ...programFlags] as const;

export type FlagName = (typeof flags)[number]["name"];
