export default { test: { globalSetup: "livekit-mock/vitest" } };
