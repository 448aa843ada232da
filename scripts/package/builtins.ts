/** What bundled code uses in place of globals, which a test may have replaced. */
export { Buffer, atob, btoa } from "node:buffer";
export { webcrypto as crypto } from "node:crypto";
export { URL, URLSearchParams } from "node:url";
export { TextDecoder, TextEncoder } from "node:util";
export { clearTimeout, nextTick, setImmediate, setTimeout } from "../../src/util/realTime.js";
