/** The sources that `livekit-client` ships beside its exports, as far as the tests use them. */
declare module "livekit-client/src/api/SignalClient" {
  interface SignalOptions {
    readonly autoSubscribe: boolean;
    readonly maxRetries: number;
    readonly e2eeEnabled: boolean;
    readonly websocketTimeout: number;
  }

  interface Joined {
    readonly pingInterval: number;
    readonly pingTimeout: number;
    readonly room?: { readonly name: string };
    readonly participant?: {
      readonly identity: string;
      readonly metadata: string;
      readonly attributes: Readonly<Record<string, string>>;
    };
  }

  export enum SignalConnectionState {}

  export class SignalClient {
    onClose?: (reason: string) => void;
    onLeave?: (leave: { readonly action: number }) => void;
    onRequestResponse?: (response: { readonly requestId: number; readonly reason: number }) => void;
    readonly currentState: SignalConnectionState;
    readonly rtt: number;
    join(
      url: string,
      token: string,
      options: SignalOptions,
      abort: AbortSignal | undefined,
      useV0Path: boolean,
    ): Promise<Joined>;
    reconnect(
      url: string,
      token: string,
      sid: string,
    ): Promise<{ readonly serverInfo?: { readonly region: string } } | undefined>;
    sendUpdateLocalMetadata(metadata: string, name: string): Promise<number>;
    close(): Promise<void>;
  }
}
