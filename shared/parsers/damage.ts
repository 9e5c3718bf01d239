/**
 * Which damage is read as what: everything that this room reads in spite of its spelling stands here, as
 * data. Pastes from wikis and recognised screenshots come like this; see the case study. Whatever is
 * read by one of these tables is flagged with the reason that its comment names.
 */

/** Read as the digit, reason `damaged-digit`. */
export const digitLookAlikes: Readonly<Record<string, string>> = {
  // Greek and Cyrillic letters, slashed and Latin O
  Θ: '0', θ: '0', ϴ: '0', Ο: '0', ο: '0', О: '0', о: '0', Ø: '0', ø: '0', O: '0', o: '0', '〇': '0',
  l: '1', I: '1', '|': '1', І: '1', Ι: '1', '丨': '1',
  З: '3', з: '3',
  S: '5',
  б: '6',
  // full-width digits
  '０': '0', '１': '1', '２': '2', '３': '3', '４': '4', '５': '5', '６': '6', '７': '7', '８': '8', '９': '9',
}; // prettier-ignore

/** A number may be this character alone; other look-alikes need a true digit beside them. */
export const zeroAlone = /^[ΘθϴΟОØ〇Oo]$/u;
export const trueDigit = /[0-9０-９]/u;

/** Read as the permission letter, reason `damaged-permissions`. */
export const permissionLookAlikes: Readonly<Record<string, string>> = {
  Г: 'r', Γ: 'r', г: 'r', R: 'r', ґ: 'r',
  W: 'w', ѡ: 'w', ω: 'w', ш: 'w', Ш: 'w',
  X: 'x', х: 'x', Х: 'x', χ: 'x', Χ: 'x',
  р: 'p', Р: 'p', ρ: 'p', P: 'p',
  '–': '-', '—': '-', '−': '-', '‐': '-', _: '-',
}; // prettier-ignore

/** Labels of pmap that stand for anonymous memory; read as `[ anon ]`, reason `damaged-label`. */
export const anonLabelDamage = /^[[({lI|1l]?\s{0,4}an[o0оο]n\s{0,4}[\])}lI|1l]?$/u;
export const ANON_LABEL = '[ anon ]';

/** Labels that a paste left of an empty or broken cell; read as nothing, reason `damaged-label`. */
export const emptyLabelDamage = /^[_.\-–—]$/u;

/** Spellings of the unit kB, reason `damaged-label`. */
export const kilobyteDamage = /^(?:KB|kb|Kb|K|k|k8|kВ|КВ|KiB)$/u;

/** Colons of wide fonts, reason `damaged-label`. */
export const colonDamage = /[：︰∶]/u;

/** Fields whose row lost its address: it is taken as ending where the next row starts, reason `missing-column`. */
export const addressOfLostRow = 'ends where the next row starts';
