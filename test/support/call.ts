import { request as httpRequest } from "node:http";
import { brief } from "./brief.js";

/** One request, in the form of a test. */
export interface RequestOptions {
  /** HTTP method; `GET` if absent. */
  readonly method?: string;
  /** Sent as it is, or as JSON if it is an object. */
  readonly body?: string | Uint8Array | object;
  readonly type?: string | undefined;
  /** The `X-Lk-Mock` object. */
  readonly control?: unknown;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  /** Whether the connection is this request's own, and closed behind it. */
  readonly alone?: boolean;
}

export interface Result {
  readonly status: number;
  /** The first value of each header, by lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly bytes: Uint8Array;
  readonly text: string;
  /** The findings that the response names. */
  readonly warnings: string[];
}

/** Calls `path` below `/twirp/` with a POST of JSON: `call(mock.url, "livekit.RoomService/CreateRoom")`. */
export function call(url: string, path: string, options: RequestOptions = {}): Promise<Result> {
  return request(`${url}/twirp/${path}`, {
    method: "POST",
    type: "application/json",
    body: {},
    ...options,
  });
}

/** Sends a request. Rejects if the connection ends without a response. */
export function request(url: string, options: RequestOptions = {}): Promise<Result> {
  const { body = "", type, control, token, method = "GET", alone } = options;
  const headers: Record<string, string | string[]> = { ...options.headers };
  if (type !== undefined) headers["Content-Type"] = type;
  if (control !== undefined) headers["X-Lk-Mock"] = JSON.stringify(control);
  if (token !== undefined) headers["Authorization"] = `Bearer ${token}`;
  const bytes =
    typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body);
  // Node frames the body of some methods only if it is told its length.
  if (bytes.length > 0) headers["Content-Length"] = String(Buffer.byteLength(bytes));
  // The path goes out as it stands: a parsed URL would resolve its dots.
  const [, origin = "", path = ""] = /^(https?:\/\/[^/]+)(.*)$/.exec(url) ?? [];
  return new Promise((resolve, reject) => {
    const sent = httpRequest(
      origin,
      { path, method, headers, ...(alone === true ? { agent: false } : {}) },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const distinct = Object.entries(response.headersDistinct);
          const all = Buffer.concat(chunks);
          resolve({
            status: response.statusCode ?? 0,
            headers: Object.fromEntries(distinct.map(([name, values]) => [name, values?.[0]])),
            bytes: new Uint8Array(all),
            text: all.toString("utf8"),
            warnings: (response.headersDistinct["x-lk-mock-warning"] ?? []).map(brief),
          });
        });
      },
    );
    sent.on("error", reject);
    sent.end(bytes);
  });
}
