/** How much of a control counts if a web page has made a browser ask for its URL. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { apiKeyFor } from "../src/library/index.js";
import { request, type Result } from "./support/call.js";
import { startTestMock } from "./support/mock.js";
import { openSignal } from "./support/signal.js";
import { signToken, tokenFor } from "./support/token.js";
import { brief } from "./support/brief.js";

const mock = await startTestMock({ regions: 2 });
const api = "/twirp/livekit.RoomService/CreateRoom";
const regions = "/settings/regions";

/** Makes calls and discovery answer 501, with marks that no page of another site may set. */
const control = {
  skipAuth: true,
  perRegion: { 0: { failStatus: 501, failContentType: "text/html" } },
  discovery: { failMode: "status", failStatus: 501, failContentType: "text/html" },
  rtcStatus: 501,
  headers: { "X-A": "b" },
} as const;

const claims = { sub: "me", video: { roomJoin: true, room: "my-room" } };
const valid = tokenFor(control, claims);
const forged = `${valid.slice(0, valid.lastIndexOf("."))}.AAAA`;

/** What of the control is seen: all of it, all but the marks, or nothing. */
type Seen = "all" | "limited" | "nothing";

function seenIn({ status, headers }: Result): Seen {
  if (status !== 501) {
    assert.equal(headers["x-a"], undefined);
    return "nothing";
  }
  return headers["x-a"] === "b" ? "all" : "limited";
}

type Headers = Readonly<Record<string, string>>;

const own = "http://127.0.0.1:3000";
const other = "https://app.example";
const cors = { "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors", Origin: other };
const navigation = { "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate" };

interface Row {
  readonly name: string;
  readonly headers: Headers;
  readonly path: string;
  readonly seen: Seen;
  /** What is seen of a token that does not verify; nothing if absent. */
  readonly seenOfForged?: Seen;
  readonly method?: string;
}

const inFull = { seen: "all", seenOfForged: "all" } as const;

const rows: readonly Row[] = [
  ...[api, regions, "/rtc/validate", "/rtc"].flatMap((path): Row[] => [
    { name: "no browser", headers: {}, path, ...inFull },
    { name: "Node's fetch", headers: { "Sec-Fetch-Mode": "cors" }, path, ...inFull },
    {
      name: "a page of another port",
      headers: { ...cors, "Sec-Fetch-Site": "same-site", Origin: own },
      path,
      ...inFull,
    },
    {
      name: "a page of another port, without Sec-Fetch-Site",
      headers: { Origin: own },
      path,
      ...inFull,
    },
    {
      name: "a page of the mock, through a proxy that keeps Origin",
      headers: { "Sec-Fetch-Site": "same-origin", Origin: other },
      path,
      ...inFull,
    },
    {
      name: "a URL that is typed",
      headers: { ...navigation, "Sec-Fetch-Site": "none" },
      path,
      ...inFull,
    },
    { name: "a link of another site", headers: navigation, path, seen: "nothing" },
    {
      name: "a form of another site",
      headers: { ...navigation, Origin: other },
      path,
      method: "POST",
      seen: "nothing",
    },
    {
      name: "a link of another site, through a proxy that repeats",
      headers: { ...navigation, "Sec-Fetch-Site": "cross-site, cross-site" },
      path,
      seen: "nothing",
    },
    {
      name: "an image of another site",
      headers: { ...navigation, "Sec-Fetch-Mode": "no-cors" },
      path,
      seen: "nothing",
    },
    {
      name: "a page of another site, without Sec-Fetch-Site",
      headers: { Origin: other },
      path,
      seen: "limited",
    },
    { name: "a page without an origin", headers: { Origin: "null" }, path, seen: "limited" },
    {
      name: "a page without an origin, at a host of that name",
      headers: { Origin: "null", Host: "null" },
      path,
      seen: "limited",
    },
    {
      name: "a page of another port, at a host in capitals",
      headers: { Origin: "http://localhost:3000", Host: "LocalHost:80" },
      path,
      ...inFull,
    },
    {
      name: "Chromium, which a page has told to prefetch",
      headers: { ...navigation, "Sec-Fetch-Site": "none", "Sec-Purpose": "prefetch" },
      path,
      seen: "nothing",
    },
    {
      name: "a page of the same site that prefetches",
      headers: { ...navigation, "Sec-Fetch-Site": "same-origin", "Sec-Purpose": "prefetch" },
      path,
      ...inFull,
    },
  ]),
  { name: "a script of another site", headers: cors, path: api, seen: "nothing" },
  { name: "a script of another site", headers: cors, path: "/rtc", seen: "nothing" },
  { name: "a script of another site", headers: cors, path: regions, seen: "limited" },
  { name: "a script of another site", headers: cors, path: "/rtc/validate", seen: "limited" },
  { name: "a script of another site", headers: cors, path: "/rtc/v1/validate", seen: "limited" },
  {
    name: "a preflight of another site",
    headers: cors,
    path: regions,
    method: "OPTIONS",
    seen: "limited",
  },
];

