/** A `globalSetup` for Vitest: starts one mock for all test files. */
import { startMock } from "./startMock.js";

/**
 * Starts the mock, and sets its URL, API key and secret in the environment. The returned function
 * undoes both.
 */
export default async function setup(): Promise<() => Promise<void>> {
  const mock = await startMock();
  const variables: Readonly<Record<string, string>> = {
    LK_TEST_SERVER_URL: mock.url,
    LIVEKIT_URL: mock.url,
    LIVEKIT_API_KEY: mock.apiKey,
    LIVEKIT_API_SECRET: mock.apiSecret,
  };
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, variables);
  return async () => {
    for (const [name, value] of before) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
    await mock.close();
  };
}
