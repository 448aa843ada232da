/** The package's main entry point. */
export { apiKeyFor, control, ControlError } from "../control/checkedControl.js";
export type { MockControl } from "../control/index.js";
export type { Control, Discovery } from "../control/settle.js";
export type { HandlerContext, Handlers, MockHandlers } from "../handlers/index.js";
export type { LogLevel } from "../util/log.js";
export { startMock, type Mock, type MockOptions, type TokenOptions } from "./startMock.js";
export type { Region } from "../util/region.js";
export type { MockInfo } from "../server/serve.js";
export type { SeenRequest } from "../server/seenRequest.js";
export { SettingsError } from "../settings/error.js";
export type { AgentGrant, SipGrant, VideoGrant } from "../token/schema.js";
export type { Claims } from "../token/claims.js";
export type { TokenClaims } from "../token/sign.js";
