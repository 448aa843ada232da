/** What a page of another site tries with a URL of the mock alone, in a real Chromium. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Page } from "playwright-core";
import { request } from "../support/call.js";
import { startTestMock } from "../support/mock.js";
import { tokenFor } from "../support/token.js";
import { launchBrowser, openScenarios, servePage } from "./support/browser.js";
import { script, type Channel, type Navigation } from "./support/channels.js";

const mock = await startTestMock({ regions: 2 });
const browser = await launchBrowser(["--host-resolver-rules=MAP *.test 127.0.0.1"]);
/** Another site, whose name leads to this machine. */
const evil = `http://evil.test:${String(await servePage(script))}/`;

const claims = { sub: "me", video: { roomJoin: true, room: "my-room" } };

/** A URL of the mock, with a control in a token that anybody can sign. */
function armed(path: string, control: object): string {
  return `${mock.url}${path}?access_token=${tokenFor(control, claims)}`;
}

/** What a page would like to do at the mock's origin, which shares cookies with the ports beside it. */
const markup = "<script>document.cookie = 'stolen=1'</script>";
const failure = { failStatus: 404, failContentType: "text/html", failMessage: markup };
const page = { perRegion: { 0: failure }, discovery: { failMode: "status", ...failure } };
const redirect = { failMode: "redirect", redirectTo: evil };
const attacks: Readonly<Record<string, object>> = {
  "to set a cookie": {
    skipAuth: true,
    headers: { "Set-Cookie": "stolen=1; SameSite=None; Secure" },
  },
  "to clear the site's data": { headers: { "Clear-Site-Data": '"cookies", "storage"' } },
  "to run a script": { skipAuth: true, ...page },
  "to make a page of any response": { headers: { "Content-Type": "text/html" }, ...page },
  "to redirect": { skipAuth: true, perRegion: { 0: redirect }, discovery: redirect },
};

const api = "/twirp/livekit.RoomService/CreateRoom";
/** What a navigation takes longer to try. */
const mainPaths = [api, "/settings/regions", "/_mock/ready"];
const paths = [...mainPaths, "/rtc/validate", "/rtc", "/"];
const channels: readonly Channel[] = [
  "fetch",
  "fetch of mode no-cors",
  "image",
  "script",
  "frame",
  "form in a frame",
];
const navigations: readonly Navigation[] = ["link", "form"];

/** Opens a page of the other site, in a browser whose user has data of the mock's site. */
async function openAttacker(): Promise<Page> {
  const context = await browser.newContext();
  const opened = await context.newPage();
  await opened.goto(mock.url);
  await opened.evaluate("document.cookie = 'mine=1'; localStorage.setItem('mine', '1')");
  await opened.goto(evil);
  await opened.waitForFunction("globalThis.channels !== undefined");
  return opened;
}

/** Checks that the data is as it was, and ends the browser's session. */
async function assertUntouched(opened: Page): Promise<void> {
  const names = (await opened.context().cookies()).map(({ name }) => name);
  assert.deepEqual(names, ["mine"]);
  await opened.goto(mock.url);
  assert.equal(await opened.evaluate("localStorage.getItem('mine')"), "1");
  await opened.context().close();
}

function act(opened: Page, by: Channel, url: string): Promise<string | undefined> {
  return opened.evaluate(`channels[${JSON.stringify(by)}](${JSON.stringify(url)})`);
}

/** Leaves a page for a URL, and returns where that has led. */
async function leaveFor(opened: Page, by: Navigation, url: string): Promise<string> {
  await opened.goto(evil);
  await opened.waitForFunction("globalThis.navigations !== undefined");
  const left = opened.waitForEvent("load");
  await opened.evaluate(`navigations[${JSON.stringify(by)}](${JSON.stringify(url)})`);
  await left;
  return opened.url();
}

describe("a page of another site fails, by", { concurrency: true }, () => {
  const urlsOf = (list: readonly string[]): string[] =>
    list.flatMap((path) => Object.values(attacks).map((control) => armed(path, control)));
  for (const by of channels) {
    test(by, async () => {
      const opened = await openAttacker();
      await Promise.all(urlsOf(paths).map((url) => act(opened, by, url)));
      await assertUntouched(opened);
    });
  }

  for (const by of navigations) {
    test(by, async () => {
      const opened = await openAttacker();
      for (const url of urlsOf(mainPaths)) {
        assert.ok((await leaveFor(opened, by, url)).startsWith(`${mock.url}/`));
      }
      await assertUntouched(opened);
    });
  }

  for (const path of [api, "/settings/regions", "/rtc/validate"]) {
    test(`a link to what it has had prefetched of ${path}`, async () => {
      const opened = await openAttacker();
      // Chromium prefetches from hosts alone of which it has no cookies.
      const url = armed(path, attacks["to set a cookie"]!).replace("127.0.0.1", "localhost");
      const prefetched = mock.logged(new RegExp(`^region-0 .*${path.slice(-15)}( |$)`));
      await opened.evaluate(`prefetch(${JSON.stringify(url)})`);
      await prefetched;
      const left = opened.waitForEvent("load");
      await opened.evaluate(`navigations.link(${JSON.stringify(url)})`);
      await left;
      await assertUntouched(opened);
    });
  }
});

