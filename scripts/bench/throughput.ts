import { create, toBinary } from "@bufbuild/protobuf";
import { CreateRoomRequestSchema } from "../../gen/livekit_room_pb.js";
import { bearer, makeBody, createRoom, jsonCall, many, sample } from "./client.js";
import { alternate, atLeast, type Figure, type Goal } from "./figure.js";
import { measureRate, type Load } from "./load.js";
import { startBare, startMock, type Subject } from "./subject.js";

const seconds = 2;

interface Scenario {
  readonly what: string;
  readonly goal: Goal;
  readonly isKnownToMiss?: true;
  /** Whether the responses are 2xx, or all others. */
  readonly isSuccess: boolean;
  readonly load: Load;
}

const scenarios: readonly Scenario[] = [
  {
    what: "CreateRoom in JSON, same token and body",
    goal: atLeast(0.8),
    isSuccess: true,
    load: jsonCall(),
  },
  {
    what: "CreateRoom in protobuf, same token and body",
    goal: atLeast(0.7),
    isSuccess: true,
    load: {
      ...jsonCall({ "Content-Type": "application/protobuf" }),
      body: Buffer.from(
        toBinary(
          CreateRoomRequestSchema,
          create(CreateRoomRequestSchema, {
            name: "lobby",
            emptyTimeout: 300,
            metadata: "of a benchmark",
          }),
        ),
      ),
    },
  },
  {
    what: "CreateRoom in JSON, new body each time",
    goal: atLeast(0.75),
    isKnownToMiss: true,
    isSuccess: true,
    load: { ...jsonCall(), variants: many((number) => ({ body: makeBody(number) })) },
  },
  {
    what: "CreateRoom in JSON, new token each time",
    goal: atLeast(0.5),
    isSuccess: true,
    load: { ...jsonCall(), variants: many((number) => ({ headers: bearer(number) })) },
  },
  {
    what: "CreateRoom in JSON, new token and body each time",
    goal: atLeast(0.45),
    isSuccess: true,
    load: {
      ...jsonCall(),
      variants: many((number) => ({ headers: bearer(number), body: makeBody(number) })),
    },
  },
  {
    what: "an injected 503 without a token",
    goal: atLeast(0.75),
    isSuccess: false,
    load: {
      method: "POST",
      path: createRoom,
      headers: {
        "Content-Type": "application/json",
        "X-Lk-Mock": '{"failRegions":[0],"skipAuth":true}',
      },
      body: Buffer.from('{"name":"lobby"}'),
    },
  },
  {
    what: "GET /settings/regions",
    goal: atLeast(0.85),
    isSuccess: true,
    load: { method: "GET", path: "/settings/regions", headers: {} },
  },
];

/** Requests per second, compared with a bare server that sends the same bytes. By name. */
export const throughput = Object.fromEntries(
  scenarios.map((scenario) => [
    scenario.what,
    async (rounds: number): Promise<Figure[]> => [await measure(scenario, rounds)],
  ]),
);

async function measure(scenario: Scenario, rounds: number): Promise<Figure> {
  const { what, goal, isKnownToMiss = false, isSuccess, load } = scenario;
  const mock = await startMock();
  const bare = await startBare(await sample(mock.urls[0]!, load));
  const run = ({ urls }: Subject): Promise<number> =>
    measureRate(urls[0]!, load, seconds, isSuccess);
  // Warm-up: V8 compiles during the first seconds.
  await run(bare);
  await run(mock);
  const rates = await alternate(rounds, { floor: () => run(bare), mock: () => run(mock) });
  await Promise.all([mock.stop(), bare.stop()]);
  return { what, unit: "requests/s", ...rates, goal, isKnownToMiss };
}
