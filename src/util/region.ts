/** One region. */
export interface Region {
  /** Position in the list of ports, and the advertised distance. */
  readonly index: number;
  /** `region-<index>`. */
  readonly name: string;
  /** Advertised URL, without a trailing slash. */
  readonly url: string;
}

/** The maximum number of regions. */
export const maxRegions = 256;

/** Where clients reach the regions: one host with each region's port, or one URL per region. */
export type Advertised = { readonly host: string } | { readonly urls: readonly string[] };

/** Creates one region per port. */
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
