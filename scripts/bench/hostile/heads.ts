import { jsonCall, makeToken } from "../client.js";
import type { Hostile } from "./bodies.js";
import { megabyte } from "./fields.js";

/** The most that one header can have in bytes, with space left for the usual ones. */
const headerBytes = 1_040_000;

/** Requests with hostile controls, tokens, legacy headers and paths. */
export function hostileHeads(): Hostile[] {
  return [...controls(), ...heads()];
}

/** Joins as many pieces as fit into the headers. */
function fill(make: (at: number) => string, open = "[", close = "]", bytes = 1_000_000): string {
  const size = make(99_999).length + 1;
  const pieces = Array.from({ length: Math.floor(bytes / size) }, (_, at) => make(at));
  return open + pieces.join() + close;
}

function controls(): Hostile[] {
  const faults = ["badUrl", "duplicate", "upperCaseHost", "trailingSlash", "wsScheme"];
  const everyFault = JSON.stringify([...faults, "unknownFields"]);
  const key = (at: number): string => `"${String(at)}"`;
  const parts: Readonly<Record<string, string>> = {
    "unknown fields": fill((at) => `"name-${String(at)}":0`, "{", "}"),
    "one field over and over": fill(() => '"id":0', "{", "}"),
    failRegions: `{"failRegions":${fill((at) => String(at))}}`,
    pinnedRegions: `{"pinnedRegions":${fill((at) => `"region-${String(at)}"`)}}`,
    methods: `{"methods":${fill((at) => `"${"a".repeat(60)}${String(at)}"`)}}`,
    "32 methods": `{"methods":${JSON.stringify(Array(32).fill("a".repeat(100)))}}`,
    perRegion: `{"perRegion":{${fill((at) => `${key(at)}:{"failMode":"x"}`, "", "")}}}`,
    "empty perRegion": `{"perRegion":{${fill((at) => `${key(at)}:{}`, "", "")}}}`,
    "perRegion in one another": '{"perRegion":{"0":'.repeat(50_000),
    headers: `{"headers":{${fill((at) => `"X-${String(at)}":"a"`, "", "")}}}`,
    failMeta: `{"failRegions":[0],"failMeta":{${fill((at) => `${key(at)}:"a"`, "", "")}}}`,
    response: `{"response":{"enabledCodecs":${fill(() => "{}")}}}`,
    "response of unknown fields": `{"response":{${fill((at) => `${key(at)}:0`, "", "")}}}`,
    "discovery.regions": `{"discovery":{"inject":${everyFault},"order":"shuffle","regions":${fill(() => '{"region":"a","url":"http://a"}')}}}`,
    "lists in one another": "[".repeat(1_000_000),
    "no JSON": "a".repeat(1_000_000),
  };
  return Object.entries(parts).flatMap(([what, control]) => {
    const payload = (claims: object): string =>
      `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.e30`;
    const cut = control.slice(0, 700_000);
    return [
      { what: `header: ${what}`, load: jsonCall({ "X-Lk-Mock": control }) },
      {
        what: `header of discovery: ${what}`,
        load: {
          method: "GET" as const,
          path: "/settings/regions",
          headers: { "X-Lk-Mock": control },
        },
      },
      {
        what: `token: ${what}`,
        load: jsonCall({ Authorization: payload({ attributes: { "lk.mock": cut } }) }),
      },
      {
        what: `token of a signal connection: ${what}`,
        load: {
          method: "GET" as const,
          path: "/rtc/validate",
          headers: { Authorization: payload({ attributes: { "lk.mock": cut } }) },
        },
      },
    ];
  });
}

/** Hostile heads. */
function heads(): Hostile[] {
  const legacy: Readonly<Record<string, string>> = {
    "Fail-Regions": fill((at) => String(at), "", ""),
    "Fail-Mode": "a".repeat(headerBytes),
    "Skip-Auth": "a".repeat(headerBytes),
    Response: `{"a":${fill(() => "{}")}}`,
    Unknown: "a".repeat(headerBytes),
  };
  const claims = (json: string): string =>
    `Bearer e30.${Buffer.from(json).toString("base64url")}.e30`;
  const tokens: Readonly<Record<string, string>> = {
    "unknown claims": fill((at) => `"${String(at)}":0`, "{", "}", 700_000),
    attributes: `{"attributes":{${fill((at) => `"${String(at)}":"a"`, "", "", 700_000)}}}`,
    "lists in one another": "[".repeat(700_000),
    "empty lists": `{"a":${fill(() => "[]", "[", "]", 700_000)}}`,
  };
  const count = 60_000;
  const paths: Readonly<Record<string, string>> = {
    "an unknown method": `/twirp/livekit.${"a".repeat(megabyte)}`,
    "many parameters": `/rtc/validate?${"a=b&".repeat(megabyte / 4)}`,
    "escaped parameters": `/rtc/validate?${"%61%63=b&".repeat(megabyte / 9)}`,
    "a long token": `/rtc/validate?access_token=${"%61".repeat(megabyte / 3)}`,
    "a long join request": `/rtc/v1?access_token=${makeToken()}&join_request=${"a".repeat(megabyte)}`,
    "many slashes": `/twirp${"/".repeat(megabyte)}`,
    escapes: `/twirp/${"%2F".repeat(megabyte / 3)}`,
  };
  return [
    ...Object.entries(legacy).map(([name, value]) => ({
      what: `X-Lk-Mock-${name}`,
      load: jsonCall({ [`X-Lk-Mock-${name}`]: value }),
    })),
    ...Object.entries(tokens).map(([what, json]) => ({
      what: `token: ${what}`,
      load: jsonCall({ Authorization: claims(json) }),
    })),
    ...["a", "x-lk-mock-a"].map((name) => ({
      what: `60,000 headers ${name}`,
      load: jsonCall(
        Object.fromEntries(Array.from({ length: count }, (_, at) => [`${name}${String(at)}`, "1"])),
      ),
    })),
    ...Object.entries(paths).map(([what, path]) => ({
      what: `path: ${what}`,
      load: { method: "GET" as const, path, headers: {} },
    })),
  ];
}
