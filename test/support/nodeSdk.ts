import {
  AgentDispatchClient,
  ConnectorClient,
  EgressClient,
  IngressClient,
  LiveKitAPI,
  RoomServiceClient,
  SipClient,
  type ClientOptions,
  type SIPGrant,
  type VideoGrant,
} from "livekit-server-sdk";

export const apiKey = "devkey";
export const secret = "secret";

/** All clients of the SDK, by the names that `LiveKitAPI` gives them. */
export type Clients = Pick<LiveKitAPI, keyof LiveKitAPI>;

/** The clients as most users make them, each by itself. */
export function singleClients(url: string, options: ClientOptions = {}): Clients {
  return {
    room: new RoomServiceClient(url, apiKey, secret, options),
    egress: new EgressClient(url, apiKey, secret, options),
    ingress: new IngressClient(url, apiKey, secret, options),
    sip: new SipClient(url, apiKey, secret, options),
    agentDispatch: new AgentDispatchClient(url, apiKey, secret, options),
    connector: new ConnectorClient(url, apiKey, secret, options),
  };
}

/** What a test tells a client that steers the mock. */
export interface Steering {
  /** The `X-Lk-Mock` object. */
  readonly control: Readonly<Record<string, unknown>>;
  readonly options?: ClientOptions;
}

// The SDK has no option for headers; it sends all that `authHeader` returns.
export class SteeredRooms extends RoomServiceClient {
  constructor(
    url: string,
    private readonly steering: Steering,
  ) {
    super(url, apiKey, secret, steering.options);
  }

  override async authHeader(grant: VideoGrant, sip?: SIPGrant): Promise<Record<string, string>> {
    return withControl(await super.authHeader(grant, sip), this.steering);
  }
}

export class SteeredSip extends SipClient {
  constructor(
    url: string,
    private readonly steering: Steering,
  ) {
    super(url, apiKey, secret, steering.options);
  }

  override async authHeader(grant: VideoGrant, sip?: SIPGrant): Promise<Record<string, string>> {
    return withControl(await super.authHeader(grant, sip), this.steering);
  }
}

function withControl(
  headers: Record<string, string>,
  { control }: Steering,
): Record<string, string> {
  return { ...headers, "X-Lk-Mock": JSON.stringify(control) };
}

/** The private part of a client that the SDK's own tests reach for. */
interface Insides {
  readonly rpc: { failoverForce: boolean; failoverBackoffMs: number };
}

/** Makes a client fail over although its host is none of LiveKit Cloud, and without long waits. */
export function forceFailover<Client extends object>(client: Client): Client {
  const { rpc } = client as unknown as Insides;
  rpc.failoverForce = true;
  rpc.failoverBackoffMs = 1;
  return client;
}

/** The lines of a mock's log without what follows the status. */
export function outline(lines: readonly string[]): string[] {
  return lines.map((line) => line.replace(/ \d+ ms.*$/, ""));
}
