import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readCommandLine } from "../src/commandLine/index.js";
import type { Settings } from "../src/settings/index.js";

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
  { name: "are the defaults where nothing is said", changed: {} },
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
    name: "trim the trailing slashes of the advertised host",
    args: ["--advertise-host", "https://mock.test///"],
    changed: { advertised: { host: "https://mock.test" } },
  },
  {
    name: "take an address of IPv6 as the advertised host",
    args: ["--advertise-host=http://[::1]"],
    changed: { advertised: { host: "http://[::1]" } },
  },
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

describe("the settings", () => {
  for (const { name, args = [], environment = {}, changed } of rows) {
    test(name, async () => {
      assert.deepEqual(await settings(args, environment), { ...defaults, ...changed });
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
  ];
  for (const [args, urls] of rows) {
    test(`${args.join(" ")} asks ${urls.join(" and ")}`, async () => {
      assert.deepEqual(await readCommandLine(args, {}), { kind: "health", urls });
    });
  }
});
