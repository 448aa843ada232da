import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after } from "node:test";
import { build } from "esbuild";
import { chromium, type Browser, type Page } from "playwright-core";
import type { Scenarios } from "./page.js";

/** Where the browser is; `CHROMIUM_PATH` says where it is somewhere else. */
const executablePath = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";
const args = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Bundles a script for a page; `livekit-client` may be imported, and its sources below `src/`. */
export async function bundle(code: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: process.cwd(), loader: "ts" },
    alias: {
      "livekit-client/src/api/SignalClient":
        "./node_modules/livekit-client/src/api/SignalClient.ts",
    },
    bundle: true,
    write: false,
    format: "esm",
    logLevel: "error",
  });
  return outputFiles[0]!.text;
}

/** Starts a real Chromium, which ends with the tests of the file. */
export async function launchBrowser(more: readonly string[] = []): Promise<Browser> {
  const browser = await chromium.launch({ executablePath, args: [...args, ...more] });
  after(() => browser.close());
  return browser;
}

/** Serves a page that runs a script, for the tests of the file. Returns its port. */
export async function servePage(script: string): Promise<number> {
  const server = createServer((req, res) => {
    const isScript = req.url === "/page.js";
    res.setHeader("Content-Type", isScript ? "text/javascript" : "text/html; charset=utf-8");
    res.end(isScript ? script : '<!doctype html><script type="module" src="/page.js"></script>');
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  after(() => server.close());
  return (server.address() as AddressInfo).port;
}

/** Opens a page of this host that runs a script; both end with the tests of the file. */
export async function openPage(script: string, host = "127.0.0.1"): Promise<Page> {
  const browser = await launchBrowser();
  const page = await browser.newPage();
  page.on("pageerror", (error) => {
    throw error;
  });
  await page.goto(`http://${host}:${String(await servePage(script))}/`);
  return page;
}

type Options<Name extends keyof Scenarios> = Parameters<Scenarios[Name]>[0];
type Result<Name extends keyof Scenarios> = Awaited<ReturnType<Scenarios[Name]>>;
type Run = <Name extends keyof Scenarios>(
  name: Name,
  options: Options<Name>,
) => Promise<Result<Name>>;

/** Opens a page of this host, and returns what runs a scenario of `page.ts` in it. */
export async function openScenarios(host?: string): Promise<Run> {
  const page = await openPage(await bundle('import "./test/browser/support/page.ts";'), host);
  await page.waitForFunction("globalThis.scenarios !== undefined");
  return <Name extends keyof Scenarios>(name: Name, options: Options<Name>) =>
    page.evaluate<Result<Name>>(`scenarios[${JSON.stringify(name)}](${JSON.stringify(options)})`);
}
