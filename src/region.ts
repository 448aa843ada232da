/** One listener: its place in the list of ports, and where clients reach it. */
export interface Region {
  /** Position in the list of ports; also its distance. */
  readonly index: number;
  /** `region-<index>`. */
  readonly name: string;
  /** Advertised URL, `<advertise-host>:<port>`. */
  readonly url: string;
}

export function createRegion(index: number, advertiseHost: string, port: number): Region {
  return { index, name: `region-${String(index)}`, url: `${advertiseHost}:${String(port)}` };
}
