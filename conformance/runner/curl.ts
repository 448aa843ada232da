import type { Scenario } from "./scenario.js";

const server = "http://127.0.0.1:9999";

/** Commands that show by hand how the first region responds in a scenario. */
export function curlsOf({ call: { method, request }, control }: Scenario): string[] {
  const { discovery, regionsStatus } = control;
  const asked = discovery !== undefined || regionsStatus !== undefined;
  const lists = asked ? [["curl", "-i", `${server}/settings/regions`, ...header(control)]] : [];
  const words = ["curl", "-i", `${server}/twirp/livekit.${method}`];
  words.push(...header({ skipAuth: true, ...control }));
  words.push("-H", "Content-Type: application/json", "-d", JSON.stringify(request));
  return [words, ...lists].map((line) => line.map(quote).join(" "));
}

function header(control: object): string[] {
  return ["-H", `X-Lk-Mock: ${JSON.stringify(control)}`];
}

function quote(word: string): string {
  return /^[\w:/.-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
