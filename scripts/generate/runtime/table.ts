import type { Method, MethodRow } from "./types.js";

/** A service: its name, what loads all that there is of its methods, and their names. */
type ServiceRow = readonly [
  name: string,
  load: () => Promise<readonly Method[]>,
  methods: readonly string[],
];

/** A row per method, by its path below the Twirp prefix. If loading one fails, the next time tries again. */
export function tableOf(services: readonly ServiceRow[]): ReadonlyMap<string, MethodRow> {
  const rows = services.flatMap(([service, load, names]) =>
    names.map((name, at): [string, MethodRow] => {
      const path = `${service}/${name}`;
      let loaded: Method | Promise<Method> | undefined;
      const loadMethod = async (): Promise<Method> => {
        try {
          return (loaded = (await load())[at]!);
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
