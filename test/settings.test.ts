import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readCommandLine } from "../src/cli/readCommandLine.js";
import type { Settings } from "../src/settings/index.js";
import { tls, tlsFiles } from "./support/tls.js";

async function settings(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Settings> {
  const request = await readCommandLine(args, environment);
  assert.equal(request.kind, "serve");
  return request.settings;
}

const defaults: Settings = {
  ports: [9999, 10000, 10001, 10002],
  advertised: { host: "http://127.0.0.1" },
  bind: "0.0.0.0",
  twirpPrefix: "/twirp",
  apiSecret: "secret",
  log: "warn",
  defaults: "populated",
  maxBody: 16 * 1024 * 1024,
  control: {},
  strict: false,
  tokenControl: true,
};

interface Row {
  readonly name: string;
  readonly args?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly changed: Partial<Settings>;
}

const rows: readonly Row[] = [
  { name: "have defaults", changed: {} },
  {
    name: "come from flags with a blank or an equals sign",
    args: ["--bind", "127.0.0.1", "--api-secret=x y"],
    changed: { bind: "127.0.0.1", apiSecret: "x y" },
  },
  {
    name: "come from the environment",
    environment: { LK_TEST_SERVER_MAX_BODY: "5", LK_TEST_SERVER_LOG: "info" },
    changed: { maxBody: 5, log: "info" },
  },
  {
    name: "come from a flag before the environment",
    args: ["--log=silent"],
    environment: { LK_TEST_SERVER_LOG: "info" },
    changed: { log: "silent" },
  },
  {
    name: "are not changed by empty variables, or by others with the same prefix",
    environment: { LK_TEST_SERVER_PORTS: "", LK_TEST_SERVER_URL: "x", LK_TEST_SERVER_PORT: "1" },
    changed: {},
  },
  {
    name: "skip blank entries of the port list",
    args: ["--ports", " 7880 ,, 0,0,"],
    changed: { ports: [7880, 0, 0] },
  },
  {
    name: "take a number of regions for as many ports that the system picks",
    args: ["--regions", "2"],
    environment: { LK_TEST_SERVER_PORTS: "1,2,3" },
    changed: { ports: [0, 0] },
  },
  {
    name: "take ports on the command line before a number of regions in the environment",
    args: ["--ports", "7880"],
    environment: { LK_TEST_SERVER_REGIONS: "2" },
    changed: { ports: [7880] },
  },
  {
    name: "take the same port for all regions if the process is one of them",
    args: ["--ports", "7880,7880", "--only", "1", "--advertise-urls", "http://a:1/,wss://b/x//"],
    changed: {
      ports: [7880, 7880],
      only: 1,
      advertised: { urls: ["http://a:1", "wss://b/x"] },
    },
  },
  {
    name: "take hosts for regions, in any case",
    args: ["--host-regions", "*.LiveKit.cloud"],
    changed: { hostRegions: ".livekit.cloud" },
  },
  {
    name: "take the host of the request beside an advertised host",
    args: ["--advertise-from-host", "--advertise-host", "http://mock"],
    changed: { advertiseFromHost: true, advertised: { host: "http://mock" } },
  },
  {
    name: "take the host of the request from the environment",
    environment: { LK_TEST_SERVER_ADVERTISE_FROM_HOST: "true" },
    changed: { advertiseFromHost: true },
  },
  {
    name: "take URLs if the host of the request is off",
    args: ["--regions=1", "--advertise-urls=http://a", "--advertise-from-host=false"],
    environment: { LK_TEST_SERVER_ADVERTISE_FROM_HOST: "true" },
    changed: { ports: [0], advertised: { urls: ["http://a"] } },
  },
  {
    name: "take a certificate from its file, and advertise https",
    args: ["--tls-cert", tlsFiles.cert, "--tls-key", tlsFiles.key],
    changed: { tls, advertised: { host: "https://127.0.0.1" } },
  },
  {
    name: "advertise https and wss if URLs are given, too",
    args: ["--regions=2", "--advertise-urls", "http://a,ws://b"],
    environment: { LK_TEST_SERVER_TLS_CERT: tls.cert, LK_TEST_SERVER_TLS_KEY: tls.key },
    changed: { ports: [0, 0], tls, advertised: { urls: ["https://a", "wss://b"] } },
  },
  {
    name: "trim the trailing slashes of the advertised host",
    args: ["--advertise-host", "https://mock.test///"],
    changed: { advertised: { host: "https://mock.test" } },
  },
  ...advertisedRows([
    ["::1", "http://[::1]"],
    ["0:0:0:0:0:0:0:1", "http://[::1]"],
    ["127.0.0.2", "http://127.0.0.2"],
    ["localhost", "http://localhost"],
    ["0", "http://127.0.0.1"],
    ["0x0", "http://127.0.0.1"],
    ["::", "http://127.0.0.1"],
    ["::0", "http://127.0.0.1"],
    ["0:0:0:0:0:0:0:0", "http://127.0.0.1"],
    ["::ffff:0.0.0.0", "http://127.0.0.1"],
  ]),
  {
    name: "advertise https at the bound address with TLS",
    args: ["--bind=::1", "--tls-cert", tlsFiles.cert, "--tls-key", tlsFiles.key],
    changed: { bind: "::1", tls, advertised: { host: "https://[::1]" } },
  },
  {
    name: "advertise what is said, also if it is what a wildcard has",
    args: ["--bind=::1"],
    environment: { LK_TEST_SERVER_ADVERTISE_HOST: "http://127.0.0.1" },
    changed: { bind: "::1", advertised: { host: "http://127.0.0.1" } },
  },
  {
    name: "take an address with a zone if the advertised host is given",
    args: ["--bind=fe80::1%eth0", "--advertise-host", "http://mock"],
    changed: { bind: "fe80::1%eth0", advertised: { host: "http://mock" } },
  },
  {
    name: "take an address of IPv6 as the advertised host",
    args: ["--advertise-host=http://[::1]"],
    changed: { advertised: { host: "http://[::1]" } },
  },
  { name: "take a body of 1 GiB", args: ["--max-body=1073741824"], changed: { maxBody: 2 ** 30 } },
  { name: "take an empty prefix", args: ["--twirp-prefix", ""], changed: { twirpPrefix: "" } },
  {
    name: "take a value that starts with a dash behind an equals sign",
    args: ["--api-secret=-x"],
    changed: { apiSecret: "-x" },
  },
  {
    name: "take a control, a switch, and one that is negative by name",
    args: ["--control", '{"delayMs":5}', "--strict", "--no-token-control"],
    changed: { control: { delayMs: 5 }, strict: true, tokenControl: false },
  },
  {
    name: "take control and switches from the environment",
    environment: {
      LK_TEST_SERVER_CONTROL: '{"skipAuth":true}',
      LK_TEST_SERVER_STRICT: "true",
      LK_TEST_SERVER_NO_TOKEN_CONTROL: "true",
    },
    changed: { control: { skipAuth: true }, strict: true, tokenControl: false },
  },
  {
    name: "take a switch that is off before a variable that is on",
    args: ["--strict=false", "--no-token-control", "false"],
    environment: { LK_TEST_SERVER_STRICT: "true", LK_TEST_SERVER_NO_TOKEN_CONTROL: "true" },
    changed: {},
  },
  {
    name: "take a secret that looks like a number as it stands",
    args: ["--api-secret", "0x10"],
    changed: { apiSecret: "0x10" },
  },
];

/** A row for each address to bind, and the host of the URLs then. */
function advertisedRows(hosts: readonly (readonly [bind: string, host: string])[]): Row[] {
  return hosts.map(([bind, host]) => ({
    name: `advertise ${host} if ${bind} is bound`,
    args: ["--bind", bind],
    changed: { bind, advertised: { host } },
  }));
}

describe("the settings", () => {
  for (const { name, args = [], environment = {}, changed } of rows) {
    test(name, async () => {
      assert.deepEqual(await settings(args, environment), { ...defaults, ...changed });
    });
  }
});

describe("settings that contradict each other are refused", () => {
  const rows: readonly (readonly [args: string[], line: RegExp])[] = [
    [["--ports", "0", "--regions", "2"], /^ports and regions are both given/],
    [["--ports", "1,2", "--only", "2"], /^only "2": expected a region index, 0 to 1$/],
    [["--ports", "1,0", "--only", "0"], /^only 0: the port of region 1 is unknown/],
    [["--ports", "1,1"], /^port "1" is given twice$/],
    [["--ports", "1,2", "--advertise-urls", "http://a"], /^advertise-urls has 1 URLs: expected 2/],
    [
      ["--ports", "1", "--advertise-urls", "http://a?b"],
      /^advertise-urls "http:\/\/a\?b": expected/,
    ],
    [["--ports", "1", "--advertise-urls", "ftp://a"], /^advertise-urls "ftp:\/\/a": expected/],
    [["--bind", "fe80::1%eth0"], /^bind "fe80::1%eth0": .* zone/],
    [["health", "--bind", "fe80::1%eth0"], /^bind "fe80::1%eth0": .* zone/],
    [
      ["--ports", "1", "--advertise-urls", "http://a", "--advertise-from-host"],
      /^advertise-urls and advertise-from-host are both given/,
    ],
    [["--advertise-from-host=yes"], /"yes"/],
    [["--host-regions", "a.livekit.cloud"], /^host-regions "a\.livekit\.cloud": expected /],
    [["--host-regions", "*.livekit.cloud."], /^host-regions/],
    [["--tls-key", tlsFiles.key], /^tls-cert is missing/],
    [["--timeout", "1s"], /^flag --timeout is for the command wait/],
    [["wait", "--running"], /^flag --running is for the command health/],
    [["health", "--running", "http://a"], /^health --running takes no URL: "http:\/\/a"; see/],
    [["health", "--running", "--ports", "1"], /^flag --ports is not for health --running/],
    [["wait", "--timeout", "soon"], /^timeout "soon": expected a number with ms, s, m, h or d/],
    [
      ["wait", "127.0.0.1:9999"],
      /^url "127\.0\.0\.1:9999": did you mean http:\/\/127\.0\.0\.1:9999\?$/,
    ],
    [["health", "localhost:9999"], /^url "localhost:9999": did you mean http:/],
  ];
  for (const [args, message] of rows) {
    test(args.join(" "), async () => {
      await assert.rejects(readCommandLine(args, {}), { name: "SettingsError", message });
    });
  }
});

describe("health", () => {
  const rows: readonly (readonly [args: string[], urls: string[]])[] = [
    [["health", "http://a.test:1"], ["http://a.test:1"]],
    [
      ["health", "--ports", "1,2"],
      ["http://127.0.0.1:1", "http://127.0.0.1:2"],
    ],
    [["health", "--ports", "1", "--bind", "10.0.0.1"], ["http://10.0.0.1:1"]],
    [["health", "--ports", "1", "--bind", "::1"], ["http://[::1]:1"]],
    [["health", "--ports", "1", "--bind", "::"], ["http://127.0.0.1:1"]],
    [["health", "--ports", "1", "--bind", "0:0::0"], ["http://127.0.0.1:1"]],
    [["health", "--ports", "1", "--bind", "localhost"], ["http://localhost:1"]],
    [["health", "--ports", "1,2,3", "--only", "1"], ["http://127.0.0.1:2"]],
    [
      ["health", "--ports", "1", "--tls-cert", tlsFiles.cert, "--tls-key", tlsFiles.key],
      ["https://127.0.0.1:1"],
    ],
    [
      ["health", "--ports", "1", "--tls-cert", "gone.pem", "--tls-key", "gone.pem"],
      ["https://127.0.0.1:1"],
    ],
    [
      ["health", "--ports", "1", "--bind", "fe80::1%lo", "--advertise-host", "http://a"],
      ["http://[fe80::1%lo]:1"],
    ],
  ];
  for (const [args, urls] of rows) {
    test(`${args.join(" ")} asks ${urls.join(" and ")}`, async () => {
      assert.deepEqual(await readCommandLine(args, {}), { kind: "health", urls });
    });
  }

  test("health --running looks at no settings, not even such as cannot be used", async () => {
    const environment = { LK_TEST_SERVER_PORTS: "x", LK_TEST_SERVER_REGIONS: "2" };
    const request = await readCommandLine(["health", "--running"], environment);
    assert.deepEqual(request, { kind: "running" });
  });
});
