/** What tells an identity number from any other number. */

/** ISO/IEC 7812-1 annex B: every second digit from the right is doubled; the sum ends in zero. */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits[digits.length - 1 - index]);
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** Prefixes of payment cards with their lengths: ISO/IEC 7812 issuers, UnionPay among them. */
const CARD =
  /^(?:4\d{15}(?:\d{3})?|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|35(?:2[89]|[3-8]\d)\d{12}|3(?:0[0-5]|[68]\d)\d{11}|62\d{14,17}|6(?:011|5\d\d)\d{12}|81\d{14,17})$/;

export function isBankCard(value: string): boolean {
  const digits = value.replace(/[ -]/g, '');
  return CARD.test(digits) && passesLuhn(digits) && !/^(\d)\1+$/.test(digits);
}

/** GB 11643-1999: province, date of birth, sequence, and a check character (ISO 7064 MOD 11-2). */
export function isResidentId(value: string): boolean {
  if (!PROVINCES.has(value.slice(0, 2))) return false;
  const [year, month, day] = [value.slice(6, 10), value.slice(10, 12), value.slice(12, 14)].map(Number);
  if (!isDate(year ?? 0, month ?? 0, day ?? 0)) return false;
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(value[index]), 0);
  return '10X98765432'[sum % 11] === value[17]?.toUpperCase();
}

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** GB/T 2260, first two digits. */
const PROVINCES: ReadonlySet<string> = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83'.split(
    ' ',
  ),
);

function isDate(year: number, month: number, day: number): boolean {
  if (year < 1900 || year > 2099 || month < 1 || month > 12) return false;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  return day >= 1 && day <= days;
}

/** 3GPP TS 23.003: 15 digits with a Luhn digit; type allocation codes of bodies that issue them. */
export function isImei(digits: string): boolean {
  return /^(?:01|35|86|99)/.test(digits) && passesLuhn(digits);
}
