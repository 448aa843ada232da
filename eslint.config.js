import eslint from "@eslint/js";
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

/** What plain JavaScript may use of Node. */
const plainGlobals = [
  "AbortSignal",
  "Buffer",
  "btoa",
  "console",
  "fetch",
  "performance",
  "process",
  "setImmediate",
  "URL",
];

/** What a test may replace; Node has each in a module of its own, or `src/util/realTime.ts` has it. */
const fakedGlobals = [
  "AbortController",
  "AbortSignal",
  "TextDecoder",
  "TextEncoder",
  "URL",
  "URLSearchParams",
  "atob",
  "btoa",
  "clearImmediate",
  "clearInterval",
  "clearTimeout",
  "crypto",
  "fetch",
  "performance",
  "queueMicrotask",
  "setImmediate",
  "setInterval",
  "setTimeout",
  "structuredClone",
];

export default defineConfig(
  globalIgnores(["conformance/.cache/", "dist/", "gen/"]),
  eslint.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: { allowDefaultProject: ["eslint.config.js"] } },
    },
    rules: {
      // Where an index is known to be in range, `!` says so to the reader.
      "@typescript-eslint/no-non-null-assertion": "off",
      // protobuf's enums are open: any integer is one of their values.
      "@typescript-eslint/no-unsafe-enum-assignment": "off",
      // `return skip(...)` says that a reader yields nothing.
      "@typescript-eslint/no-confusing-void-expression": "off",
    },
  },
  {
    // The mock runs inside of tests, which may have put something else in the place of globals.
    files: ["src/**"],
    rules: {
      "no-restricted-globals": ["error", ...fakedGlobals],
      "no-restricted-properties": ["error", { object: "process", property: "nextTick" }],
    },
  },
  {
    // The examples and drivers are plain JavaScript, as their readers may write.
    files: ["examples/**", "conformance/**/*.mjs", "test/**/*.mjs"],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: {
      parserOptions: { projectService: false },
      globals: Object.fromEntries(plainGlobals.map((name) => [name, "readonly"])),
    },
  },
  {
    // `test` and `describe` of node:test return promises that the runner awaits.
    files: ["conformance/test/**/*.ts", "test/**/*.ts"],
    rules: {
      "@typescript-eslint/no-floating-promises": [
        "error",
        {
          allowForKnownSafeCalls: [
            { from: "package", name: ["test", "describe", "it"], package: "node:test" },
          ],
        },
      ],
    },
  },
);
