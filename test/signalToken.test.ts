import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { AccessToken } from "livekit-server-sdk";
import { request } from "./support/call.js";
import { startTestMock } from "./support/mock.js";
import { openSignal } from "./support/signal.js";
import { nowSeconds, signToken, tokenFor, tokenWith } from "./support/token.js";
import { brief } from "./support/brief.js";

const mock = await startTestMock();
const port = mock.ports[0]!;

interface Seen {
  /** The warnings on the response to the handshake. */
  readonly warnings: readonly string[];
  /** The first message. */
  readonly json: unknown;
}

async function open(token: string, headers: readonly string[] = []): Promise<Seen> {
  const client = await openSignal(port, { query: `access_token=${token}`, headers });
  const first = await client.event(0);
  client.socket.destroy();
  assert.equal(first.kind, "message");
  const warnings = [...client.head.matchAll(/^X-Lk-Mock-Warning: (.*)$/gm)].map(([, text]) =>
    brief(text!),
  );
  return { warnings, json: first.json };
}

interface ActionRow {
  readonly name: string;
  readonly leaveAction?: unknown;
  /** The action of the leave; absent is `DISCONNECT`, as protobuf leaves the zero out. */
  readonly action?: string;
  readonly warning?: RegExp;
}

const unknown = /leaveAction unknownValue: /;
const outOfRange = /leaveAction outOfRange: .* \(0 to 2\)/;
const actionRows: readonly ActionRow[] = [
  { name: "is DISCONNECT if it is absent" },
  { name: "is a number", leaveAction: 2, action: "RECONNECT" },
  { name: "is a name", leaveAction: "RESUME", action: "RESUME" },
  { name: "is a name in any case", leaveAction: "rEconnect", action: "RECONNECT" },
  { name: "is the number 0", leaveAction: 0 },
  { name: "is DISCONNECT for an invalid number", leaveAction: 3, warning: outOfRange },
  { name: "is DISCONNECT for a negative number", leaveAction: -1, warning: outOfRange },
  {
    name: "is DISCONNECT for an invalid name",
    leaveAction: "RESUMED",
    warning: /leaveAction unknownValue: "RESUMED" -> RESUME$/,
  },
  { name: "is DISCONNECT for a number in a string", leaveAction: "2", warning: unknown },
  { name: "is DISCONNECT for a list", leaveAction: [2], warning: /leaveAction wrongType: a list/ },
  { name: "is DISCONNECT for null", leaveAction: null },
];

test("a token of LiveKit's server SDK selects the mode", async () => {
  const attributes = { "lk.mock": JSON.stringify({ signal: "leave_first_message" }) };
  const token = new AccessToken("devkey", "secret", { identity: "me", attributes });
  const { json, warnings } = await open(await token.toJwt());
  assert.deepEqual([json, warnings], [{ leave: { reason: "SERVER_SHUTDOWN" } }, []]);
});

describe("leaveAction", () => {
  for (const { name, leaveAction, action, warning } of actionRows) {
    test(name, async () => {
      const signal = "leave_first_message";
      const seen = await open(tokenFor({ signal, leaveAction }));
      const leave = { reason: "SERVER_SHUTDOWN", ...(action === undefined ? {} : { action }) };
      assert.deepEqual(seen.json, { leave });
      assert.equal(seen.warnings.length, warning === undefined ? 0 : 1);
      assert.match(seen.warnings[0] ?? "", warning ?? /^$/);
    });
  }
});

interface HappyRow {
  readonly name: string;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly warning?: string;
}

