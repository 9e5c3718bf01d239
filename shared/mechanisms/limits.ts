/** From settings to limits: defaults by version, what was read out of memory, what is given in a what-if. */
import type { LimitSource, MechanismLimit, Remedy } from '#shared/domain/mechanism.ts';
import { mechanismsEn } from '#shared/i18n/mechanisms.en.ts';
import {
  configurationLine,
  type LimitValues,
  type MechanismDefinition,
  type RemedyDefinition,
  type Setting,
} from './definition.ts';

export type Limits = Readonly<Record<string, MechanismLimit>>;

/** Limits as they are unless something tells otherwise. */
export function defaultLimits({ settings, unchecked }: MechanismDefinition, version = ''): Limits {
  const source = unchecked === true ? 'unchecked-default' : 'default';
  return Object.fromEntries(
    settings.map((setting) => [setting.key, limitOf(setting, defaultOf(setting, version), source)]),
  );
}

/** @param value as a configuration would have it, so `unlimitedAt` becomes null */
export function limitOf(
  { unit, scope, unlimitedAt }: Setting,
  value: number | null,
  source: LimitSource,
): MechanismLimit {
  return { value: value === unlimitedAt ? null : value, unit, scope, source };
}

function defaultOf({ default: newest, earlier = [] }: Setting, version: string): number | null {
  return earlier.find(({ versions }) => versions.includes(version))?.default ?? newest;
}

export function valuesOf(limits: Limits): LimitValues {
  return Object.fromEntries(Object.entries(limits).map(([key, { value }]) => [key, value]));
}

/** Remedies with their exact lines; a share is one of the limit that holds now. */
export function remediesFor(definition: MechanismDefinition, limits: Limits): Remedy[] {
  return definition.remedy.flatMap((remedy) => {
    const value = valueOf(remedy, limits[remedy.key]?.value ?? null);
    if (value === null) return [];
    const { key } = remedy;
    const line = remedy.line ?? definition.settings.find((setting) => setting.key === key)?.line;
    const why = mechanismsEn.texts[definition.id].why[key] ?? '';
    return [{ key, value, line: configurationLine(key, value, line), why }];
  });
}

/** Null where it would not lower the limit. */
function valueOf({ share, value }: RemedyDefinition, limit: number | null): string | null {
  if (share !== undefined) return limit === null ? null : String(round(limit * share));
  if (value === undefined) return null;
  const isHigher = limit !== null && /^\d+$/.test(value) && Number(value) >= limit;
  return isHigher && limit > 1 ? null : value;
}

/** To two digits: what a person would write. */
function round(value: number): number {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, value))) - 1);
  return Math.max(1, Math.round(value / step) * step);
}
