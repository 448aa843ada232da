/** One region: its place in the list of ports, and where clients reach it. */
export interface Region {
  /** Position in the list of ports; also its distance. */
  readonly index: number;
  /** `region-<index>`. */
  readonly name: string;
  /** Advertised URL, without a trailing slash. */
  readonly url: string;
}

/** The most regions that a mock may have. */
export const maxRegions = 256;

/** Where clients reach the regions: on one host at the regions' ports, or at a URL each. */
export type Advertised = { readonly host: string } | { readonly urls: readonly string[] };

/** The regions of these ports. */
export function createRegions(advertised: Advertised, ports: readonly number[]): Region[] {
  return ports.map((port, index) => {
    const url =
      "host" in advertised ? `${advertised.host}:${String(port)}` : advertised.urls[index]!;
    return { index, name: nameOf(index), url };
  });
}

function nameOf(index: number): string {
  return `region-${String(index)}`;
}