const happyRows: readonly HappyRow[] = [
  { name: "there are no attributes", claims: {} },
  { name: "the attributes are null", claims: { attributes: null } },
  { name: "there is no such attribute", claims: { attributes: { other: "no_pong" } } },
  { name: "the attribute is null", claims: { attributes: { "lk.mock": null } } },
  {
    name: "the attribute is not JSON",
    claims: { attributes: { "lk.mock": "no_first_message" } },
    warning: 'lk.mock invalidJson: "no_first_message"',
  },
  {
    name: "the attribute is no object",
    claims: { attributes: { "lk.mock": '"no_first_message"' } },
    warning: 'lk.mock wrongType: "no_first_message"',
  },
  { name: "it names no mode", claims: { attributes: { "lk.mock": "{}" } } },
  {
    name: "the mode is no string",
    claims: { attributes: { "lk.mock": '{"signal":1}' } },
    warning: "lk.mock.signal wrongType: 1",
  },
  {
    name: "the mode is unknown",
    claims: { attributes: { "lk.mock": '{"signal":"no_first_mesage"}' } },
    warning: 'lk.mock.signal unknownValue: "no_first_mesage" -> no_first_message',
  },
  {
    name: "the mode is in another case",
    claims: { attributes: { "lk.mock": '{"signal":"No_First_Message"}' } },
    warning: 'lk.mock.signal unknownValue: "No_First_Message" -> no_first_message',
  },
  {
    name: "the field is unknown",
    claims: { attributes: { "lk.mock": '{"mode":"no_first_message"}' } },
    warning: 'lk.mock unknownField: "mode" -> failMode',
  },
];

describe("the mode is happy if", () => {
  for (const { name, claims, warning } of happyRows) {
    test(name, async () => {
      const { json, warnings } = await open(tokenWith(claims));
      assert.ok(Object.hasOwn(json as object, "join"));
      assert.deepEqual(warnings, warning === undefined ? [] : [warning]);
    });
  }

  test("it stands in the header, which is reported", async () => {
    const headers = ['X-Lk-Mock: {"signal":"leave_first_message"}'];
    const { json, warnings } = await open(tokenWith(), headers);
    assert.ok(Object.hasOwn(json as object, "join"));
    assert.deepEqual(warnings, ["X-Lk-Mock.signal notReadHere"]);
  });
});

test("the mode's field is read in any case, and beside a header", async () => {
  const token = tokenFor({ SIGNAL: "leave_first_message" });
  const { json, warnings } = await open(token, ['X-Lk-Mock: {"delayMs":1}']);
  assert.deepEqual([json, warnings], [{ leave: { reason: "SERVER_SHUTDOWN" } }, []]);
});

test("what a request has wrong is in the log too", async () => {
  await open(tokenFor({ signal: "sad" }));
  assert.match(mock.lines.join("\n"), /^warning: region-0 GET \/rtc: lk\.mock\.signal: .*"sad"/m);
  assert.match(
    mock.lines.join("\n"),
    /^region-0 {2}101 +\d+ ms {2}GET \/rtc {2}\(signal mode happy; join\)$/m,
  );
});

describe("the join response", () => {
  async function join(token: string): Promise<Record<string, unknown>> {
    return ((await open(token)).json as { join: Record<string, unknown> }).join;
  }

  test("has the ping interval and timeout of the control", async () => {
    const { pingInterval, pingTimeout } = await join(
      tokenFor({ pingInterval: 5, pingTimeout: 20 }),
    );
    assert.deepEqual([pingInterval, pingTimeout], [5, 20]);
  });

  test("has 1 and 3 s if those of the control are out of range, which is reported", async () => {
    const token = tokenFor({ pingInterval: -1, pingTimeout: 2 ** 31 });
    const { json, warnings } = await open(token);
    const { pingInterval, pingTimeout } = (json as { join: Record<string, unknown> }).join;
    assert.deepEqual([pingInterval, pingTimeout], [1, 3]);
    assert.deepEqual(warnings, [
      "lk.mock.pingInterval outOfRange: -1 (0 to 2147483647)",
      "lk.mock.pingTimeout outOfRange: 2147483648 (0 to 2147483647)",
    ]);
  });

  const people: readonly [name: string, claims: object, participant: object][] = [
    ["sub, and a name", { sub: "a", jti: "b", name: "A" }, { identity: "a", name: "A" }],
    ["jti, if sub is empty", { sub: "", jti: "b" }, { identity: "b" }],
    ["jti, if there is no sub", { jti: "b", name: null }, { identity: "b" }],
    ["mock-participant, where there is neither", {}, { identity: "mock-participant" }],
    ["mock-participant, if both are empty", { sub: "", jti: "" }, { identity: "mock-participant" }],
    ["whose claims are in capitals", { SUB: "a", NAME: "A" }, { identity: "a", name: "A" }],
  ];
  for (const [name, claims, participant] of people) {
    test(`has the identity ${name}`, async () => {
      const joined = await join(tokenWith({ ...claims }));
      assert.deepEqual(joined["participant"], { sid: "PA_MOCK", state: "JOINED", ...participant });
    });
  }

  test("has a room without a name if the token names none", async () => {
    assert.deepEqual((await join(tokenWith({ video: { room: null } })))["room"], {
      sid: "RM_MOCK",
    });
  });
});

