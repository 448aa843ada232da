/** The claims of a token, which LiveKit refuses if one is of another type. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { call, request } from "./support/call.js";
import { startTestMock } from "./support/mock.js";
import { nowSeconds, signToken } from "./support/token.js";
import { brief } from "./support/brief.js";

const strict = await startTestMock({ strict: true });
const lenient = await startTestMock();
const listRooms = "livekit.RoomService/ListRooms";
const exp = `"exp":${String(nowSeconds() + 3600)}`;
const may = '"video":{"roomList":true}';

/** A token with this payload, which is JSON. */
function tokenOf(payload: string): string {
  return signToken(payload, { header: { alg: "HS256" } });
}

/** What `validate` and a call say of a token. */
async function ask(token: string, url = lenient.url) {
  const validate = await request(`${url}/rtc/validate?access_token=${token}`);
  const called = await call(url, listRooms, { token, control: { explainAuth: true } });
  return { validate, called };
}

const strings = [
  ...["iss", "sub", "jti", "identity", "name", "kind", "sha256", "roomPreset", "metadata"],
] as const;
const objects = [
  "video",
  "sip",
  "agent",
  "inference",
  "observability",
  "agentEndpoint",
  "agentThread",
];

const verified: readonly string[] = [
  ...strings.flatMap((claim) => [`"${claim}":""`, `"${claim}":"x"`, `"${claim}":null`]),
  ...objects.flatMap((claim) => [`"${claim}":{}`, `"${claim}":null`]),
  '"aud":"x"',
  '"aud":["x","y"]',
  '"aud":null',
  '"kindDetails":["a"]',
  '"kindDetails":[null,"a"]',
  '"kindDetails":null',
  '"attributes":{"a":"b"}',
  '"attributes":{"a":null}',
  '"attributes":null',
  '"attributes":{"__proto__":"x"}',
  '"video":{"roomCreate":null,"room":null,"canPublish":null,"canPublishSources":null}',
  '"video":{"canPublishSources":["camera",null]}',
  '"agentThread":{"threadIds":["a"],"delete":true}',
  '"iat":99999999999',
  '"iat":"5"',
  '"iat":null',
  '"nbf":"5"',
  '"nbf":-1.5',
  '"nbf":null',
  '"NBF":0',
  '"unknown":{"a":[1]}',
  '"constructor":5',
  '"kınd":4',
  '"roomConfig":null',
  '"roomConfig":{}',
  '"roomConfig":{"name":"a","emptyTimeout":5}',
  '"roomConfig":{"empty_timeout":"5"}',
  '"roomConfig":{"egress":{"room":{"preset":"H264_720P_30"}}}',
  '"roomConfig":{"egress":{"room":{"preset":1}}}',
  '"roomConfig":{"egress":{"room":{"file":null,"stream":{}}}}',
  '"roomConfig":{"agents":[{"agent_name":"a"},{"agentName":"b"}],"tags":{"a":"b"}}',
];

