import { createControlReader, type ControlRules } from "../../src/control/index.js";
import { Caches } from "../../src/util/cache.js";
import { Findings } from "../../src/util/findings.js";
import { createRegions } from "../../src/util/region.js";
import { noToken } from "../../src/token/token.js";
import { brief } from "./brief.js";

const regions = createRegions({ host: "http://127.0.0.1" }, [9000, 9001, 9002]);

/** The rules of a mock with three regions. */
export const rules: ControlRules = {
  regions,
  defaultControl: {},
  tokenControl: true,
  caches: new Caches(),
};

/** What a control in the header has wrong in a mock with three regions. */
export function findingsOf(control: object): string[] {
  const findings = new Findings();
  const json = Buffer.from(JSON.stringify(control)).toString("latin1");
  const rawHeaders = ["X-Lk-Mock", json];
  createControlReader(rules)(
    { rawHeaders, token: noToken, signal: false, trust: "full", hasDefault: true },
    findings,
  );
  return findings.toLines().map(brief);
}
