import { EventEmitter } from "node:events";
import { after } from "node:test";
import type { Clock } from "../../src/util/clock.js";
import { createLog } from "../../src/util/log.js";
import { serve, type MockInfo, type ServeOptions } from "../../src/server/serve.js";
import type { Settings } from "../../src/settings/index.js";

/** A mock on ports that the system picked, with the lines of its log. */
export interface TestMock extends MockInfo {
  readonly ports: readonly number[];
  readonly lines: string[];
  /** Resolves with the first line of the log that matches, from now on. */
  readonly logged: (pattern: RegExp) => Promise<string>;
  readonly close: () => Promise<void>;
}

export interface TestMockOptions extends Partial<Settings> {
  /** How many regions, if `ports` is absent; 1 if this is absent too. */
  readonly regions?: number;
  readonly clock?: Clock;
  readonly observers?: ServeOptions["observers"];
  readonly handlers?: ServeOptions["handlers"];
}

/** Starts a mock that is closed when the test file (or the test that it is called in) ends. */
export async function startTestMock({
  regions = 1,
  clock,
  observers = [],
  handlers,
  ...settings
}: TestMockOptions = {}): Promise<TestMock> {
  const lines: string[] = [];
  const written = new EventEmitter();
  const write = (line: string): void => {
    lines.push(line);
    written.emit("line", line);
  };
  const logged = (pattern: RegExp): Promise<string> =>
    new Promise((resolve) => {
      const look = (line: string): void => {
        if (!pattern.test(line)) return;
        written.off("line", look);
        resolve(line);
      };
      written.on("line", look);
    });
  const withClock = clock === undefined ? {} : { clock };
  const { info, close } = await serve(
    {
      ports: Array.from({ length: regions }, () => 0),
      advertised: { host: settings.tls === undefined ? "http://127.0.0.1" : "https://127.0.0.1" },
      bind: "127.0.0.1",
      twirpPrefix: "/twirp",
      apiSecret: "secret",
      log: "info",
      maxBody: 16 * 1024 * 1024,
      control: {},
      defaults: "populated",
      strict: false,
      tokenControl: true,
      ...settings,
    },
    {
      log: createLog(settings.log ?? "info", write, withClock),
      ...withClock,
      observers,
      handlers,
    },
  );
  after(close);
  const ports = info.regions.map(({ url }) => Number(url.split(":").at(-1)));
  return { ...info, close, ports, lines, logged };
}