/** Claims, and what is said of them. */
const refused: readonly (readonly [claims: string, reason: string])[] = [
  ...strings.map((claim) => [`"${claim}":42`, `${claim} is a number; expected a string`] as const),
  ...objects.map(
    (claim) => [`"${claim}":"x"`, `${claim} is a string; expected an object`] as const,
  ),
  ['"metadata":{"role":"admin"}', "metadata is an object; expected a string"],
  ['"name":true', "name is a boolean; expected a string"],
  ['"NAME":["x"]', "name is a list; expected a string"],
  ['"na\\u006de":7', "name is a number; expected a string"],
  ['"ſub":5', "sub is a number; expected a string"],
  ['"name":7,"name":"x"', "name is a number; expected a string"],
  ['"aud":5', "aud is a number; expected a string or a list of strings"],
  ['"aud":["x",5]', "aud is a list with a number; expected a string or a list of strings"],
  ['"kindDetails":"a"', "kindDetails is a string; expected a list of strings"],
  ['"kindDetails":["a",1]', "kindDetails is a list with a number; expected a list of strings"],
  ['"attributes":[]', "attributes is a list; expected an object"],
  ['"attributes":{"a":5}', "attributes.a is a number; expected a string"],
  ['"attributes":{"a\\nb":5}', "attributes.a\\u000ab is a number; expected a string"],
  [`"attributes":{"${"a".repeat(300)}":5}`, `attributes.${"a".repeat(86)}... is a number`],
  ['"video":{"roomCreate":"true"}', "video.roomCreate is a string; expected a boolean"],
  ['"video":{"ROOM":1}', "video.room is a number; expected a string"],
  [
    '"video":{"canPublishSources":["camera",1]}',
    "video.canPublishSources is a list with a number; expected a list",
  ],
  ['"sip":{"admin":1}', "sip.admin is a number; expected a boolean"],
  ['"agent":{"dispatchAdmin":"x"}', "agent.dispatchAdmin is a string; expected a boolean"],
  ['"agentEndpoint":{"agentName":true}', "agentEndpoint.agentName is a boolean; expected a string"],
  ['"video":{"roomList":true},"video":5', "video is a number; expected an object"],
  ['"iat":"soon"', "iat is a string; expected a finite number or a numeric string"],
  ['"iat":"0x5"', "iat is a string; expected a finite number or a numeric string"],
  ['"nbf":true', "nbf is a boolean; expected a finite number or a numeric string"],
  ['"nbf":""', "nbf is a string; expected a finite number or a numeric string"],
  ['"exp":null', "it has no exp"],
  ['"exp":0', "its exp is 0"],
  ['"exp":9007199254740994', "its exp is 9007199254740994"],
  ['"exp":9007199254740993', "its exp is 9007199254740994; expected 1 to 9007199254740992"],
  ['"exp":"9007199254740993"', "its exp is 9007199254740994"],
  ['"exp":1e400', "exp is a number; expected a finite number or a numeric string"],
  ['"exp":"tomorrow"', "exp is a string; expected a finite number or a numeric string"],
  ['"exp":1', "it expired "],
  ['"roomConfig":"x"', "roomConfig is a string; expected an object"],
  ['"roomConfig":[]', "roomConfig is a list; expected an object"],
  ['"roomConfig":{"name":5}', "roomConfig: "],
  ['"roomConfig":{"emptyTimeout":-1}', "roomConfig: "],
  ['"roomConfig":{"emptyTimeout":"0x5"}', "roomConfig: emptyTimeout: invalid number"],
  ['"roomConfig":{"name":"a","name":"b"}', "roomConfig: name: given twice"],
  ['"roomConfig":{"emptyTimeout":5,"empty_timeout":6}', "roomConfig: "],
  ['"roomConfig":{"agents":[null]}', "roomConfig: "],
  ['"roomConfig":{"egress":{"room":{"file":{},"stream":{}}}}', "roomConfig: "],
  ['"roomConfig":{"name":5},"roomConfig":{}', "roomConfig: "],
];

describe("a token verifies", () => {
  for (const claims of verified) {
    test(`with ${claims}`, async () => {
      const token = tokenOf(
        claims.includes("video") ? `{${exp},${claims},${may}}` : `{${exp},${may},${claims}}`,
      );
      const { validate, called } = await ask(token, strict.url);
      assert.deepEqual([validate.status, called.status], [200, 200], validate.text);
      assert.deepEqual(called.warnings, []);
    });
  }

  test("with numbers as strings, an exp in capitals too", async () => {
    for (const name of ["exp", "EXP", "Exp"]) {
      const token = tokenOf(`{"${name}":"${String(nowSeconds() + 60)}.5",${may}}`);
      assert.equal((await ask(token)).called.status, 200);
    }
  });
});

describe("a token does not verify", () => {
  for (const [claims, reason] of refused) {
    test(`with ${claims}`, async () => {
      for (const { url } of [strict, lenient]) {
        const { validate, called } = await ask(tokenOf(`{${exp},${may},${claims}}`), url);
        assert.equal(validate.status, 401);
        assert.ok(validate.text.startsWith(`invalid token: ${reason}`), validate.text);
        assert.equal(called.status, 401);
        const { meta } = JSON.parse(called.text) as { meta: { reason: string; check: string } };
        assert.ok(meta.reason.startsWith(reason), meta.reason);
        const check = /"(exp|nbf)"/.exec(claims)?.[1] ?? "claims";
        assert.equal(meta.check, check);
      }
    });
  }

  test("without an exp", async () => {
    const { validate } = await ask(tokenOf(`{${may}}`));
    assert.deepEqual([validate.status, validate.text], [401, "invalid token: it has no exp"]);
  });

  test("with a room configuration that is not UTF-8", async () => {
    const payload = (claims: string): Buffer => Buffer.from(`{${exp},${may},${claims}}`, "latin1");
    const { validate } = await ask(signToken(payload('"roomConfig":{"name":"\xff"}')));
    assert.equal(validate.text, "invalid token: roomConfig: invalid UTF-8");
    const { called } = await ask(signToken(payload('"roomConfig":{"name":"a"},"name":"\xff"')));
    assert.equal(called.status, 200);
  });

  test("behind a byte order mark", async () => {
    const { validate } = await ask(tokenOf(`\ufeff{${exp},${may}}`));
    assert.equal(validate.text, "invalid token: its payload is not a JSON object");
  });
});