// A page does not see the headers of a 101, and no cookie of it is kept.
test("a page of another site sets no headers of its WebSocket", async () => {
  const opened = await openAttacker();
  const ignored = mock.logged(
    /^warning: .*lk\.mock\.headers: ignored: a page of another site sent it$/,
  );
  await act(opened, "WebSocket", armed("/rtc", attacks["to set a cookie"]!));
  await ignored;
  await assertUntouched(opened);
});

test("the same URLs do it all for a client that is no browser", async () => {
  const seen = await Promise.all(
    Object.values(attacks).map((control) => request(armed(api, control))),
  );
  const [cookie, data, run, made, led] = seen.map(({ headers }) => headers);
  assert.ok(cookie?.["set-cookie"] && data?.["clear-site-data"]);
  assert.deepEqual([run?.["content-type"], made?.["content-type"]], ["text/html", "text/html"]);
  assert.ok(seen[2]?.text.includes(markup));
  assert.equal(led?.["location"], evil);
});

describe("a page of another site cannot read", () => {
  const open = { headers: { "Access-Control-Allow-Origin": "*" } };
  const own = {
    headers: {
      "Access-Control-Allow-Origin": new URL(evil).origin,
      "Access-Control-Allow-Credentials": "true",
    },
  };
  for (const path of ["/_mock/ready", "/_mock/explain", "/", api]) {
    test(path, async () => {
      const opened = await openAttacker();
      for (const by of ["fetch", "fetch without credentials"] as const) {
        for (const control of [open, own]) {
          assert.equal(await act(opened, by, armed(path, control)), undefined);
        }
      }
      await opened.context().close();
    });
  }

  test("the secret, if its own name leads to the mock", async () => {
    const opened = await (await browser.newContext()).newPage();
    const rebound = mock.url.replace("127.0.0.1", "evil.test");
    const ready = await opened.goto(`${rebound}/_mock/ready`);
    assert.equal(ready?.status(), 403);
    await opened.goto(rebound);
    const read = await opened.evaluate("fetch('/_mock/ready').then((response) => response.text())");
    assert.match(String(read), /^unknown host evil\.test:\d+; [^\n]*\n$/);
    await opened.context().close();
  });
});

test("a page that the mock's own site asks for runs no script", async () => {
  const opened = await (await browser.newContext()).newPage();
  await opened.goto(armed(api, attacks["to run a script"]!));
  assert.match(await opened.content(), /<script>/);
  assert.deepEqual(await opened.context().cookies(), []);
  await opened.context().close();
});

describe("a page of another site may", () => {
  test("ask how discovery is to fail, with a token that verifies", async () => {
    const opened = await openAttacker();
    const url = armed("/settings/regions", { discovery: { omitSelf: true } });
    const without = `${mock.url}/settings/regions`;
    const [limited, forged, plain] = [
      await act(opened, "fetch without credentials", url),
      await act(opened, "fetch without credentials", `${url.slice(0, url.lastIndexOf("."))}.AAAA`),
      await act(opened, "fetch without credentials", without),
    ];
    assert.match(limited!, /^\{"regions":\[\{"region":"region-1"/);
    assert.equal(forged, plain);
    assert.match(plain!, /^\{"regions":\[\{"region":"region-0"/);
    await opened.context().close();
  });

  // Chromium takes localhost and 127.0.0.1 for two sites.
  test("use LiveKit's client, which sees the modes of its token", async () => {
    const run = await openScenarios("localhost");
    const url = mock.url.replace("http", "ws");
    const token = (control: object): string => tokenFor(control, claims);
    assert.equal(await run("room", { url, token: token({ signal: "happy" }) }), "SignalConnected");
    const missing = await run("room", { url, token: token({ signal: "room_not_found" }) });
    assert.ok(missing !== "SignalConnected");
    assert.deepEqual([missing.reason, missing.status], ["ServerUnreachable", 404]);
    const refused = await run("room", { url, token: token({ rtcStatus: 403 }) });
    assert.ok(refused !== "SignalConnected");
    assert.equal(refused.status, 403);
  });
});
