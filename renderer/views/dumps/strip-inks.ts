import type { CellContent, CellLife } from '#shared/domain/dump-strip.ts';
import type { InkName } from './paint-hex.ts';

export const contentInks: Record<CellContent, InkName> = {
  nothing: 'page',
  zeros: 'line-soft',
  text: 'strip-text',
  pointers: 'strip-pointers',
  packed: 'strip-packed',
  other: 'line',
};

export const lifeInks: Record<CellLife, InkName> = {
  none: 'page',
  live: 'strip-live',
  ghost: 'strip-ghost',
  undetermined: 'strip-unsure',
};
