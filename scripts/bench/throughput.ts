import { create, toBinary } from "@bufbuild/protobuf";
import { CreateRoomRequestSchema } from "../../gen/livekit_room_pb.js";
import { bearer, bodyOf, createRoom, jsonCall, many, sample } from "./client.js";
import { alternate, atLeast, type Figure, type Goal } from "./figure.js";
import { rateOf, type Load } from "./load.js";
import { startBare, startMock, type Subject } from "./subject.js";

const seconds = 2;

interface Scenario {
  readonly what: string;
  readonly goal: Goal;
  readonly isKnownToMiss?: true;
  /** Whether the answers are of success. */
  readonly isSuccess: boolean;
  readonly load: Load;
}

const scenarios: readonly Scenario[] = [
  {
    what: "CreateRoom in JSON, one token and one body",
    goal: atLeast(0.8),
    isSuccess: true,
    load: jsonCall(),
  },
  {
    what: "CreateRoom in protobuf, one token and one body",
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
    what: "CreateRoom in JSON, another body each time",
    goal: atLeast(0.75),
    isKnownToMiss: true,
    isSuccess: true,
    load: { ...jsonCall(), variants: many((number) => ({ body: bodyOf(number) })) },
  },
  {
    what: "CreateRoom in JSON, another token each time",
    goal: atLeast(0.5),
    isSuccess: true,
    load: { ...jsonCall(), variants: many((number) => ({ headers: bearer(number) })) },
  },
  {
    what: "CreateRoom in JSON, another token and another body each time",
    goal: atLeast(0.45),
    isSuccess: true,
    load: {
      ...jsonCall(),
      variants: many((number) => ({ headers: bearer(number), body: bodyOf(number) })),
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

/** By name: requests a second beside a bare server that reads the body and answers the same bytes. */
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
  const ask = ({ urls }: Subject): Promise<number> => rateOf(urls[0]!, load, seconds, isSuccess);
  // The first seconds are the compiler's.
  await ask(bare);
  await ask(mock);
  const rates = await alternate(rounds, { floor: () => ask(bare), mock: () => ask(mock) });
  await Promise.all([mock.stop(), bare.stop()]);
  return { what, unit: "requests/s", ...rates, goal, isKnownToMiss };
}
