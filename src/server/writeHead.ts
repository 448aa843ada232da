import type { ServerResponse } from "node:http";
import type { HttpResponse } from "../util/outcome.js";

/** Writes the head of an answer. From there on, the answer is what goes out. */
export function writeHead(
  { status, headers, delivery }: HttpResponse,
  length: number,
  res: ServerResponse,
): void {
  const isCut = delivery?.cutAfter !== undefined;
  const promised = isCut ? Math.max(1, length) : length;
  const hasLength = status !== 204 && status !== 304;
  // Then the client cannot know from the head that more should come.
  if (isCut && (!hasLength || res.req.method === "HEAD")) res.shouldKeepAlive = false;
  const lines = protectedHeaders(headers);
  if (hasLength) lines.push("Content-Length", String(promised));
  res.writeHead(status, lines);
}

/** Keeps a browser from taking a response for anything but what its content type says. */
export const noSniff = ["X-Content-Type-Options", "nosniff"] as const;

/** What no browser runs, whatever is in it. With a comma a browser would see several content types. */
const harmless = /^(application\/json|application\/protobuf|text\/plain)[\t ]*(;[^,]*)?$/i;

/**
 * Headers as names and values in turn, with those that keep a browser from running a response of
 * this origin, which shares cookies with all other ports of its host.
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
