const blanks = /[ \t\n\r]*/y;
const string = /"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/** What is wrong with a text that is not JSON, in words, and at which of its characters. */
export function jsonError(text: string): string {
  const { at, isName } = new Scanner(text).scan();
  if (at >= text.length) return `the JSON ends too early, after character ${String(text.length)}`;
  const found = JSON.stringify(String.fromCodePoint(text.codePointAt(at)!));
  const hint = isName ? ": a name in double quotes is expected" : "";
  return `the JSON is invalid at character ${String(at + 1)}, ${found}${hint}`;
}

/** Goes over a text up to the first place that is not JSON. */
class Scanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  scan(): { readonly at: number; readonly isName: boolean } {
    /** The brackets that close what is open. */
    const open: string[] = [];
    for (;;) {
      if (open.at(-1) === "}") {
        if (this.#take(string) === undefined) return this.#stop(true);
        if (this.#take(/:/y) === undefined) return this.#stop();
      }
      const bracket = this.#take(/[{[]/y);
      if (bracket !== undefined) {
        open.push(bracket === "{" ? "}" : "]");
        if (!this.#closes(open)) continue;
      } else if ((this.#take(string) ?? this.#take(scalar)) === undefined) {
        return this.#stop();
      }
      while (this.#closes(open));
      if (open.length === 0 || this.#take(/,/y) === undefined) return this.#stop();
    }
  }

  /** Takes a bracket that closes the innermost of those that are open. */
  #closes(open: string[]): boolean {
    const closes = open.length > 0 && this.#take(open.at(-1) === "}" ? /\}/y : /\]/y) !== undefined;
    if (closes) open.pop();
    return closes;
  }

  #take(form: RegExp): string | undefined {
    this.#skip();
    form.lastIndex = this.#at;
    const [found] = form.exec(this.#text) ?? [];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #stop(isName = false): ReturnType<Scanner["scan"]> {
    this.#skip();
    return { at: this.#at, isName };
  }

  #skip(): void {
    blanks.lastIndex = this.#at;
    blanks.exec(this.#text);
    this.#at = blanks.lastIndex;
  }
}