describe("of the control in a URL", () => {
  for (const { name, headers, path, method = "GET", seen, seenOfForged = "nothing" } of rows) {
    test(`${seen} is seen on ${method} ${path}, asked by ${name}`, async () => {
      const ask = (token: string): Promise<Result> =>
        request(`${mock.url}${path}?access_token=${token}`, { headers, method });
      const [answer, toForged] = [await ask(valid), await ask(forged)];
      assert.equal(seenIn(answer), seen);
      assert.equal(seenIn(toForged), seenOfForged);
      if (seen === "all") return;
      assert.notEqual(answer.headers["content-type"], "text/html");
      const line =
        "access_token crossSite: the control in its lk.mock, because a page of another site sent it";
      const more = seen === "limited" ? ", and it does not verify" : "";
      assert.ok(toForged.warnings.includes(line + more), toForged.warnings.join("\n"));
    });
  }
});

test("what a page of another site may not set is a finding", async () => {
  const lines = mock.lines.length;
  const { warnings } = await request(`${mock.url}${regions}?access_token=${valid}`, {
    headers: cors,
  });
  const problem = "crossSite: a page of another site sent it";
  assert.deepEqual(warnings.slice(0, 3), [
    `lk.mock.perRegion["0"].failContentType ${problem}`,
    `lk.mock.discovery.failContentType ${problem}`,
    `lk.mock.headers ${problem}`,
  ]);
  assert.ok(mock.lines.slice(lines).some((line) => brief(line).endsWith(warnings[2]!)));
});

test("a redirect that a page of another site asks for leads to a region", async () => {
  const discovery = { failMode: "redirect", redirectTo: "https://evil.example/" };
  const token = tokenFor({ discovery });
  const ask = (headers: Headers): Promise<Result> =>
    request(`${mock.url}${regions}?access_token=${token}`, { headers });
  assert.equal((await ask({})).headers["location"], "https://evil.example/");
  const { status, headers } = await ask(cors);
  assert.equal(status, 307);
  assert.equal(new URL(headers["location"]!).origin, mock.regions[1]!.url);
});

test("an API key in a token of a URL is held to the same", async () => {
  const iss = apiKeyFor(control);
  const url = `${mock.url}${api}?access_token=${signToken({ iss })}`;
  assert.equal(seenIn(await request(url)), "all");
  const answer = await request(url, { headers: navigation });
  assert.equal(seenIn(answer), "nothing");
  assert.match(answer.warnings.join("\n"), /^access_token crossSite: the control in its API key/m);
});

test("a token without a control is no finding", async () => {
  const url = `${mock.url}${regions}?access_token=${signToken({ iss: "devkey" })}`;
  assert.deepEqual((await request(url, { headers: navigation })).warnings, []);
});

describe("what a script had to ask for with a preflight counts in full:", () => {
  test("the token in Authorization", async () => {
    const answer = await request(mock.url + regions, { headers: cors, token: forged });
    assert.equal(seenIn(answer), "all");
  });

  test("the header, beside a token in the URL", async () => {
    const url = `${mock.url}${regions}?access_token=${forged}`;
    const answer = await request(url, { headers: cors, control });
    assert.deepEqual([seenIn(answer), answer.warnings], ["all", []]);
  });
});

describe("strict mode", () => {
  test("of the process refuses a control that is ignored", async () => {
    const strict = await startTestMock({ strict: true });
    const { status, text } = await request(`${strict.url}${regions}?access_token=${valid}`, {
      headers: navigation,
    });
    assert.equal(status, 400);
    assert.match(text, /"msg":"mock: strict: access_token: ignored: the control in its lk\.mock/);
  });

  test("of a control that is ignored is ignored too", async () => {
    const url = `${mock.url}${regions}?access_token=${tokenFor({ strict: true, oops: 1 })}`;
    assert.equal((await request(url, { headers: navigation })).status, 200);
  });
});

describe("a signal connection of another site", () => {
  const modal = (signal: string, more: object = {}): string =>
    tokenFor({ signal, id: "t-1", ...more }, claims);
  for (const [name, headers] of [
    ["with Sec-Fetch-Site", ["Sec-Fetch-Site: cross-site", `Origin: ${other}`]],
    ["with Origin alone", [`Origin: ${other}`]],
  ] as const) {
    for (const path of ["/rtc", "/rtc/v1"]) {
      test(`on ${path}, ${name}, has its mode and no headers of its own`, async () => {
        const query = `access_token=${modal("leave_first_message", { headers: { "X-A": "b" } })}`;
        const client = await openSignal(mock.ports[0]!, { path, query, headers });
        assert.match(client.head, /^X-Lk-Mock-Id: t-1$/m);
        assert.doesNotMatch(client.head, /^X-A:/m);
        const event = await client.event(0);
        assert.ok(event.kind === "message" && "leave" in (event.json as object));
        client.socket.destroy();
      });
    }
  }

  test("is refused as its mode says", async () => {
    const query = `access_token=${modal("room_not_found")}`;
    const opened = openSignal(mock.ports[0]!, { query, headers: [`Origin: ${other}`] });
    await assert.rejects(opened, /404 Not Found/);
  });
});
