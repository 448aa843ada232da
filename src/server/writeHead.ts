import type { ServerResponse } from "node:http";
import type { HttpResponse } from "../util/outcome.js";

/** Writes a response's head. After that the response can no longer be replaced. */
export function writeHead(
  { status, headers, delivery }: HttpResponse,
  length: number,
  res: ServerResponse,
): void {
  const isCut = delivery?.cutAfter !== undefined;
  const contentLength = isCut ? Math.max(1, length) : length;
  const hasLength = status !== 204 && status !== 304;
  // Without a length, only the end of the connection tells the client where the response ends.
  if (isCut && (!hasLength || res.req.method === "HEAD")) res.shouldKeepAlive = false;
  const lines = protectedHeaders(headers);
  if (hasLength) lines.push("Content-Length", String(contentLength));
  res.writeHead(status, lines);
}

/** Keeps browsers from guessing another content type. */
export const noSniff = ["X-Content-Type-Options", "nosniff"] as const;

/** Content types that no browser runs. A comma would make several content types of one. */
const harmless = /^(application\/json|application\/protobuf|text\/plain)[\t ]*(;[^,]*)?$/i;

/**
 * The headers as alternating names and values, plus those that keep browsers from running scripts in
 * a response. This origin shares cookies with all other ports of its host.
 */
function protectedHeaders(headers: HttpResponse["headers"]): string[] {
  const lines: string[] = [];
  let type = "";
  for (const [name, value] of headers) {
    lines.push(name, value);
    if (name.length === "content-type".length && name.toLowerCase() === "content-type")
      type = value;
  }
  lines.push(noSniff[0], noSniff[1]);
  if (!isHarmless(type)) lines.push("Content-Security-Policy", "sandbox");
  return lines;
}

function isHarmless(type: string): boolean {
  return type === "application/json" || type === "application/protobuf" || harmless.test(type);
}
