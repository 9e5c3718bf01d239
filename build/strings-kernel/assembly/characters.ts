/** Which bytes are a character that text is made of; shared/analysis/strings/plain-strings.ts says the same in plain words. */

export function isPrintable(byte: u32): bool {
  return byte - 0x20 < 0x5f || byte === 9;
}

function follows(byte: u32): bool {
  return (byte & 0xc0) === 0x80;
}

/** Bytes of the UTF-8 character at `p`, or 0 where there is none of those that are looked for. */
export function utf8Length(p: usize): u32 {
  const b0 = <u32>load<u8>(p);
  if (b0 < 0xc3) return 0;
  const b1 = <u32>load<u8>(p, 1);
  if (!follows(b1)) return 0;
  if (b0 <= 0xc5 || (b0 >= 0xce && b0 <= 0xd1)) return 2;
  if (b0 < 0xe2 || !follows(load<u8>(p, 2))) return 0;
  const b2 = <u32>load<u8>(p, 2);
  if (b0 <= 0xed) return isThree(b0, b1, b2) ? 3 : 0;
  if (b0 === 0xef) return b1 === 0xbc || b1 === 0xbd ? 3 : 0;
  if (b0 !== 0xf0 || b1 !== 0x9f) return 0;
  return b2 >= 0x8c && b2 <= 0xa7 && follows(load<u8>(p, 3)) ? 4 : 0;
}

function isThree(b0: u32, b1: u32, b2: u32): bool {
  if (b0 === 0xe2) return b1 === 0x80 && b2 >= 0x90;
  if (b0 === 0xe3) return b1 <= 0x83;
  if (b0 === 0xe4) return b1 >= 0xb8;
  if (b0 <= 0xe9) return true;
  if (b0 === 0xea) return b1 >= 0xb0;
  return b0 < 0xed || b1 <= 0x9d;
}

/** What the GBK character at `p` weighs: 3, 4, −1, or 0 where there is none of those that are looked for. */
export function gbkWeight(p: usize): i32 {
  const lead = <u32>load<u8>(p);
  const trail = <u32>load<u8>(p, 1);
  if (trail < 0xa1 || trail === 0xff) return 0;
  if (lead >= 0xb0 && lead <= 0xd7) return 3;
  if (lead >= 0xd8 && lead <= 0xf7) return -1;
  return lead === 0xa1 || lead === 0xa3 ? 4 : 0;
}

export function isUnit(unit: u32): bool {
  if (unit < 0x7f) return unit >= 0x20 || unit === 9;
  if (unit < 0x2010) return (unit >= 0xa1 && unit <= 0x17f) || (unit >= 0x370 && unit <= 0x4ff);
  if (unit < 0x4e00) return unit <= 0x2027 || (unit >= 0x3000 && unit <= 0x30ff);
  return unit <= 0x9fff || (unit >= 0xac00 && unit <= 0xd7a3) || (unit >= 0xff01 && unit <= 0xff5e);
}

export function unitAt(p: usize, isBig: bool): u32 {
  const unit = <u32>load<u16>(p);
  return isBig ? ((unit & 0xff) << 8) | (unit >> 8) : unit;
}
