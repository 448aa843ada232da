import type { Layer, OwnHandler } from "./layer.js";

/** The most errors that are kept. */
const maxErrors = 10;

/** Returns a method's handler from one layer; `undefined` if it has none any longer. */
export type Take = () => OwnHandler | undefined;

/** A mock's own handlers in layers, and what went wrong in them. */
export class HandlerStack {
  readonly #base: readonly Source[];
  #used: readonly Source[] = [];
  readonly #errors: Error[] = [];
  #errorCount = 0;

  /** @param base the handlers that stay */
  constructor(base?: Layer) {
    this.#base = base === undefined ? [] : [{ layer: base, once: false }];
  }

  /**
   * Adds a layer on top, and returns a function that removes it. With `once`, each of its handlers
   * takes one call.
   */
  use(layer: Layer, once: boolean): () => void {
    const source = { layer, once };
    this.#used = [source, ...this.#used];
    return () => {
      this.#remove(source);
    };
  }

  /** Removes what `use` added. */
  reset(): void {
    this.#used = [];
  }

  /** The handlers of a method, top first; `undefined` if there are none. */
  handlersOf(path: string): readonly Take[] | undefined {
    if (this.#used.length === 0 && this.#base.length === 0) return undefined;
    const sources = [...this.#used, ...this.#base].filter(({ layer }) => layer.has(path));
    if (sources.length === 0) return undefined;
    return sources.map((source) => () => this.#take(source, path));
  }

  #take(source: Source, path: string): OwnHandler | undefined {
    const { layer, once } = source;
    const handler = layer.get(path);
    if (!once) return handler;
    layer.delete(path);
    if (layer.size === 0) this.#remove(source);
    return handler;
  }

  #remove(source: Source): void {
    this.#used = this.#used.filter((one) => one !== source);
  }

  /** Keeps an error for {@link failure}. */
  report(error: Error): void {
    this.#errorCount++;
    if (this.#errors.length < maxErrors) this.#errors.push(error);
  }

  /** The errors so far, at most 10 of them; `undefined` if there were none. */
  failure(): AggregateError | undefined {
    const [first] = this.#errors;
    if (first === undefined) return undefined;
    const count =
      this.#errorCount === 1 ? "" : ` (the first of ${String(this.#errorCount)} errors)`;
    return new AggregateError(this.#errors, first.message + count);
  }
}

interface Source {
  readonly layer: Layer;
  readonly once: boolean;
}
