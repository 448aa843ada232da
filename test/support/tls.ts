import { readFileSync } from "node:fs";
import type { TlsKeys } from "../../src/settings/index.js";

function read(name: string): string {
  return readFileSync(new URL(`tls/${name}.pem`, import.meta.url), "utf8");
}

/** What signed the certificate of the tests. */
export const authority = read("ca");

/** A certificate for `localhost`, `127.0.0.1` and `*.livekit.cloud`, valid until 2126, and its key. */
export const tls: TlsKeys = { cert: read("cert"), key: read("key") };

/** The files of the same. */
export const tlsFiles = {
  authority: "test/support/tls/ca.pem",
  cert: "test/support/tls/cert.pem",
  key: "test/support/tls/key.pem",
} as const;
