/** The floor: a bare server of Node that reads the body of a request and gives one answer. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** What it answers, as `BARE_ANSWER` has it in JSON. */
export interface BareAnswer {
  readonly status: number;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  /** In base64. */
  readonly body: string;
  /** How long it waits before, in milliseconds. */
  readonly waitMs: number;
}

const { status, headers, body, waitMs } = JSON.parse(process.env["BARE_ANSWER"]!) as BareAnswer;
const bytes = Buffer.from(body, "base64");
const server = createServer({ keepAliveTimeout: 600_000 }, (req, res) => {
  const chunks: Buffer[] = [];
  const answer = (): void => {
    res.writeHead(status, [...headers]);
    res.end(bytes);
  };
  req.on("data", (chunk: Buffer) => chunks.push(chunk));
  req.on("end", () => {
    if (waitMs > 0) setTimeout(answer, waitMs);
    else answer();
  });
});
server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}\n`);
});
