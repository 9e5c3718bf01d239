/** Where things stand in a row of the hex view, in pixels; the font is monospaced. */
import { ROW_BYTES } from './hex-rows.ts';

export const HEX_ROW_HEIGHT = 20;
const LEFT = 12;
/** `0x` and 12 digits: addresses of processes have at most 48 bits; larger ones get their 16 digits. */
const ADDRESS_CHARACTERS = 14;
const WIDE_ADDRESS_CHARACTERS = 18;
const GAP_CHARACTERS = 2;
/** Two digits and a blank each, and one blank more in the middle. */
const HEX_CHARACTERS = ROW_BYTES * 3;

export interface HexLayout {
  readonly characterWidth: number;
  readonly addressX: number;
  readonly hexX: number;
  readonly textX: number;
  /** What stands behind the text: chunks that begin in the row. */
  readonly noteX: number;
}

export function hexLayout(characterWidth: number, lastAddress: bigint): HexLayout {
  const address = lastAddress < 1n << 48n ? ADDRESS_CHARACTERS : WIDE_ADDRESS_CHARACTERS;
  const hexX = LEFT + (address + GAP_CHARACTERS) * characterWidth;
  const textX = hexX + (HEX_CHARACTERS + GAP_CHARACTERS) * characterWidth;
  const noteX = textX + (ROW_BYTES + GAP_CHARACTERS) * characterWidth;
  return { characterWidth, addressX: LEFT, hexX, textX, noteX };
}

/** Left edge of a byte's two digits. */
export function hexColumnX({ hexX, characterWidth }: HexLayout, column: number): number {
  return hexX + (column * 3 + (column >= ROW_BYTES / 2 ? 1 : 0)) * characterWidth;
}

/** The byte's column under a point, in either pane; those between two bytes belong to the nearer one. */
export function columnAt(layout: HexLayout, x: number): number {
  const { textX, characterWidth } = layout;
  if (x >= textX - characterWidth) return clampColumn((x - textX) / characterWidth);
  const half = hexColumnX(layout, ROW_BYTES / 2) - characterWidth;
  const characters = (x - layout.hexX + characterWidth / 2) / characterWidth - (x >= half ? 1 : 0);
  return clampColumn(characters / 3);
}

function clampColumn(column: number): number {
  return Math.max(0, Math.min(ROW_BYTES - 1, Math.floor(column)));
}

/** The address as the view shows it: all of one dump are of one width. */
export function addressText(address: bigint): string {
  return `0x${address.toString(16).padStart(address < 1n << 48n ? 12 : 16, '0')}`;
}
