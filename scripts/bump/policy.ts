/** Which parts of LiveKit's protocol `proto/` contains. */

/** Files that the API needs although they have no service: signals, webhooks, token sources. */
export const roots: readonly string[] = [
  "livekit_rtc.proto",
  "livekit_webhook.proto",
  "livekit_token_source.proto",
];

/** A file or folder with services that no client of the HTTP API calls. */
export interface Internal {
  readonly path: string;
  readonly why: string;
}

/** These are only built if another file imports them, and then without their services. */
export const internal: readonly Internal[] = [
  { path: "infra", why: "links between LiveKit's own nodes" },
  { path: "livekit_analytics.proto", why: "what a server reports to LiveKit's analytics" },
  { path: "livekit_internal.proto", why: "messages between the nodes of a server" },
  { path: "logger", why: "options for the logs of LiveKit's Go code" },
  { path: "roomrpc", why: "calls between participants, inside a room" },
  { path: "rpc", why: "psrpc services, over the message bus of a server" },
];

/** Packages of custom options that only LiveKit's Go code uses: logs, sanitizers, the message bus. */
export const droppedOptionPackages: readonly string[] = [
  "logger",
  "psrpc",
  "sanitize",
  "sanitizer",
];

/** File options that only affect the code generated for one language. */
export const droppedFileOptions: readonly string[] = [
  "cc_enable_arenas",
  "cc_generic_services",
  "csharp_namespace",
  "go_package",
  "java_generic_services",
  "java_multiple_files",
  "java_outer_classname",
  "java_package",
  "java_string_check_utf8",
  "objc_class_prefix",
  "optimize_for",
  "php_class_prefix",
  "php_metadata_namespace",
  "php_namespace",
  "py_generic_services",
  "ruby_package",
  "swift_prefix",
];

/** The top-level messages of the signal connection. */
export const signalRoots: readonly string[] = [
  "livekit.SignalRequest",
  "livekit.SignalResponse",
  "livekit.WrappedJoinRequest",
];

/** Whether a file is internal, or in an internal folder. */
export function isInternal(file: string): boolean {
  return internal.some(({ path }) => file === path || file.startsWith(`${path}/`));
}
