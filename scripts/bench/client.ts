import { Agent, request, type OutgoingHttpHeaders } from "node:http";
import type { BareAnswer } from "./bare.js";
import { signToken } from "../../src/token/sign.js";
import { requestsOf, type Load, type Variant } from "./load.js";

/** The path of a call that the mock answers at once. */
export const createRoom = "/twirp/livekit.RoomService/CreateRoom";

/** A token that may create rooms; another one for each number. */
export function tokenOf(number = 0): string {
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

/** The header with that token. */
export function bearer(number?: number): Readonly<Record<string, string>> {
  return { Authorization: `Bearer ${tokenOf(number)}` };
}

/** The body of a call of `CreateRoom` in JSON; another one for each number. */
export function bodyOf(number?: number): string {
  const name = number === undefined ? "lobby" : `lobby-${String(number)}`;
  return JSON.stringify({ name, emptyTimeout: 300, metadata: "of a benchmark" });
}

/** A call of `CreateRoom` in JSON. */
export function jsonCall(more: Readonly<Record<string, string>> = {}): Load {
  return {
    method: "POST",
    path: createRoom,
    headers: { "Content-Type": "application/json", ...bearer(), ...more },
    body: Buffer.from(bodyOf()),
  };
}

/** More variants of a request than the mock remembers, each made from a number. */
export function many(make: (number: number) => Variant): Variant[] {
  return Array.from({ length: 40_000 }, (_, number) => make(number));
}

/** The answer to one request, for a bare server to give. */
export function sample(url: string, load: Load): Promise<BareAnswer> {
  return send(url, requestsOf(load)[0]!);
}

/** Headers that Node adds by itself. */
const added = ["date", "connection", "keep-alive"];

/** Sends one request, and resolves with the whole answer. */
export function send(url: string, load: Load, agent?: Agent): Promise<BareAnswer> {
  const { method, path, body } = load;
  const headers: OutgoingHttpHeaders = { ...load.headers };
  if (body !== undefined) headers["Content-Length"] = body.length;
  return new Promise((resolve, reject) => {
    const sent = request(url + path, { method, headers, ...(agent && { agent }) }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        resolve({
          status: response.statusCode!,
          headers: keepPairs(response.rawHeaders),
          body: Buffer.concat(chunks).toString("base64"),
          waitMs: 0,
        });
      });
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

function keepPairs(raw: readonly string[]): string[] {
  return raw.filter((_, at) => !added.includes(raw[at - (at % 2)]!.toLowerCase()));
}
