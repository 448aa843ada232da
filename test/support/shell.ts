import { request, type IncomingMessage } from "node:http";

/** The words of a command line: quotes are taken off, a backslash at its end joins it to the next. */
export function wordsOf(line: string): string[] {
  const words = line.replaceAll("\\\n", " ").matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g);
  return [...words].map(([word]) => word.replace(/'([^']*)'|"([^"]*)"/g, "$1$2"));
}

interface Options {
  readonly url: string;
  readonly include: boolean;
  readonly showsErrors: boolean;
  readonly dropsBody: boolean;
  readonly data: string;
  /** What is printed at the end, with variables. */
  readonly write: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Does what curl does with `-s`, `-S`, `-i`, `-o /dev/null`, `-w`, `-H` and `-d`, and returns what
 * curl prints, so that the recipes run if there is no curl.
 */
export async function curl(words: readonly string[]): Promise<string> {
  const [name, ...rest] = words;
  if (name !== "curl") throw new Error(`${String(name)} is not curl`);
  const headers: Record<string, string> = {};
  const options = {
    url: "",
    include: false,
    showsErrors: false,
    dropsBody: false,
    data: "",
    write: "",
  };
  for (let at = 0; at < rest.length; at++) {
    const word = rest[at]!;
    if (word === "-i") options.include = true;
    else if (word === "-S") options.showsErrors = true;
    else if (word === "-d") options.data = rest[++at]!;
    else if (word === "-w") options.write = rest[++at]!.replaceAll("\\n", "\n");
    else if (word === "-o") options.dropsBody = rest[++at] === "/dev/null";
    else if (word === "-H") {
      const [header = "", ...value] = rest[++at]!.split(": ");
      headers[header] = value.join(": ");
    } else if (word !== "-s") options.url = word;
  }
  return fetchText({ ...options, headers });
}

/** Curl's exit codes, and what it says. */
const failures = {
  cut: [18, "transfer closed with bytes remaining to read"],
  empty: [52, "Empty reply from server"],
  reset: [56, "Recv failure: Connection reset by peer"],
} as const;

async function fetchText(options: Options): Promise<string> {
  const { response, body, failure } = await exchange(options);
  const [code, message] = failure === undefined ? [0, ""] : failures[failure];
  let printed = options.dropsBody ? "" : body.toString();
  if (options.include && response !== undefined) {
    const { statusCode, statusMessage, rawHeaders } = response;
    const lines = [`HTTP/1.1 ${String(statusCode)} ${String(statusMessage)}`];
    for (let at = 0; at < rawHeaders.length; at += 2) {
      lines.push(`${rawHeaders[at]!}: ${rawHeaders[at + 1]!}`);
    }
    printed = `${lines.join("\n")}\n\n${printed}`;
  }
  const values: Readonly<Record<string, string>> = {
    http_code: String(response?.statusCode ?? 0).padStart(3, "0"),
    content_type: response?.headers["content-type"] ?? "",
    size_download: String(body.length),
    exitcode: String(code),
  };
  printed += options.write.replace(/%\{(\w+)\}/g, (_, name: string) => values[name]!);
  return code !== 0 && options.showsErrors
    ? `${printed}curl: (${String(code)}) ${message}`
    : printed;
}

interface Exchanged {
  readonly response: IncomingMessage | undefined;
  readonly body: Buffer;
  readonly failure: keyof typeof failures | undefined;
}

function exchange({ url, data, headers }: Options): Promise<Exchanged> {
  return new Promise((resolve) => {
    const method = data === "" ? "GET" : "POST";
    const chunks: Buffer[] = [];
    let response: IncomingMessage | undefined;
    const end = (failure: Exchanged["failure"]): void => {
      resolve({ response, body: Buffer.concat(chunks), failure });
    };
    const sent = request(url, { method, headers, agent: false }, (answer) => {
      response = answer;
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("end", () => {
        end(undefined);
      });
      answer.on("error", () => {
        end(sent.socket?.errored ? "reset" : "cut");
      });
    });
    sent.on("error", ({ message }) => {
      end(message === "socket hang up" ? "empty" : "reset");
    });
    sent.end(data);
  });
}
