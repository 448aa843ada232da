/** The package's entry. */
export { control, ControlError } from "./checkedControl.js";
export type { MockControl } from "./control/index.js";
export type { LogLevel } from "./log.js";
export { startMock, type Mock, type MockOptions, type TokenOptions } from "./mock.js";
export type { Region } from "./region.js";
export type { MockInfo } from "./serve.js";
export type { SeenRequest } from "./server/station.js";
export { SettingsError } from "./settings/error.js";
export type { AgentGrant, SipGrant, VideoGrant } from "./token/schema.js";
export type { TokenClaims } from "./token/sign.js";
