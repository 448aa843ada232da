import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { jwtVerify } from "jose";
import { TokenVerifier } from "livekit-server-sdk";
import { Caches } from "../src/util/cache.js";
import { readCommandLine } from "../src/cli/readCommandLine.js";
import { grantClaims, type GrantType } from "../src/token/schema.js";
import { Token } from "../src/token/token.js";
import { createVerifier } from "../src/token/verify.js";
import { runProgram } from "./support/program.js";

async function tokenOf(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  const request = await readCommandLine(["token", ...args], environment);
  assert.equal(request.kind, "print");
  return request.text;
}

async function claimsOf(args: readonly string[], secret = "secret"): Promise<object> {
  const { payload } = await jwtVerify(await tokenOf(args), new TextEncoder().encode(secret));
  const { exp, nbf, ...claims } = payload;
  assert.ok(exp! > nbf!);
  return claims;
}

describe("livekit-mock token", () => {
  test("prints a token that the mock and the SDK's verifier take", async () => {
    const args = ["--room-create", "--room", "my-room", "--identity", "bot", "--valid-for", "1h"];
    const program = runProgram(["token", ...args]);
    assert.equal(await program.ended, 0);
    const token = program.stdout().trimEnd();
    const verified = await createVerifier("secret", new Caches())(new Token(token), Date.now());
    assert.ok(verified.ok);
    const {
      video,
      sub,
      exp = 0,
      nbf = 0,
    } = await new TokenVerifier("devkey", "secret").verify(token);
    assert.deepEqual([video, sub], [{ roomCreate: true, room: "my-room" }, "bot"]);
    assert.equal(exp - nbf, 3600);
  });

  const rows: readonly (readonly [name: string, args: string[], claims: object])[] = [
    ["says nothing that it is not told", [], { iss: "devkey" }],
    [
      "has a flag for each claim",
      [
        ...["--identity", "me", "--name=Me", "--kind", "agent", "--metadata", "m", "--sha256", "h"],
        ...["--room-preset", "p", "--room-config", '{"name":"r"}', "--api-key", "k"],
        ...["--attribute", "a=b", "--attribute", "c=d=e"],
      ],
      {
        sub: "me",
        name: "Me",
        kind: "agent",
        metadata: "m",
        sha256: "h",
        roomPreset: "p",
        roomConfig: { name: "r" },
        iss: "k",
        attributes: { a: "b", c: "d=e" },
      },
    ],
    [
      "tells a grant that is denied from one that is not there",
      ["--room-join", "--can-publish=false", "--can-subscribe", "false"],
      { iss: "devkey", video: { roomJoin: true, canPublish: false, canSubscribe: false } },
    ],
    [
      "takes a list with commas",
      ["--can-publish-sources", "camera, microphone"],
      { iss: "devkey", video: { canPublishSources: ["camera", "microphone"] } },
    ],
    [
      "puts a control into it, beside other attributes",
      ["--mock", '{"failRegions":[0],"signal":"happy"}', "--attribute", "a=b"],
      {
        iss: "devkey",
        attributes: { a: "b", "lk.mock": '{"failRegions":[0],"signal":"happy"}' },
      },
    ],
  ];
  for (const [name, args, claims] of rows) {
    test(name, async () => {
      assert.deepEqual(await claimsOf(args), claims);
    });
  }

  const grants = Object.entries(grantClaims).flatMap(([claim, table]) =>
    Object.entries<GrantType>(table).map(([name, type]) => [claim, name, type] as const),
  );
  for (const [claim, grant, type] of grants) {
    test(`has a flag for ${claim}.${grant}`, async () => {
      const camel = claim === "video" ? grant : `${claim}-${grant}`;
      const flag = `--${camel.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
      const value = { boolean: true, string: "x", "string[]": ["x"] }[type];
      const args = type === "boolean" ? [flag] : [flag, "x"];
      assert.deepEqual(await claimsOf(args), { iss: "devkey", [claim]: { [grant]: value } });
    });
  }

  test("signs with the secret of the settings, a flag before the environment", async () => {
    const environment = { LK_TEST_SERVER_API_SECRET: "of the environment" };
    for (const [args, secret] of [
      [[], "of the environment"],
      [["--api-secret", "of the flag"], "of the flag"],
    ] as const) {
      const token = await tokenOf(args, environment);
      await jwtVerify(token, new TextEncoder().encode(secret));
    }
  });

  test("makes one that has expired, if its time is negative", async () => {
    const verified = await createVerifier("secret", new Caches())(
      new Token(await tokenOf(["--valid-for=-5m"])),
      Date.now(),
    );
    assert.ok(!verified.ok);
    assert.equal(verified.check, "exp");
  });

  const wrong: readonly (readonly [args: string[], line: RegExp])[] = [
    [["--room-creat"], /^unknown flag --room-creat; did you mean --room-create\?$/],
    [["--room", "a", "--room", "b"], /^flag --room is given twice/],
    [["--can-publish=no"], /^can-publish "no": expected true or false/],
    [["--valid-for", "soon"], /^valid-for "soon": expected a number with ms, s, m, h or d/],
    [["--attribute", "a"], /^attribute "a": expected name=value/],
    [["--room-config", "[]"], /^room-config "\[\]": expected a JSON object/],
    [["--room-config", '{"a":{"b":1,"b":1}}'], /^room-config .*: "b" is given twice/],
    [["--mock", '{"id":"a","id":"b"}'], /^mock .*: "id" is given twice/],
    [["--mock", "{"], /^mock "\{": expected a JSON object/],
    [["--mock", '{"failRegion":[0]}'], /^mock: lk\.mock: unknown field: "failRegion"/],
    [["x"], /^unexpected argument "x"/],
  ];
  for (const [args, line] of wrong) {
    test(`refuses ${args.join(" ")}`, async () => {
      await assert.rejects(tokenOf(args), { name: "SettingsError", message: line });
    });
  }

  test("keeps its flags to itself", async () => {
    await assert.rejects(readCommandLine(["--room-create"], {}), {
      message: "flag --room-create is for the command token; see token --help",
    });
  });
});
