import { request } from "node:http";

/** The words of a command line: quotes are taken off, a backslash at its end joins it to the next. */
export function wordsOf(line: string): string[] {
  const words = line.replaceAll("\\\n", " ").matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g);
  return [...words].map(([word]) => word.replace(/'([^']*)'|"([^"]*)"/g, "$1$2"));
}

/**
 * Does what curl does with `-s`, `-S`, `-i`, `-H` and `-d`, and returns what curl prints, so that
 * the recipes run where there is no curl.
 */
export async function curl(words: readonly string[]): Promise<string> {
  const [name, ...rest] = words;
  if (name !== "curl") throw new Error(`${String(name)} is not curl`);
  const options = { url: "", include: false, data: "", headers: {} as Record<string, string> };
  for (let at = 0; at < rest.length; at++) {
    const word = rest[at]!;
    if (word === "-i") options.include = true;
    else if (word === "-d") options.data = rest[++at]!;
    else if (word === "-H") {
      const [header = "", ...value] = rest[++at]!.split(": ");
      options.headers[header] = value.join(": ");
    } else if (!["-s", "-S"].includes(word)) options.url = word;
  }
  return fetchText(options);
}

function fetchText(options: {
  readonly url: string;
  readonly include: boolean;
  readonly data: string;
  readonly headers: Readonly<Record<string, string>>;
}): Promise<string> {
  const { url, include, data, headers } = options;
  return new Promise((resolve) => {
    const method = data === "" ? "GET" : "POST";
    const sent = request(url, { method, headers, agent: false }, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => (text += chunk.toString()));
      response.on("end", () => {
        const { statusCode, statusMessage, rawHeaders } = response;
        const lines = [`HTTP/1.1 ${String(statusCode)} ${String(statusMessage)}`];
        for (let at = 0; at < rawHeaders.length; at += 2) {
          lines.push(`${rawHeaders[at]!}: ${rawHeaders[at + 1]!}`);
        }
        resolve(include ? `${lines.join("\n")}\n\n${text}` : text);
      });
    });
    sent.on("error", (error) => {
      const hungUp = error.message === "socket hang up";
      resolve(hungUp ? "curl: (52) Empty reply from server" : `curl: ${error.message}`);
    });
    sent.end(data);
  });
}
