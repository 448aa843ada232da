import { EventEmitter } from "node:events";
import { after } from "node:test";
import type { Clock } from "../../src/clock.js";
import { createLog } from "../../src/log.js";
import { startMock, type Mock } from "../../src/mock.js";
import type { Settings } from "../../src/settings.js";

/** A mock on ports that the system picked, with the lines of its log. */
export interface TestMock extends Mock {
  /** URL of region 0. */
  readonly url: string;
  readonly ports: readonly number[];
  readonly lines: string[];
  /** Resolves with the first line of the log that matches, from now on. */
  readonly logged: (pattern: RegExp) => Promise<string>;
}

export interface TestMockOptions extends Partial<Omit<Settings, "ports">> {
  /** How many regions; 1 where absent. */
  readonly regions?: number;
  readonly clock?: Clock;
}

/** Starts a mock that is closed when the test file (or the test that it is called in) ends. */
export async function startTestMock({
  regions = 1,
  clock,
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
  const mock = await startMock(
    {
      ports: Array.from({ length: regions }, () => 0),
      advertiseHost: "http://127.0.0.1",
      bind: "127.0.0.1",
      twirpPrefix: "/twirp",
      apiSecret: "secret",
      log: "info",
      maxBody: 16 * 1024 * 1024,
      control: {},
      strict: false,
      tokenControl: true,
      ...settings,
    },
    {
      log: createLog(settings.log ?? "info", write),
      ...(clock === undefined ? {} : { clock }),
    },
  );
  after(() => mock.close());
  const ports = mock.regions.map(({ url }) => Number(url.split(":").at(-1)));
  return { ...mock, url: mock.regions[0]!.url, ports, lines, logged };
}
