import { quote, SettingsError } from "./error.js";
import { flags, type FlagName } from "./flags.js";

/** The settings from one source: the command line, or the environment. */
export type SettingsSource = Readonly<Partial<Record<FlagName, string>>>;

/** Every setting, as a string. */
export type RawSettings = Readonly<Record<FlagName, string>>;

/**
 * Takes each setting from the first source that has it, or else its default. The first source with
 * `ports` or `regions` decides both. Throws {@link SettingsError} if one source has both.
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

/** Parses a setting that is on or off. Throws {@link SettingsError}. */
export function parseSwitch(name: string, text: string): boolean {
  if (text === "true" || text === "false") return text === "true";
  throw new SettingsError(`${name} ${quote(text)}: expected true or false`);
}
