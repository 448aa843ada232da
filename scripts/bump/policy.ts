/** What of LiveKit's protocol comes into `proto/`, and what stays out. */

/** Files that the API needs and that hold no service of it: signals, webhooks, token sources. */
export const roots: readonly string[] = [
  "livekit_rtc.proto",
  "livekit_webhook.proto",
  "livekit_token_source.proto",
];

/** A file or folder whose services no client of the HTTP API calls. */
export interface Internal {
  readonly path: string;
  readonly why: string;
}

/** Not built as roots, and their services are left out where another file imports them. */
export const internal: readonly Internal[] = [
  { path: "infra", why: "links between LiveKit's own nodes" },
  { path: "livekit_analytics.proto", why: "what a server reports to LiveKit's analytics" },
  { path: "livekit_internal.proto", why: "what the nodes of a server tell each other" },
  { path: "logger", why: "options for the logs of LiveKit's Go code" },
  { path: "roomrpc", why: "calls between participants, inside a room" },
  { path: "rpc", why: "psrpc services, over the message bus of a server" },
];

/** Packages whose custom options only serve LiveKit's Go code: logs, sanitizers, the message bus. */
export const droppedOptionPackages: readonly string[] = [
  "logger",
  "psrpc",
  "sanitize",
  "sanitizer",
];

/** Options of a file that only shape the code generated for one language. */
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

/** Where the messages of the signal connection start. */
export const signalRoots: readonly string[] = [
  "livekit.SignalRequest",
  "livekit.SignalResponse",
  "livekit.WrappedJoinRequest",
];

/** Whether a file is one of the internal ones, or in a folder of them. */
export function isInternal(file: string): boolean {
  return internal.some(({ path }) => file === path || file.startsWith(`${path}/`));
}
