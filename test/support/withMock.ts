import { startMock, type Mock, type MockOptions } from "../../src/library/index.js";

/** Runs a test with a mock that is closed behind it. */
export async function withMock(
  options: MockOptions,
  act: (mock: Mock) => void | Promise<void>,
): Promise<void> {
  const mock = await startMock({ log: "silent", ...options });
  try {
    await act(mock);
  } finally {
    await mock.close();
  }
}
