import type { Method, MethodRow } from "./types.js";

/** A service: its name, a function that loads its methods, and their names. */
type ServiceRow = readonly [
  name: string,
  load: () => Promise<readonly Method[]>,
  methods: readonly string[],
];

/** A row per method, by its path below the Twirp prefix. A load that fails is retried next time. */
export function tableOf(services: readonly ServiceRow[]): ReadonlyMap<string, MethodRow> {
  const rows = services.flatMap(([service, load, names]) =>
    names.map((name, index): [string, MethodRow] => {
      const path = `${service}/${name}`;
      let loaded: Method | Promise<Method> | undefined;
      const loadMethod = async (): Promise<Method> => {
        try {
          return (loaded = (await load())[index]!);
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
