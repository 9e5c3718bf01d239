/** What would be with other settings: the ceiling once more, from the same messages. */
import {
  mechanismIds,
  type Mechanism,
  type MechanismId,
  type WhatIf,
  type WhatIfRow,
} from '#shared/domain/mechanism.ts';
import { AppError } from '#shared/errors/app-error.ts';
import { mechanismsEn } from '#shared/i18n/mechanisms.en.ts';
import { configurationLine, type MechanismDefinition, type Setting } from './definition.ts';
import { sumOf } from './group.ts';
import { limitOf, valuesOf } from './limits.ts';
import { basisOf } from './make-mechanism.ts';
import { definitionOf } from './registry.ts';

/**
 * @param given `KEY=VALUE`; a value is a whole number in the unit of its setting
 * @throws input.bad-option: unknown mechanism, key or value, each with what there is; explain.no-evidence where the
 * mechanism was not found in the case
 */
export function whatIf(mechanisms: readonly Mechanism[], id: string, given: readonly string[]): WhatIf {
  const definition = definitionNamed(id);
  const set = parseSettings(definition, given);
  const found = mechanisms.filter((mechanism) => mechanism.id === definition.id);
  if (found.length === 0) {
    const there = [...new Set(mechanisms.map((mechanism) => mechanism.id))].join(', ');
    throw new AppError(
      'explain.no-evidence',
      `Nothing in the case speaks for ${id}; ${there === '' ? 'no mechanism was found' : `found: ${there}`}`,
      { mechanism: id },
    );
  }
  const rows = found.map((mechanism) => rowOf(definition, mechanism, set));
  return {
    ...{ mechanism: definition.id, title: mechanismsEn.texts[definition.id].title, set, rows },
    observedBytes: sumOf(rows.map((row) => row.observedBytes)) ?? 0,
    nowCeilingBytes: sumOf(rows.map((row) => row.nowCeilingBytes)),
    thenCeilingBytes: sumOf(rows.map((row) => row.thenCeilingBytes)),
    lines: definition.settings
      .filter(({ key }) => key in set)
      .map(({ key, line }) => configurationLine(key, String(set[key]), line)),
  };
}

/**
 * Whether the question can be asked at all, before anything is looked for.
 * @throws input.bad-option
 */
export function checkQuestion(id: string, given: readonly string[]): void {
  parseSettings(definitionNamed(id), given);
}

function definitionNamed(id: string): MechanismDefinition {
  const known = mechanismIds.find((one) => one === id);
  if (known !== undefined) return definitionOf(known);
  throw new AppError('input.bad-option', `There is no mechanism ${id}; there is ${mechanismIds.join(', ')}`, {
    option: '--mechanism',
    mechanism: id,
  });
}

/** @throws input.bad-option */
export function parseSettings(
  definition: Pick<MechanismDefinition, 'id' | 'settings'>,
  given: readonly string[],
): Record<string, number> {
  return Object.fromEntries(given.map((text) => parseSetting(definition, text)));
}

function parseSetting(
  { id, settings }: Pick<MechanismDefinition, 'id' | 'settings'>,
  text: string,
): [key: string, value: number] {
  const split = text.indexOf('=');
  const key = (split < 0 ? text : text.slice(0, split)).trim();
  const value = split < 0 ? '' : text.slice(split + 1).trim();
  const setting = settings.find((one) => one.key === key);
  if (setting === undefined) throw badSetting(unknownKey(id, settings, key), key);
  const number = /^-?\d{1,15}$/.test(value) ? Number(value) : NaN;
  const { least = 0, most = Number.MAX_SAFE_INTEGER } = setting;
  if (!(number >= least && number <= most)) {
    throw badSetting(`${key} takes a whole number from ${least} to ${most}, not “${value}”`, key);
  }
  return [key, number];
}

function unknownKey(id: MechanismId, settings: readonly Setting[], key: string): string {
  if (settings.length === 0) return `Nothing that can be set bounds ${id}`;
  return `${id} has no setting “${key}”; it has ${settings.map((one) => one.key).join(', ')}`;
}

function badSetting(message: string, key: string): AppError {
  return new AppError('input.bad-option', message, { option: '--set', key });
}

function rowOf(
  definition: MechanismDefinition,
  { target, process, pid, observed, limits, predictedCeilingBytes }: Mechanism,
  set: Readonly<Record<string, number>>,
): WhatIfRow {
  const changed = definition.settings
    .filter(({ key }) => key in set)
    .map((setting) => [setting.key, limitOf(setting, set[setting.key] ?? null, 'given')] as const);
  const then = { ...limits, ...Object.fromEntries(changed) };
  return {
    ...{ target, process, pid, limits: then },
    ...{ observedBytes: observed.bytes ?? 0, nowCeilingBytes: predictedCeilingBytes },
    thenCeilingBytes: definition.ceiling(valuesOf(then), basisOf(observed)),
  };
}
