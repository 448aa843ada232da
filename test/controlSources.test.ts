import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { apiKeyFor } from "../src/library/index.js";
import { call, request, type Result } from "./support/call.js";
import { startTestMock } from "./support/mock.js";
import { signToken, tokenFor, tokenWith } from "./support/token.js";

const path = "livekit.RoomService/CreateRoom";
const mock = await startTestMock();
const withDefault = await startTestMock({ control: { failRegions: [0], failStatus: 504 } });
const withoutTokens = await startTestMock({ tokenControl: false });

/** A control that fails region 0 with this status. */
const failing = (failStatus: number): { failRegions: number[]; failStatus: number } => ({
  failRegions: [0],
  failStatus,
});
const granted = { video: { roomCreate: true } };

/** A token whose API key holds a control. */
function keyToken(control: unknown, encoding: BufferEncoding = "base64"): string {
  const text = typeof control === "string" ? control : JSON.stringify(control);
  return tokenWith({ ...granted, iss: `mock.${Buffer.from(text).toString(encoding)}` });
}

/** A token whose attribute and API key hold two controls. */
function doubleToken(attribute: object, key: object): string {
  return tokenFor(attribute, { ...granted, iss: apiKeyFor(key) });
}

interface Row {
  readonly name: string;
  readonly mock?: typeof mock;
  readonly token: string;
  readonly control?: object;
  readonly headers?: Readonly<Record<string, string>>;
  readonly status: number;
  readonly warnings?: readonly (string | RegExp)[];
}

const rows: readonly Row[] = [
  { name: "the attribute", token: tokenFor(failing(501), granted), status: 501 },
  { name: "the API key", token: keyToken(failing(502)), status: 502 },
  { name: "the API key in base64url", token: keyToken(failing(502), "base64url"), status: 502 },
  { name: "the default", mock: withDefault, token: tokenWith(granted), status: 504 },
  {
    name: "the header before the attribute",
    token: doubleToken(failing(501), failing(502)),
    control: failing(500),
    status: 500,
  },
  {
    name: "the attribute before the API key",
    token: doubleToken(failing(501), failing(502)),
    status: 501,
  },
  {
    name: "the API key before the default",
    mock: withDefault,
    token: keyToken(failing(502)),
    status: 502,
  },
  {
    name: "the header, whole: nothing of the attribute is left",
    token: tokenFor(failing(501), granted),
    control: {},
    status: 200,
  },
  {
    name: "the header, even if it does not parse",
    token: tokenFor(failing(501), granted),
    headers: { "X-Lk-Mock": "{" },
    status: 200,
    warnings: ['X-Lk-Mock invalidJson: "{"'],
  },
  {
    name: "the attribute, even if it does not parse",
    mock: withDefault,
    token: tokenWith({ ...granted, attributes: { "lk.mock": "{" } }),
    status: 200,
    warnings: ['lk.mock invalidJson: "{"'],
  },
  {
    name: "the API key, even if it is not JSON",
    mock: withDefault,
    token: keyToken("hello"),
    status: 200,
    warnings: ['API key invalidJson: "hello"'],
  },
  {
    name: "the API key, even if it is not base64",
    mock: withDefault,
    token: tokenWith({ ...granted, iss: "mock.!" }),
    status: 200,
    warnings: ['API key invalidJson: "!"'],
  },
  {
    name: "older headers, below the attribute",
    token: tokenFor({ failStatus: 501 }, granted),
    headers: { "X-Lk-Mock-Fail-Regions": "0", "X-Lk-Mock-Fail-Status": "404" },
    status: 501,
  },
  {
    name: "older headers, below the default",
    mock: withDefault,
    token: tokenWith(granted),
    headers: { "X-Lk-Mock-Fail-Twirp-Code": "x", "X-Lk-Mock-Fail-Status": "404" },
    status: 504,
  },
  {
    name: "a token that does not verify",
    token: signToken({ attributes: { "lk.mock": '{"skipAuth":true}' } }, { secret: "other" }),
    status: 200,
  },
  { name: "no control in another API key", token: tokenWith(granted), status: 200 },
  {
    name: "no attribute if tokens hold no control",
    mock: withoutTokens,
    token: doubleToken(failing(501), failing(502)),
    status: 200,
  },
  {
    name: "the findings of the attribute",
    token: tokenFor({ failRegion: [0] }, granted),
    status: 200,
    warnings: ['lk.mock unknownField: "failRegion" -> failRegions'],
  },
  {
    name: "the findings of the API key, with no field for a signal connection",
    token: keyToken({ signal: "happy", oops: 1 }),
    status: 200,
    warnings: ["API key.signal notReadHere", /^API key unknownField: "oops"/],
  },
];

