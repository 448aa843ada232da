/** The floor: a bare Node server that reads a request's body and always sends the same response. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** The response, which the environment variable `BARE_RESPONSE` contains as JSON. */
export interface BareResponse {
  readonly status: number;
  /** Names and values alternate. */
  readonly headers: readonly string[];
  /** In base64. */
  readonly body: string;
  /** How long to wait before the response, in milliseconds. */
  readonly waitMs: number;
}

const { status, headers, body, waitMs } = JSON.parse(process.env["BARE_RESPONSE"]!) as BareResponse;
const bytes = Buffer.from(body, "base64");
const server = createServer({ keepAliveTimeout: 600_000 }, (req, res) => {
  const chunks: Buffer[] = [];
  const respond = (): void => {
    res.writeHead(status, [...headers]);
    res.end(bytes);
  };
  req.on("data", (chunk: Buffer) => chunks.push(chunk));
  req.on("end", () => {
    if (waitMs > 0) setTimeout(respond, waitMs);
    else respond();
  });
});
server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}\n`);
});
