import { quote, SettingsError } from "./error.js";
import { flags, type FlagName } from "./flags.js";

/** What is said of the settings in one place: on the command line, in the environment. */
export type SettingsSource = Readonly<Partial<Record<FlagName, string>>>;

/** The text of every setting. */
export type RawSettings = Readonly<Record<FlagName, string>>;

/**
 * Each setting from the first place that has it, or else its default. The first place that has
 * `ports` or `regions` decides both. Throws {@link SettingsError} where one place has both.
 */
export function readRawSettings(places: readonly SettingsSource[]): RawSettings {
  const counted = places.find(({ ports, regions }) => (ports ?? regions) !== undefined);
  if (counted?.ports !== undefined && counted.regions !== undefined) {
    throw new SettingsError("ports and regions are both there: expected one of them");
  }
  const texts = flags.map(({ name, default: fallback }) => {
    const place = isCount(name) ? counted : places.find((given) => given[name] !== undefined);
    return [name, place?.[name] ?? fallback];
  });
  return Object.fromEntries(texts) as RawSettings;
}

function isCount(name: FlagName): boolean {
  return name === "ports" || name === "regions";
}

/** A setting that is on or off. Throws {@link SettingsError}. */
export function parseSwitch(name: string, text: string): boolean {
  if (text === "true" || text === "false") return text === "true";
  throw new SettingsError(`${name} ${quote(text)}: expected true or false`);
}
