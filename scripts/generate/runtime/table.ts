import type { Method, MethodRow } from "./types.js";

/** A service: its name, what loads all that there is of its methods, and their names. */
type Service = readonly [
  name: string,
  load: () => Promise<{ readonly methods: ReadonlyMap<string, Method> }>,
  methods: readonly string[],
];

/** A row per method, by its path below the Twirp prefix. If loading one fails, the next time tries again. */
export function tableOf(services: readonly Service[]): ReadonlyMap<string, MethodRow> {
  const rows = services.flatMap(([service, load, names]) =>
    names.map((name): [string, MethodRow] => {
      const path = `${service}/${name}`;
      let loaded: Method | Promise<Method> | undefined;
      const loadMethod = async (): Promise<Method> => {
        try {
          return (loaded = (await load()).methods.get(path)!);
        } catch (error) {
          loaded = undefined;
          throw error;
        }
      };
      return [path, { path, service, name, load: () => (loaded ??= loadMethod()) }];
    }),
  );
  return new Map(rows);
}
