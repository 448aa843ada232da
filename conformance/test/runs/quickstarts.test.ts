/** `npm run quickstarts`, with a page of shell programs. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { inTemporaryFolder } from "../support/folder.js";
import { run } from "../../../test/support/program.js";

interface Played {
  readonly status: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

/** Plays a page with one section, of this language and with this text. */
async function play(
  language: string,
  text: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<Played> {
  return inTemporaryFolder(async (folder) => {
    const page = join(folder, "page.md");
    const serve = "```sh serve\nnpm run serve -- --host-regions '*.livekit.cloud'\n```\n";
    writeFileSync(page, `# A page\n\n${serve}\n## ${language}\n\n${text}`);
    const args = ["--page", page, "--cache", join(folder, "cache")];
    const words = ["--import", "tsx", "conformance/quickstarts/main.ts", ...args];
    const program = run(process.execPath, words, environment);
    const status = await program.ended;
    return { status, stdout: program.stdout(), stderr: program.stderr() };
  });
}

const program = `
\`\`\`sh install
echo installed > result
\`\`\`

\`\`\`js ask.mjs
import { readFileSync } from "node:fs";
import { get } from "node:http";

const url = "http://127.0.0.1:9999/settings/regions";
get(url, { headers: { Host: "a.livekit.cloud:9999" } }, async (response) => {
  const { regions } = JSON.parse(await new Response(response).text());
  console.log(readFileSync("result", "utf8") + regions.map(({ url }) => url).join("\\n"));
});
\`\`\`
`;

test("programs run where they are installed, against a mock that the page's command starts", async () => {
  const output = `installed
http://a.livekit.cloud:9999
http://a-r1.livekit.cloud:10000
http://a-r2.livekit.cloud:10001
http://a-r3.livekit.cloud:10002
`;
  const text = `${program}\n\`\`\`console\n$ node ask.mjs\n${output}\`\`\`\n`;
  const { status, stdout, stderr } = await play("Shell", text);
  assert.deepEqual([status, stdout], [0, "1 passed, 0 failed\n"], stderr);
});

test("other output than the page's is a failure, and both are shown", async () => {
  const text = "```console\n$ echo is\nshould be\n$ echo right\nright\n```\n";
  const { status, stdout, stderr } = await play("Shell", text);
  assert.deepEqual([status, stdout], [1, "1 passed, 1 failed\n"]);
  assert.match(stderr, /^Shell: echo is printed:\nis\ninstead of:\nshould be$/m);
});

test("a program that fails is a failure, though its output is the page's", async () => {
  const text = "```console\n$ echo right && exit 3\nright\n```\n";
  const { status, stderr } = await play("Shell", text);
  assert.equal(status, 1);
  assert.match(stderr, /^Shell: echo right && exit 3 ended with 3:\nright$/m);
});

test("a toolchain that is missing is a failure", async () => {
  const { status, stderr } = await play("Go", "", { PATH: "/nowhere" });
  assert.equal(status, 2);
  assert.equal(stderr, "not on the PATH: Go needs go\n");
});

test("an install that fails is a failure, with what it printed", async () => {
  const { status, stderr } = await play("Shell", "```sh install\necho no >&2; exit 1\n```\n");
  assert.equal(status, 2);
  assert.match(stderr, /ended with 1\nno$/m);
});
