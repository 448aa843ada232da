/** JSON bodies of a method, as those that LiveKit takes and those that it refuses. */
export interface JsonKind {
  readonly name: string;
  readonly method: string;
  /** The body with a value. */
  readonly body: (value: string) => string;
  readonly taken: readonly string[];
  /** What LiveKit refuses, and the mock serves with a finding. */
  readonly refused: readonly string[];
  /** What the finding says of those that protobuf-es would read. */
  readonly problem: RegExp;
}

const createRoom = "livekit.RoomService/CreateRoom";

/** Every kind of value that LiveKit and protobuf-es may read in two ways. */
export const jsonKinds: readonly JsonKind[] = [
  {
    name: "32-bit integer",
    method: createRoom,
    body: (value) => `{"emptyTimeout":${value}}`,
    taken: [
      "0",
      "5",
      "5.0",
      "1e2",
      "100e-2",
      "-0",
      '"5"',
      '"5.0"',
      '"1e2"',
      '"\\u0035"',
      "4294967295",
    ],
    refused: [
      ...[
        '"0x10"',
        '"0b1"',
        '"0o7"',
        '"+5"',
        '"007"',
        '"00"',
        '"5."',
        '".5"',
        '"0x"',
        '""',
        '" 5"',
      ],
      ...[
        '"5 "',
        '"5\\n"',
        '"1_000"',
        '"NaN"',
        '"5n"',
        "4294967296",
        "-1",
        "1.5",
        "true",
        "[]",
        "{}",
      ],
    ],
    problem: /^body\.emptyTimeout invalidNumber: "[^"]+"$/,
  },
  {
    name: "64-bit integer",
    method: "livekit.Replay/Playback",
    body: (value) => `{"seekOffsetMs":${value}}`,
    taken: [
      ...[
        "0",
        "9223372036854775807",
        "-9223372036854775808",
        "9223372036854775807.0",
        "1e18",
        "5.0",
      ],
      ...['"9223372036854775807"', '"1e18"', '"5.0"', '"-0"', "922337203685477580.7e1", "100e-2"],
    ],
    refused: [
      ...[
        "9223372036854775808",
        "1e19",
        "1.5",
        '"9223372036854775808"',
        '"1.5"',
        '"0x10"',
        '"0b1"',
      ],
      ...[`"${"9".repeat(500)}"`, "9".repeat(500), '"123456789012345678901"'],
      ...['"+5"', '"007"', '"5."', '""', '" "', '" 5"', '"5\\n"', '"NaN"', "1e400", "true"],
      ...[`"${"9".repeat(500)}"`, "9".repeat(500), '"123456789012345678901"'],
    ],
    problem: /^body\.seekOffsetMs invalidNumber: "/,
  },
  {
    name: "double",
    method: "livekit.Egress/StartWebEgress",
    body: (value) => `{"advanced":{"keyFrameInterval":${value}}}`,
    taken: [
      "1.5",
      "1e308",
      '"1.5"',
      '"1e2"',
      '"NaN"',
      '"Infinity"',
      '"-Infinity"',
      "9007199254740993",
    ],
    refused: ["1e400", '"1e400"', '"0x10"', '"+5"', '"007"', '"5."', '".5"', '"inf"', '""', "true"],
    problem: /^body\.advanced\.keyFrameInterval invalidNumber: "/,
  },
  {
    name: "bytes",
    method: "livekit.RoomService/SendData",
    body: (value) => `{"data":${value}}`,
    taken: [
      ...[
        '""',
        '"YQ=="',
        '"YQ"',
        '"YWI="',
        '"YWI"',
        '"YWJj"',
        '"YR=="',
        '"+/+/"',
        '"-_-_"',
        '"-_"',
      ],
      ...['"YWJj\\n"', '"YW\\r\\nJj"', '"-_=="'],
    ],
    refused: [
      ...[
        '"YQ="',
        '"YW Jj"',
        '"YW\\tJj"',
        '" "',
        '"+/-_"',
        '"YQ==\\n"',
        '"YWJj="',
        '"YWJj===="',
        '"="',
      ],
      ...['"===="', '"YQ==YQ=="', '"YWJjZ"', '"YW*j"', "5", "[]"],
    ],
    problem: /^body\.data invalidBase64: "/,
  },
  {
    name: "duration",
    method: "livekit.SIP/CreateSIPParticipant",
    body: (value) => `{"ringingTimeout":${value}}`,
    taken: [
      ...['"5s"', '"0s"', '"-0s"', '"+5s"', '"5.5s"', '"5.s"', '".5s"', '"-.5s"', '"0.123456789s"'],
      '"315576000000s"',
    ],
    refused: [
      ...[
        '"00005s"',
        '"01s"',
        '"5"',
        '"5S"',
        '"5ms"',
        '"1h"',
        '"1e2s"',
        '"5s "',
        '"5sx"',
        '"5s5s"',
        '"s"',
      ],
      ...['"0.1234567890s"', '"315576000001s"', '""', "5", '{"seconds":5}'],
    ],
    problem: /^body\.ringingTimeout invalidDuration: "/,
  },
  {
    name: "timestamp",
    method: "livekit.AgentSimulation/ListSimulationRuns",
    body: (value) => `{"from":${value}}`,
    taken: [
      ...['"2026-01-31T12:00:00Z"', '"2024-02-29T00:00:00Z"', '"2026-01-31T12:00:00.123456789Z"'],
      ...['"2026-01-31T12:00:00+01:00"', '"2026-01-31T12:00:00+01:60"', '"2026-01-31T1:00:00Z"'],
      ...['"2026-01-31T12:00:00,5Z"', '"0001-01-01T00:00:00Z"', '"9999-12-31T23:59:59Z"'],
    ],
    refused: [
      ...[
        '"2026-02-29T00:00:00Z"',
        '"2026-04-31T00:00:00Z"',
        '"2026-01-31T24:00:00Z"',
        '"2026-01-31"',
      ],
      ...[
        '"2026-01-31T12:00:60Z"',
        '"2026-01-31 12:00:00Z"',
        '"2026-01-31T12:00:00"',
        '"0000-01-01T00:00:00Z"',
      ],
      ...['"2026-13-01T00:00:00Z"', '"2026-01-31t12:00:00z"', "5", '{"seconds":5}', '""'],
    ],
    problem: /^body\.from invalidTimestamp: "/,
  },
  {
    name: "map",
    method: createRoom,
    body: (value) => `{"tags":${value}}`,
    taken: ["{}", "null", '{"a":"b","c":"d"}', '{"":""}', '{"__proto__":"x"}'],
    refused: ['{"a":"b","a":"c"}', '{"a":"b","\\u0061":"b"}', '{"a":null}', '{"a":1}', "[]", '"x"'],
    problem: /^body\.tags\["a"\] givenTwice$/,
  },
  {
    name: "list",
    method: "livekit.Egress/UpdateStream",
    body: (value) => `{"addOutputUrls":${value}}`,
    taken: ["[]", "null", '["a","b"]'],
    refused: ['"a"', "{}", "[null]", "[1]", '[["a"]]'],
    problem: /^(?!)/,
  },
  {
    name: "enum",
    method: "livekit.Egress/StartWebEgress",
    body: (value) => `{"preset":${value}}`,
    taken: ['"H264_720P_30"', "0", "3", "3.0", "99", "-1", "null"],
    refused: ["1.5", "2147483648", "true", "[]", "{}"],
    problem: /^(?!)/,
  },
  {
    name: "oneof",
    method: "livekit.Egress/StartWebEgress",
    body: (value) => `{${value}}`,
    taken: [
      ...['"file":null,"stream":{}', '"stream":{},"file":null', '"file":null,"stream":null'],
      ...['"file":{}', '"preset":null,"advanced":{}'],
    ],
    refused: ['"file":{},"stream":{}', '"preset":1,"advanced":{}', '"file":null,"file":{}'],
    problem: /^body\.file givenTwice/,
  },
  {
    name: "field given twice",
    method: createRoom,
    body: (value) => `{${value}}`,
    taken: ['"name":"a","nodeId":"a"'],
    refused: [
      ...['"name":"a","name":"a"', '"name":"a","n\\u0061me":"b"', '"name":null,"name":"a"'],
      ...[
        '"agents":[],"agents":[]',
        '"egress":{},"egress":{}',
        '"emptyTimeout":1,"empty_timeout":1',
      ],
    ],
    problem: /^body\.(name|agents|egress) givenTwice$/,
  },
  {
    name: "document",
    method: createRoom,
    body: (value) => value,
    taken: [
      "{}",
      ' \t\r\n{"name" : "a:b" } ',
      '{"name":"\\ud83d\\ude00"}',
      '{"name":"12345678901234567890"}',
    ],
    refused: [
      ...[
        "\ufeff{}",
        "",
        " ",
        "{",
        "null",
        "[]",
        '"x"',
        "5",
        "{} {}",
        '{"name":"a",}',
        "{'name':'a'}",
      ],
      ...[
        '{"name":"\\ud800"}',
        '{"tags":{"\\udc00":""}}',
        '{"emptyTimeout":01}',
        '{"emptyTimeout":.5}',
        "{/**/}",
      ],
      '{"metadata":"\t"}',
    ],
    problem: /^body byteOrderMark$/,
  },
];