describe("the token", () => {
  const refused: readonly [name: string, token: string, reason: string][] = [
    ["that is absent", "", "there is no token"],
    ["that is no JWT", "nonsense", "it is not a JWT of three base64url parts"],
    [
      "of another secret",
      signToken({ exp: nowSeconds() + 3600 }, { secret: "other" }),
      "signature",
    ],
    ["that has expired", signToken({ exp: nowSeconds() - 1000 }), "it expired 1"],
    [
      "with a wrong attribute",
      tokenWith({ attributes: { "lk.mock": 1 } }),
      "attributes.lk.mock is a number; expected a string",
    ],
  ];
  for (const [name, token, reason] of refused) {
    for (const path of ["/rtc", "/rtc/v1"]) {
      test(`${name} is refused on ${path}`, async () => {
        const query = `access_token=${token}`;
        const plain = await request(`${mock.url}${path}?${query}`);
        assert.deepEqual([plain.status, plain.text], [401, "invalid token"]);
        await assert.rejects(
          openSignal(port, { path, query }),
          /refused: HTTP\/1.1 401 Unauthorized\r\n[^]*\r\n\r\ninvalid token$/,
        );
        const validated = await request(`${mock.url}${path}/validate?${query}`);
        assert.equal(validated.status, 401);
        assert.ok(validated.text.startsWith("invalid token: "));
        assert.ok(validated.text.includes(reason), validated.text);
      });
    }
  }

  test("is read from Authorization if the query has none", async () => {
    for (const query of ["", "access_token="]) {
      const headers = [`Authorization: Bearer ${tokenFor({ signal: "leave_first_message" })}`];
      const client = await openSignal(port, { query, headers });
      const first = await client.event(0);
      client.socket.destroy();
      assert.deepEqual(first, { kind: "message", json: { leave: { reason: "SERVER_SHUTDOWN" } } });
    }
  });

  test("of the query wins over that of Authorization", async () => {
    const query = `access_token=${tokenFor({ signal: "room_not_found" })}`;
    const options = { token: tokenWith() };
    assert.equal((await request(`${mock.url}/rtc/validate?${query}`, options)).status, 404);
    assert.equal((await request(`${mock.url}/rtc/validate?access_token=x`, options)).status, 401);
    assert.equal((await request(`${mock.url}/rtc/validate`, options)).text, "success");
  });

  test("is not in the log", () => {
    assert.doesNotMatch(mock.lines.join("\n"), /eyJ/);
  });
});

test("region pins do not touch the signal connection", async () => {
  const pinned = { pinnedRegions: ["region-7"], failRegions: [0] };
  const control = JSON.stringify(pinned);
  const { json } = await open(tokenFor(pinned), [`X-Lk-Mock: ${control}`]);
  assert.ok(Object.hasOwn(json as object, "join"));
  const validated = await request(`${mock.url}/rtc/validate`, {
    token: tokenWith(),
    control: pinned,
  });
  assert.deepEqual([validated.status, validated.text], [200, "success"]);
});
