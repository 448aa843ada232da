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
export function readRawSettings(sources: readonly SettingsSource[]): RawSettings {
  const portSource = sources.find(({ ports, regions }) => (ports ?? regions) !== undefined);
  if (portSource?.ports !== undefined && portSource.regions !== undefined) {
    throw new SettingsError("ports and regions are both given: expected one of them");
  }
  const entries = flags.map(({ name, default: fallback }) => {
    const source = setsPorts(name)
      ? portSource
      : sources.find((settings) => settings[name] !== undefined);
    return [name, source?.[name] ?? fallback];
  });
  return Object.fromEntries(entries) as RawSettings;
}

function setsPorts(name: FlagName): boolean {
  return name === "ports" || name === "regions";
}

/** Parses a setting that is on or off. Throws {@link SettingsError}. */
export function parseSwitch(name: string, value: string): boolean {
  if (value === "true" || value === "false") return value === "true";
  throw new SettingsError(`${name} ${quote(value)}: expected true or false`);
}
