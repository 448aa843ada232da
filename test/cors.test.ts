import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { call, request, type RequestOptions, type Result } from "./support/call.js";
import { startTestMock } from "./support/mock.js";
import { tokenFor, tokenWith } from "./support/token.js";

const mock = await startTestMock({ regions: 2 });
const paths = ["/settings/regions", "/rtc/validate", "/rtc/v1/validate"];

function cors({ headers }: Result): (string | undefined)[] {
  const names = ["allow-origin", "expose-headers", "allow-methods", "allow-headers"];
  return names.map((name) => headers[`access-control-${name}`]);
}

const exposed = "X-Lk-Mock-Id, X-Lk-Mock-Region, X-Lk-Mock-Warning";

describe("a preflight request", () => {
  for (const path of paths) {
    test(`to ${path} lets any page send what it names`, async () => {
      const answer = await request(`${mock.url}${path}`, {
        method: "OPTIONS",
        headers: {
          Origin: "https://app.example",
          "Access-Control-Request-Method": "PUT",
          "Access-Control-Request-Headers": "authorization,x-lk-mock",
        },
      });
      assert.deepEqual([answer.status, answer.text], [204, ""]);
      assert.deepEqual(cors(answer), ["*", exposed, "PUT", "authorization,x-lk-mock"]);
      assert.equal(answer.headers["content-length"], undefined);
    });

    test(`to ${path} may name no headers`, async () => {
      const headers = { "Access-Control-Request-Method": "GET" };
      const answer = await request(`${mock.url}${path}`, { method: "OPTIONS", headers });
      assert.deepEqual([answer.status, cors(answer)], [204, ["*", exposed, "GET", undefined]]);
    });
  }

  test("is no other method than OPTIONS", async () => {
    const headers = { "Access-Control-Request-Method": "GET" };
    const answer = await request(`${mock.url}/settings/regions`, { headers });
    assert.equal(answer.status, 200);
  });

  test("is none to the API", async () => {
    const headers = { "Access-Control-Request-Method": "GET" };
    const answer = await call(mock.url, "livekit.RoomService/ListRooms", {
      method: "OPTIONS",
      headers,
      control: { skipAuth: true },
    });
    assert.deepEqual([answer.status, cors(answer)[0]], [200, undefined]);
  });
});

interface Row {
  readonly name: string;
  readonly path: string;
  readonly options?: RequestOptions;
  readonly status: number;
  readonly body: string | RegExp;
}

const rows: readonly Row[] = [
  {
    name: "OPTIONS that is no preflight request",
    path: "/settings/regions",
    options: { method: "OPTIONS" },
    status: 200,
    body: /region-1/,
  },
  {
    name: "a failed discovery",
    path: "/settings/regions",
    options: { control: { regionsStatus: 503 } },
    status: 503,
    body: "",
  },
  {
    name: "OPTIONS to validate that is no preflight request",
    path: "/rtc/validate",
    options: { method: "OPTIONS", token: tokenWith() },
    status: 200,
    body: "success",
  },
  { name: "no token", path: "/rtc/v1/validate", status: 401, body: /^invalid token: / },
  {
    name: "a mode that refuses",
    path: "/rtc/v1/validate",
    options: { token: tokenFor({ signal: "room_not_found" }) },
    status: 404,
    body: "requested room does not exist",
  },
];

describe("any page may read the response to", () => {
  for (const { name, path, options, status, body } of rows) {
    test(name, async () => {
      const answer = await request(`${mock.url}${path}`, options);
      assert.equal(answer.status, status);
      assert.match(answer.text, typeof body === "string" ? new RegExp(`^${body}$`) : body);
      assert.deepEqual(cors(answer), ["*", exposed, undefined, undefined]);
    });
  }
});

describe("the region list obeys the control", () => {
  const url = `${mock.url}/settings/regions`;
  const pinned = { pinnedRegions: ["region-1"] };
  const forged = tokenFor(pinned).replace(/\.[^.]*$/, ".AAAA");
  const names = (text: string): string[] => [...text.matchAll(/region-\d/g)].map(([name]) => name);

  test("of the token in Authorization", async () => {
    assert.deepEqual(names((await request(url, { token: tokenFor(pinned) })).text), ["region-1"]);
  });

  test("of a token that does not verify, which grants nothing", async () => {
    assert.deepEqual(names((await request(url, { token: forged })).text), ["region-1"]);
  });

  test("of the token in the query", async () => {
    const { text } = await request(`${url}?access_token=${tokenFor(pinned)}`);
    assert.deepEqual(names(text), ["region-1"]);
  });

  test("of the token in Authorization if both are there", async () => {
    const { text } = await request(`${url}?access_token=${tokenFor(pinned)}`, {
      token: tokenWith(),
    });
    assert.deepEqual(names(text), ["region-0", "region-1"]);
  });

  test("of the header alone if both are there", async () => {
    const token = tokenFor({ regionsStatus: 500 });
    const answer = await request(url, { token, control: pinned });
    assert.deepEqual([answer.status, names(answer.text)], [200, ["region-1"]]);
    const odd = await request(url, { token, headers: { "X-Lk-Mock": "odd" } });
    assert.equal(odd.status, 200);
  });

  test("of the token over the older headers", async () => {
    const headers = { "X-Lk-Mock-Regions-Status": "500" };
    const one = await request(url, { token: tokenFor({}), headers });
    const two = await request(url, { token: tokenFor({ regionsStatus: 418 }), headers });
    assert.deepEqual([one.status, two.status], [500, 418]);
  });

  test("and reports what the token has wrong", async () => {
    const { status, warnings } = await request(url, { token: tokenFor({ regionStatus: 500 }) });
    assert.equal(status, 200);
    assert.deepEqual(warnings, ['lk.mock unknownField: "regionStatus" -> regionsStatus']);
  });

  for (const token of ["test-token", "a.b.c", "..", `a.${btoa('{"attributes":[]}')}.c`]) {
    test(`and is answered to ${token}`, async () => {
      const { status, warnings } = await request(url, { token });
      assert.deepEqual([status, warnings], [200, []]);
    });
  }
});
