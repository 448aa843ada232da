import type { SeenRequest } from "livekit-mock";

/** What arrived at the mock for one scenario. */
export class Arrivals {
  readonly #seen: SeenRequest[] = [];

  add(request: SeenRequest): void {
    this.#seen.push(request);
  }

  /** How many calls of the API came. */
  get attempts(): number {
    return this.#calls.length;
  }

  /** How many of them came by GET: a redirect makes that of a POST. */
  get gets(): number {
    return this.#calls.filter(({ method }) => method === "GET").length;
  }

  /** How often discovery was asked. */
  get discoveries(): number {
    return this.#seen.filter(({ path }) => path === "/settings/regions").length;
  }

  /** Index of the region that the last success came from. */
  get respondedBy(): number | undefined {
    return this.#calls.findLast(({ status }) => status === 200)?.region;
  }

  /** Indices of the regions that anything came to. */
  get regions(): ReadonlySet<number> {
    return new Set(this.#seen.map(({ region }) => region));
  }

  get #calls(): SeenRequest[] {
    return this.#seen.filter(({ path }) => /\/livekit\.\w+\/\w+$/.test(path));
  }
}

/**
 * Sorts requests by the scenario that they belong to: by the `id` of their control, or, if a
 * client has lost that on its way, by the first label of their host without the region's number.
 */
export class Sorter {
  readonly #waiting = new Map<string, Arrivals>();

  readonly onRequest = (request: SeenRequest): void => {
    const label = request.host
      ?.toLowerCase()
      .split(".", 1)[0]
      ?.replace(/-r\d+$/, "");
    this.#waiting.get(request.id ?? label ?? "")?.add(request);
  };

  /** Gathers what arrives under a label, until it is forgotten. */
  gather(label: string): Arrivals {
    const arrivals = new Arrivals();
    this.#waiting.set(label, arrivals);
    return arrivals;
  }

  forget(label: string): void {
    this.#waiting.delete(label);
  }
}
