/** What a mock says at its start about settings that are legal, and perhaps not meant. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readCommandLine } from "../src/cli/readCommandLine.js";
import { warningsOf } from "../src/settings/index.js";
import { startTestMock } from "./support/mock.js";

type Environment = Readonly<Record<string, string>>;

/** The warnings about flags, and those about the environment. */
async function warnings(args: readonly string[], environment: Environment = {}) {
  // Without a host, an address with a zone is an error.
  const request = await readCommandLine([...args, "--advertise-host", "http://a"], environment);
  assert.equal(request.kind, "serve");
  return { settings: warningsOf(request.settings), environment: request.warnings };
}

const open = (bind: string): string =>
  `bind is ${bind} and api-secret is the default: anyone who can reach the ports can control the mock and sign tokens; set bind to 127.0.0.1, or your own api-secret`;

describe("the default secret is warned of", () => {
  const others = ["0.0.0.0", "::", "::0", "10.0.0.1", "128.0.0.1", "fe80::1%eth0", "::2"];
  for (const bind of [...others, "::127.0.0.1", "::ffff:128.0.0.1", "mock", "localhost.test"]) {
    test(`on ${bind}`, async () => {
      assert.deepEqual((await warnings(["--bind", bind])).settings, [open(bind)]);
    });
  }

  const loopbacks = ["127.0.0.1", "127.0.0.2", "127.255.255.254", "localhost", "LOCALHOST"];
  const inIpv6 = ["::1", "0:0:0:0:0:0:0:1", "0000::0001", "::1%lo"];
  const mapped = ["::ffff:127.0.0.1", "::FFFF:7f00:1", "0:0:0:0:0:ffff:127.255.0.9"];
  for (const bind of [...loopbacks, ...inIpv6, ...mapped]) {
    test(`not on ${bind}`, async () => {
      assert.deepEqual((await warnings(["--bind", bind])).settings, []);
    });
  }

  test("if it is given as well", async () => {
    const environment = { LK_TEST_SERVER_API_SECRET: "secret" };
    for (const given of [warnings(["--api-secret", "secret"]), warnings([], environment)]) {
      assert.deepEqual((await given).settings, [open("0.0.0.0")]);
    }
  });

  test("and no other", async () => {
    assert.deepEqual((await warnings(["--api-secret=secret2"])).settings, []);
  });
});

describe("a secret is warned of, and not shown,", () => {
  const rows: readonly (readonly [secret: string, found: string | undefined])[] = [
    ["secret\r", "ends with a carriage return"],
    ["secret\r\n", "ends with a carriage return and a line feed"],
    ["secret\n\n\n", "ends with a line feed"],
    [" secret", "begins with a space"],
    ["\tsecret ", "begins with a tab and ends with a space"],
    ["secret\u00a0", "ends with U+00A0"],
    ["\ufeffsecret", "begins with U+FEFF"],
    ["a secret\rof words", undefined],
  ];
  for (const [apiSecret, found] of rows) {
    test(JSON.stringify(apiSecret), async () => {
      const expected =
        found === undefined ? [] : [`api-secret ${found}, which is part of the secret`];
      const environment = { LK_TEST_SERVER_API_SECRET: apiSecret };
      assert.deepEqual((await warnings(["--api-secret", apiSecret])).settings, expected);
      assert.deepEqual((await warnings([], environment)).settings, expected);
      const { lines } = await startTestMock({ apiSecret, log: "warn" });
      assert.deepEqual(
        lines,
        expected.map((line) => `warning: ${line}`),
      );
    });
  }
});

describe("a variable that no setting has is named", () => {
  const rows: readonly (readonly [name: string, nearest: string])[] = [
    ["LK_TEST_SERVER_PORT", "PORTS"],
    ["LK_TEST_SERVER_SECRET", "API_SECRET"],
    ["LK_TEST_SERVER_TLS_CERTS", "TLS_CERT"],
    ["lk_test_server_ports", "PORTS"],
    ["Lk_Test_Server_Url", "URL"],
    ["LK_TEST_SERVER_JSÖN", "JSON"],
  ];
  for (const [name, nearest] of rows) {
    test(`as ${name}, with LK_TEST_SERVER_${nearest}`, async () => {
      const shown = name.replace("Ö", "\\u00d6");
      assert.deepEqual((await warnings([], { [name]: "a value" })).environment, [
        `unknown variable ${shown}; did you mean LK_TEST_SERVER_${nearest}?`,
      ]);
    });
  }

  test("if it is not empty, and what SDKs read is known", async () => {
    const environment = {
      LK_TEST_SERVER_PORT: "",
      LK_TEST_SERVER_URL: "http://127.0.0.1:9999",
      LK_TEST_SERVER_PORTS: "0",
      LIVEKIT_URL: "x",
      LK_TEST: "x",
    };
    assert.deepEqual((await warnings([], environment)).environment, []);
  });
});