function assertAnswer({ status, warnings: found }: Result, row: Row): void {
  assert.equal(status, row.status);
  const { warnings = [] } = row;
  assert.equal(found.length, warnings.length);
  for (const [at, warning] of warnings.entries()) {
    if (typeof warning === "string") assert.equal(found[at], warning);
    else assert.match(found[at]!, warning);
  }
}

describe("the control of a call is", () => {
  for (const row of rows) {
    test(row.name, async () => {
      const { mock: own = mock, token, control, headers = {} } = row;
      assertAnswer(await call(own.url, path, { token, control, headers }), row);
    });
  }

  test("read from access_token if there is no Authorization", async () => {
    const token = tokenFor({ ...failing(501), skipAuth: true });
    const result = await call(mock.url, `${path}?access_token=${token}`);
    assert.equal(result.status, 501);
  });

  test("read from Authorization before access_token", async () => {
    const token = tokenFor(failing(501), granted);
    const other = tokenFor(failing(502));
    const result = await call(mock.url, `${path}?access_token=${other}`, { token });
    assert.equal(result.status, 501);
  });
});

describe("/settings/regions obeys", () => {
  const url = `${mock.url}/settings/regions`;
  const regionsStatus = 501;

  test("the attribute", async () => {
    assert.equal((await request(url, { token: tokenFor({ regionsStatus }) })).status, 501);
  });

  test("the API key", async () => {
    assert.equal((await request(url, { token: keyToken({ regionsStatus }) })).status, 501);
  });

  test("access_token", async () => {
    const token = tokenFor({ regionsStatus });
    assert.equal((await request(`${url}?access_token=${token}`)).status, 501);
  });

  test("no token if tokens hold no control", async () => {
    const token = tokenFor({ regionsStatus });
    assert.equal((await request(`${withoutTokens.url}/settings/regions`, { token })).status, 200);
  });
});

describe("what is for a signal connection comes from the attribute", () => {
  const signal = "room_not_found";
  const validate = (own: typeof mock, token: string, control?: object): Promise<Result> =>
    request(`${own.url}/rtc/validate?access_token=${token}`, { control });

  test("beside a header", async () => {
    assert.equal((await validate(mock, tokenFor({ signal }), { delayMs: 1 })).status, 404);
  });

  test("beside the default", async () => {
    assert.equal((await validate(withDefault, tokenFor({ signal }))).status, 404);
  });

  test("if tokens hold no control", async () => {
    assert.equal((await validate(withoutTokens, tokenFor({ signal }))).status, 404);
  });

  test("for its region, beside a header with regions of its own", async () => {
    const token = tokenFor({ perRegion: { "*": { signal } } });
    const control = { perRegion: { 0: { delayMs: 1 } } };
    assert.equal((await validate(mock, token, control)).status, 404);
  });

  test("with its findings, and none of the fields beside it", async () => {
    const token = tokenFor({ signal: "hapy", oops: 1, perRegion: { 0: { oops: 1 } } });
    const { warnings } = await validate(mock, token, {});
    assert.equal(warnings.length, 1);
    assert.match(warnings[0]!, /^lk\.mock\.signal unknownValue: "hapy"/);
  });
});