describe("what a token says counts", () => {
  const rows: readonly (readonly [claims: string, status: number])[] = [
    ['"video":{"roomList":true}', 200],
    ['"VIDEO":{"ROOMLIST":true}', 200],
    ['"video":{"RoomList":true}', 200],
    ['"Video":{"roomlist":true},"video":{}', 200],
    ['"video":{"roomList":true},"video":{"room":"a"}', 200],
    ['"video":{"roomList":false},"video":{"ROOMLIST":true}', 200],
    ['"video":{"roomList":true},"video":{"roomList":false}', 403],
    ['"video":{"roomList":true,"roomList":false}', 403],
    ['"video":{"roomList":true,"roomList":null}', 200],
    ['"video":{"roomList":true},"video":null', 403],
    ['"video":null,"video":{"roomList":true}', 200],
    ['"exp":1,"exp":EXP,"video":{"roomList":true}', 200],
    ['"exp":null,"exp":EXP,"video":{"roomList":true}', 200],
    ['"roomConfig":{"agents":[]},"video":{"roomList":true}', 200],
  ];
  for (const [claims, status] of rows) {
    test(`in ${claims}: ${String(status)}`, async () => {
      const own = claims.includes("EXP") ? claims.replace("EXP", exp.slice(6)) : `${exp},${claims}`;
      const { called } = await ask(tokenOf(`{${own}}`));
      assert.equal(called.status, status, called.text);
    });
  }

  test("of a control, in any case", async () => {
    const attributes = '"Attributes":{"lk.mock":"{\\"failRegions\\":[0]}"}';
    const token = tokenOf(`{${exp},${may},${attributes}}`);
    assert.equal((await call(lenient.url, listRooms, { token })).status, 503);
  });
});

describe("a grant that LiveKit does not know", () => {
  const rows: readonly (readonly [claims: string, finding: string])[] = [
    ['"video":{"roomName":"a"}', 'token.video unknownGrant: "roomName" -> room'],
    ['"video":{"roomcreated":true}', 'token.video unknownGrant: "roomcreated" -> roomCreate'],
    ['"sip":{"calls":true}', 'token.sip unknownGrant: "calls" -> call'],
    ['"agentThread":{"threads":[]}', 'token.agentThread unknownGrant: "threads" -> threadIds'],
    [
      '"roomConfig":{"emptyTimout":5}',
      'token.roomConfig unknownField of livekit.RoomConfiguration: "emptyTimout" -> emptyTimeout',
    ],
  ];
  for (const [claims, finding] of rows) {
    test(`is a finding: ${claims}`, async () => {
      const token = tokenOf(`{${exp},${may},${claims}}`);
      for (let turn = 0; turn < 2; turn++) {
        const { validate, called } = await ask(token);
        assert.deepEqual([called.status, called.warnings], [200, [finding]]);
        assert.deepEqual([validate.status, validate.warnings], [200, [finding]]);
        const refused = await ask(token, strict.url);
        assert.equal(refused.called.status, 400);
        const { code, msg } = JSON.parse(refused.called.text) as { code: string; msg: string };
        assert.deepEqual([code, brief(msg)], ["invalid_argument", `mock: strict: ${finding}`]);
        assert.equal(refused.validate.status, 400);
      }
    });
  }

  test("is no finding if it is null", async () => {
    const token = tokenOf(`{${exp},"video":{"roomList":true,"roomName":null}}`);
    const { called } = await ask(token, strict.url);
    assert.deepEqual([called.status, called.warnings], [200, []]);
  });

  test("is none of a token that nobody looks at", async () => {
    const token = tokenOf(`{${exp},"video":{"roomName":"a"}}`);
    const { warnings } = await call(lenient.url, listRooms, { token, control: { skipAuth: true } });
    assert.deepEqual(warnings, []);
  });

  test("is reported 32 times at most", async () => {
    const grants = Array.from({ length: 200 }, (_, at) => `"x${String(at)}":1`).join();
    const { called } = await ask(tokenOf(`{${exp},"video":{"roomList":true,${grants}}}`));
    assert.equal(called.status, 200);
    assert.match(called.warnings.at(-1)!, /^at least 25 more findings$/);
  });
});
