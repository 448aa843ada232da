import { Agent, request, type OutgoingHttpHeaders } from "node:http";
import type { BareResponse } from "./bare.js";
import { signToken } from "../../src/token/sign.js";
import { requestsOf, type Load, type Variant } from "./load.js";

/** The path of a method without latency. */
export const createRoom = "/twirp/livekit.RoomService/CreateRoom";

/** Makes a token that may create rooms, a different one per number. */
export function makeToken(number = 0): string {
  return signToken(
    { identity: `bench-${String(number)}`, video: { roomCreate: true } },
    {
      apiKey: "devkey",
      apiSecret: "secret",
      nowMs: Date.now(),
      validForMs: 6 * 3600 * 1000,
    },
  );
}

/** Makes a header with that token. */
export function bearer(number?: number): Readonly<Record<string, string>> {
  return { Authorization: `Bearer ${makeToken(number)}` };
}

/** Makes a JSON body for `CreateRoom`, a different one per number. */
export function makeBody(number?: number): string {
  const name = number === undefined ? "lobby" : `lobby-${String(number)}`;
  return JSON.stringify({ name, emptyTimeout: 300, metadata: "of a benchmark" });
}

/** Makes a JSON call of `CreateRoom`. */
export function jsonCall(extraHeaders: Readonly<Record<string, string>> = {}): Load {
  return {
    method: "POST",
    path: createRoom,
    headers: { "Content-Type": "application/json", ...bearer(), ...extraHeaders },
    body: Buffer.from(makeBody()),
  };
}

/** Makes more variants of a request than the mock can cache, each from a number. */
export function many(make: (number: number) => Variant): Variant[] {
  return Array.from({ length: 40_000 }, (_, number) => make(number));
}

/** Sends one request, and resolves with the response for a bare server. */
export function sample(url: string, load: Load): Promise<BareResponse> {
  return send(url, requestsOf(load)[0]!);
}

/** Headers that Node adds. */
const addedByNode = ["date", "connection", "keep-alive"];

/** Sends one request, and resolves with the complete response. */
export function send(url: string, load: Load, agent?: Agent): Promise<BareResponse> {
  const { method, path, body } = load;
  const headers: OutgoingHttpHeaders = { ...load.headers };
  if (body !== undefined) headers["Content-Length"] = body.length;
  return new Promise((resolve, reject) => {
    const clientRequest = request(
      url + path,
      { method, headers, ...(agent && { agent }) },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => {
          resolve({
            status: response.statusCode!,
            headers: filterHeaders(response.rawHeaders),
            body: Buffer.concat(chunks).toString("base64"),
            waitMs: 0,
          });
        });
      },
    );
    clientRequest.on("error", reject);
    clientRequest.end(body);
  });
}

function filterHeaders(raw: readonly string[]): string[] {
  return raw.filter((_, at) => !addedByNode.includes(raw[at - (at % 2)]!.toLowerCase()));
}
